/** From the manifest of a Gateway of the Gateway API, an ingress gateway or a waypoint, to its listeners. */
import type { Json, JsonObject } from './json-object';
import { asLabels, asObject, asObjects, asString, tryString } from './json-object';
import { readLabelSelector } from './label-selector';
import type { AllowedNamespaces, ClientCertificates, Gateway, GatewayTls, Listener } from './model-gateway';
import type { GatewayClass, ObjectReference } from './model-route';
import { present } from './present';
import { readMetadata, specOf } from './read-metadata';
import { GATEWAY_API, readReference } from './read-route-parts';
import { asPort } from './written-port';

/** The Gateway of the Gateway API that this manifest describes: an ingress gateway or, by its class, a waypoint. */
export function readKubernetesGateway(manifest: JsonObject): Gateway {
  const spec = specOf(manifest);
  const metadata = readMetadata(manifest);
  const listeners = asObjects(spec.listeners, 'listeners').map((one) => readListener(one, metadata.namespace));
  const infrastructure = asObject(spec.infrastructure, 'infrastructure');
  return {
    ...metadata,
    api: {
      kind: 'kubernetes',
      className: asString(spec.gatewayClassName, 'gatewayClassName'),
      listeners,
      addresses: asObjects(spec.addresses, 'addresses').map((address) => ({
        type: asString(address.type, 'type') || 'IPAddress',
        value: asString(address.value, 'value'),
      })),
      infrastructure: {
        labels: asLabels(infrastructure.labels, 'labels'),
        annotations: asLabels(infrastructure.annotations, 'annotations'),
      },
      clientCertificates: readClientCertificates(asObject(spec.tls, 'tls'), metadata.namespace),
    },
    servers: listeners,
  };
}

/** The GatewayClass that this manifest describes. */
export function readGatewayClass(manifest: JsonObject): GatewayClass {
  const { name, labels } = readMetadata(manifest);
  return {
    name,
    labels,
    controllerName: asString(specOf(manifest).controllerName, 'controllerName'),
  };
}

function readListener(listener: JsonObject, namespace: string): Listener {
  const protocol = asString(listener.protocol, 'protocol').toUpperCase();
  const tls = asObject(listener.tls, 'tls');
  const hostname = tryString(listener.hostname, 'hostname');
  const allowed = asObject(listener.allowedRoutes, 'allowedRoutes');
  return {
    name: asString(listener.name, 'name'),
    port: asPort(listener.port, 'port'),
    protocol,
    tls: readListenerTls(protocol, tls),
    hosts: [{ host: hostname ?? '*' }],
    allowedNamespaces: readAllowedNamespaces(allowed.namespaces),
    allowedKinds: asObjects(allowed.kinds, 'kinds').map(({ group, kind }) => ({
      group: group === undefined ? GATEWAY_API : asString(group, 'group'),
      kind: asString(kind, 'kind'),
    })),
    certificates: asObjects(tls.certificateRefs, 'certificateRefs').map((one) =>
      readReference(one, namespace, { group: '', kind: 'Secret' }),
    ),
    ...present({ hostname }),
  };
}

function readListenerTls(protocol: string, tls: JsonObject): GatewayTls {
  if (protocol !== 'HTTPS' && protocol !== 'TLS') return 'none';
  return asString(tls.mode, 'mode') === 'Passthrough' ? 'passthrough' : 'terminated';
}

function readAllowedNamespaces(value: Json): AllowedNamespaces {
  const namespaces = asObject(value, 'namespaces');
  const from = asString(namespaces.from, 'from') || 'Same';
  if (from === 'Selector') return { from, selector: readLabelSelector(namespaces.selector, 'selector') };
  // a word that Gateway API does not have opens nothing
  return { from: from === 'All' || from === 'Same' ? from : 'None' };
}

/** `tls.frontend`: for all ports, and for some. */
function readClientCertificates(tls: JsonObject, namespace: string): ClientCertificates {
  const frontend = asObject(tls.frontend, 'frontend');
  const authorities = (value: Json): readonly ObjectReference[] =>
    asObjects(asObject(asObject(value, 'tls').validation, 'validation').caCertificateRefs, 'caCertificateRefs').map(
      (one) => readReference(one, namespace, { group: '', kind: 'ConfigMap' }),
    );
  const perPort = asObjects(frontend.perPort, 'perPort').map(
    (one) => [asPort(one.port, 'port'), authorities(one.tls)] as const,
  );
  return {
    atPorts: new Map(perPort.filter(([, references]) => references.length > 0)),
    everywhere: authorities(frontend.default),
  };
}
