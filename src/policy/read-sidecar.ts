/** From the manifest of a Sidecar to the part of it that changes which ports a workload serves. */
import type { JsonObject } from './json-object';
import { asLabels, asNumber, asObject, asObjects, asString } from './json-object';
import type { Sidecar } from './model';
import { readMetadata, specOf } from './read-metadata';

/** The Sidecar that this manifest describes. */
export function readSidecar(manifest: JsonObject): Sidecar {
  const spec = specOf(manifest);
  return {
    ...readMetadata(manifest),
    selector: asLabels(asObject(spec.workloadSelector, 'workloadSelector').labels, 'labels'),
    ingress: asObjects(spec.ingress, 'ingress').map((listener) => {
      const port = asObject(listener.port, 'port');
      return { port: asNumber(port.number, 'number', 0), protocol: asString(port.protocol, 'protocol') };
    }),
  };
}
