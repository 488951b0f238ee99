/** From the manifest of a Service to its typed form. */
import type { Json, JsonObject } from './json-object';
import { asLabels, asObjects, asString, tryString } from './json-object';
import type { Service, ServicePort } from './model';
import { readMetadata, specOf } from './read-metadata';
import { asPort, type WrittenPort, writtenPort } from './written-port';

/** The Service that this manifest describes. */
export function readService(manifest: JsonObject): Service {
  const spec = specOf(manifest);
  const clusterIP = tryString(spec.clusterIP, 'clusterIP');
  return {
    ...readMetadata(manifest),
    selector: asLabels(spec.selector, 'selector'),
    ports: asObjects(spec.ports, 'ports').map(readPort),
    ...(clusterIP === undefined ? {} : { clusterIP }),
  };
}

function readPort(port: JsonObject): ServicePort {
  const number = asPort(port.port, 'port');
  const appProtocol = tryString(port.appProtocol, 'appProtocol');
  return {
    name: asString(port.name, 'name'),
    port: number,
    targetPort: readTargetPort(port.targetPort, number),
    transport: asString(port.protocol, 'protocol') || 'TCP',
    ...(appProtocol === undefined ? {} : { appProtocol }),
  };
}

/** A number or the name of a container port; the port itself when absent or 0, as the API server fills it in. */
function readTargetPort(value: Json, port: WrittenPort): WrittenPort | string {
  if (typeof value === 'number' && value !== 0) return writtenPort(value);
  if (typeof value !== 'string' || value === '') return port;
  return /^\d+$/.test(value) ? writtenPort(Number(value)) : value;
}
