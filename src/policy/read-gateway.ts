/** From the manifest of a classic Gateway to the ports it serves. */
import type { JsonObject } from './json-object';
import { asBoolean, asLabels, asObject, asObjects, asString, asStrings, tryString } from './json-object';
import type { Gateway, GatewayTls, IstioServer, ServerHost } from './model-gateway';
import { present } from './present';
import { readMetadata, specOf } from './read-metadata';
import { asPort } from './written-port';

/** The classic Gateway that this manifest describes. */
export function readIstioGateway(manifest: JsonObject): Gateway {
  const spec = specOf(manifest);
  const metadata = readMetadata(manifest);
  const servers = asObjects(spec.servers, 'servers').map((server) => readServer(server, metadata.namespace));
  return { ...metadata, api: { kind: 'istio', selector: asLabels(spec.selector, 'selector'), servers }, servers };
}

function readServer(server: JsonObject, namespace: string): IstioServer {
  const port = asObject(server.port, 'port');
  const protocol = asString(port.protocol, 'protocol').toUpperCase();
  const tls = asObject(server.tls, 'tls');
  return {
    port: asPort(port.number, 'number'),
    portName: asString(port.name, 'name'),
    protocol,
    tls: readServerTls(protocol, tls),
    hosts: asStrings(server.hosts, 'hosts').map((host) => readServerHost(host, namespace)),
    httpsRedirect: asBoolean(tls.httpsRedirect, 'httpsRedirect', false),
    credentialNames: readCredentialNames(tls),
    certificateFiles: readCertificateFiles(tls),
    subjectAltNames: asStrings(tls.subjectAltNames, 'subjectAltNames'),
    ...present({ name: tryString(server.name, 'name'), bind: tryString(server.bind, 'bind') }),
  };
}

/** @see istio api networking/v1alpha3/gateway.proto, `ServerTLSSettings.TLSmode`: the zero value is PASSTHROUGH */
function readServerTls(protocol: string, tls: JsonObject): GatewayTls {
  if (protocol !== 'HTTPS' && protocol !== 'TLS') return 'none';
  switch (asString(tls.mode, 'mode')) {
    case 'SIMPLE':
    case 'OPTIONAL_MUTUAL':
      return 'terminated';
    case 'MUTUAL':
      return 'mutual';
    case 'ISTIO_MUTUAL':
      return 'istio-mutual';
    case 'AUTO_PASSTHROUGH':
      return 'auto-passthrough';
    default:
      return 'passthrough';
  }
}

/**
 * `host`, `namespace/host`, `./host` for the own namespace, `*` before the slash for any.
 * @see istio pilot/pkg/model/gateway.go, `sanitizeServerHostNamespace`
 */
function readServerHost(text: string, own: string): ServerHost {
  const slash = text.indexOf('/');
  const host = text.slice(slash + 1);
  const namespace = slash < 0 ? '*' : text.slice(0, slash);
  return namespace === '*' ? { host } : { host, namespace: namespace === '.' ? own : namespace };
}

function readCredentialNames(tls: JsonObject): readonly string[] {
  const name = tryString(tls.credentialName, 'credentialName');
  return [...(name === undefined ? [] : [name]), ...asStrings(tls.credentialNames, 'credentialNames')];
}

function readCertificateFiles(tls: JsonObject): readonly string[] {
  const several = asObjects(tls.tlsCertificates, 'tlsCertificates');
  return [tls, ...several].flatMap((one) => tryString(one.serverCertificate, 'serverCertificate') ?? []);
}
