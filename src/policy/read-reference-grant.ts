/** From the manifest of a ReferenceGrant to its typed form. */
import type { JsonObject } from './json-object';
import { asObjects, asString, tryString } from './json-object';
import type { ReferenceGrant } from './model-route';
import { present } from './present';
import { readMetadata, specOf } from './read-metadata';

/** The ReferenceGrant that this manifest describes. */
export function readReferenceGrant(manifest: JsonObject): ReferenceGrant {
  const spec = specOf(manifest);
  return {
    ...readMetadata(manifest),
    from: asObjects(spec.from, 'from').map((from) => ({
      group: asString(from.group, 'group'),
      kind: asString(from.kind, 'kind'),
      namespace: asString(from.namespace, 'namespace'),
    })),
    to: asObjects(spec.to, 'to').map((to) => ({
      group: asString(to.group, 'group'),
      kind: asString(to.kind, 'kind'),
      ...present({ name: tryString(to.name, 'name') }),
    })),
  };
}
