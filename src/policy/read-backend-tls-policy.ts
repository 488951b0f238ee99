/** From the manifest of a BackendTLSPolicy to its typed form. */
import type { JsonObject } from './json-object';
import { asObjects, asString } from './json-object';
import type { BackendTlsPolicy } from './model-route';
import { readMetadata, specOf } from './read-metadata';

/** The BackendTLSPolicy that this manifest describes. */
export function readBackendTlsPolicy(manifest: JsonObject): BackendTlsPolicy {
  return {
    ...readMetadata(manifest),
    services: asObjects(specOf(manifest).targetRefs, 'targetRefs')
      .filter(({ kind }) => kind === 'Service')
      .map(({ name }) => asString(name, 'name')),
  };
}
