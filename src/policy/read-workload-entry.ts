/** From the manifest of a WorkloadEntry to its typed form. */
import type { JsonObject } from './json-object';
import type { WorkloadEntry } from './model-service-entry';
import { readMetadata, specOf } from './read-metadata';
import { readEndpoint } from './read-service-entry';

/** The WorkloadEntry that this manifest describes. */
export function readWorkloadEntry(manifest: JsonObject): WorkloadEntry {
  return { ...readMetadata(manifest), endpoint: readEndpoint(specOf(manifest)) };
}
