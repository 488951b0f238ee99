/** From the manifest of a ServiceEntry to its typed form. */
import type { Json, JsonObject } from './json-object';
import { asLabels, asObject, asObjects, asString, asStrings, isObject, tryString } from './json-object';
import type { Endpoint, EntryPort, Resolution, ServiceEntry } from './model-service-entry';
import { present } from './present';
import { readMetadata, specOf } from './read-metadata';
import { asPort } from './written-port';

/** The ServiceEntry that this manifest describes. */
export function readServiceEntry(manifest: JsonObject): ServiceEntry {
  const spec = specOf(manifest);
  const selector = spec.workloadSelector;
  return {
    ...readMetadata(manifest),
    hosts: asStrings(spec.hosts, 'hosts'),
    addresses: asStrings(spec.addresses, 'addresses'),
    ports: asObjects(spec.ports, 'ports').map(readPort),
    location: asString(spec.location, 'location') === 'MESH_INTERNAL' ? 'MESH_INTERNAL' : 'MESH_EXTERNAL',
    resolution: readResolution(spec.resolution),
    endpoints: asObjects(spec.endpoints, 'endpoints').map(readEndpoint),
    exportTo: asStrings(spec.exportTo, 'exportTo'),
    subjectAltNames: asStrings(spec.subjectAltNames, 'subjectAltNames'),
    ...present({ selector: isObject(selector) ? asLabels(selector.labels, 'labels') : undefined }),
  };
}

/** An endpoint of a ServiceEntry, or the spec of a WorkloadEntry: they are one message. */
export function readEndpoint(endpoint: JsonObject): Endpoint {
  const ports = Object.entries(asObject(endpoint.ports, 'ports'));
  return {
    address: asString(endpoint.address, 'address'),
    ports: new Map(ports.map(([name, port]) => [name, asPort(port, 'ports')])),
    labels: asLabels(endpoint.labels, 'labels'),
    ...present({
      network: tryString(endpoint.network, 'network'),
      serviceAccount: tryString(endpoint.serviceAccount, 'serviceAccount'),
    }),
  };
}

function readPort(port: JsonObject): EntryPort {
  return {
    number: asPort(port.number, 'number'),
    name: asString(port.name, 'name'),
    protocol: asString(port.protocol, 'protocol').toUpperCase(),
    ...present({ targetPort: asPort(port.targetPort, 'targetPort') || undefined }),
  };
}

/** @see istio api networking/v1alpha3/service_entry.proto, `ServiceEntry.Resolution`: the zero value is NONE */
function readResolution(value: Json): Resolution {
  const words: readonly Resolution[] = ['STATIC', 'DNS', 'DNS_ROUND_ROBIN', 'DYNAMIC_DNS'];
  const word = asString(value, 'resolution');
  return words.find((known) => known === word) ?? 'NONE';
}
