/** From the manifest of a Gateway, classic or of the Gateway API, to the ports it serves. */
import type { JsonObject } from './json-object';
import { asLabels, asNumber, asObject, asObjects, asString, asStrings } from './json-object';
import type { Gateway, GatewayServer, GatewayTls } from './model';
import { readMetadata, specOf } from './read-metadata';

/** The classic Gateway that this manifest describes. */
export function readIstioGateway(manifest: JsonObject): Gateway {
  const spec = specOf(manifest);
  return {
    ...readMetadata(manifest),
    api: { kind: 'istio', selector: asLabels(spec.selector, 'selector') },
    servers: asObjects(spec.servers, 'servers').map(readServer),
  };
}

/** The Gateway of the Gateway API that this manifest describes: an ingress gateway or, by its class, a waypoint. */
export function readKubernetesGateway(manifest: JsonObject): Gateway {
  const spec = specOf(manifest);
  return {
    ...readMetadata(manifest),
    api: { kind: 'kubernetes', className: asString(spec.gatewayClassName, 'gatewayClassName') },
    servers: asObjects(spec.listeners, 'listeners').map(readListener),
  };
}

function readServer(server: JsonObject): GatewayServer {
  const port = asObject(server.port, 'port');
  const protocol = asString(port.protocol, 'protocol').toUpperCase();
  return {
    port: asNumber(port.number, 'number', 0),
    protocol,
    tls: readServerTls(protocol, server),
    hosts: asStrings(server.hosts, 'hosts'),
  };
}

/** @see istio api networking/v1alpha3/gateway.proto, `ServerTLSSettings.TLSmode`: the zero value is PASSTHROUGH */
function readServerTls(protocol: string, server: JsonObject): GatewayTls {
  if (protocol !== 'HTTPS' && protocol !== 'TLS') return 'none';
  switch (asString(asObject(server.tls, 'tls').mode, 'mode')) {
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

function readListener(listener: JsonObject): GatewayServer {
  const protocol = asString(listener.protocol, 'protocol').toUpperCase();
  return {
    port: asNumber(listener.port, 'port', 0),
    protocol,
    tls: readListenerTls(protocol, asObject(listener.tls, 'tls')),
    hosts: [asString(listener.hostname, 'hostname') || '*'],
  };
}

function readListenerTls(protocol: string, tls: JsonObject): GatewayTls {
  if (protocol !== 'HTTPS' && protocol !== 'TLS') return 'none';
  return asString(tls.mode, 'mode') === 'Passthrough' ? 'passthrough' : 'terminated';
}
