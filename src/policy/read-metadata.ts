/** Who an object is: the `metadata` of a manifest. */
import type { JsonObject } from './json-object';
import { asLabels, asObject, asString } from './json-object';
import type { Metadata } from './model';

/** The metadata of a namespaced object; without a namespace it is in `default`, as kubectl would put it. */
export function readMetadata(manifest: JsonObject): Metadata {
  const metadata = asObject(manifest.metadata, 'metadata');
  const created = Date.parse(asString(metadata.creationTimestamp, 'creationTimestamp'));
  return {
    namespace: asString(metadata.namespace, 'namespace') || 'default',
    name: asString(metadata.name, 'name'),
    labels: asLabels(metadata.labels, 'labels'),
    annotations: asLabels(metadata.annotations, 'annotations'),
    ...(Number.isNaN(created) ? {} : { created }),
  };
}

/** The `spec` of a manifest. */
export function specOf(manifest: JsonObject): JsonObject {
  return asObject(manifest.spec, 'spec');
}
