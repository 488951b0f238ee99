/** What of the metadata of an object did somebody write, and what was added where it was stored? */
import { asLabels, type JsonObject } from '../policy/json-object';

/**
 * What the API server sets, and refuses, or takes for a conflict, in what is applied. `creationTimestamp` stays: of two
 * policies the older one may count, and it is the same wherever the object is.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
 */
const OF_THE_SERVER = new Set(['uid', 'resourceVersion', 'generation', 'managedFields', 'selfLink']);
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The metadata of an object that was read from a cluster, as it can be applied again. */
export function writtenMetadata(metadata: JsonObject): JsonObject {
  const { annotations, ...others } = metadata;
  const written = Object.entries(others).filter(([field]) => !OF_THE_SERVER.has(field));
  const noted = Object.entries(asLabels(annotations, 'annotations')).filter(([name]) => name !== LAST_APPLIED);
  return Object.fromEntries(noted.length === 0 ? written : [...written, ['annotations', Object.fromEntries(noted)]]);
}
