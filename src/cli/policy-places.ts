/** On which lines do policies of a mesh stand? They are asked for by the object that was read. */
import type { Place, PlacesOf, PolicyField } from '../coverage/place';
import { groupBy } from '../policy/group-by';
import type { FieldPath } from '../policy/field-path';
import type { JsonObject } from '../policy/json-object';
import { placesOf } from '../policy/manifest';
import type { SourceDocument } from '../policy/split-documents';

/** Where an object was written. */
export interface WrittenObject {
  readonly object: JsonObject;
  readonly document: SourceDocument;
  /** from the root of the document */
  readonly root: FieldPath;
}

/** The places of fields of what was read from these. */
export function policyPlaces(
  written: readonly WrittenObject[],
  sourceOf: (policy: object) => JsonObject | undefined,
): PlacesOf {
  const byObject = new Map(written.map((one) => [one.object, one]));
  const sourceOfField = ({ policy }: PolicyField): WrittenObject | undefined => {
    const source = sourceOf(policy);
    return source === undefined ? undefined : byObject.get(source);
  };
  return (fields) => {
    const places = new Map<PolicyField, Place>();
    for (const [document, those] of groupBy(fields, (one) => sourceOfField(one)?.document)) {
      if (document === undefined) continue;
      const paths = those.map((one) => [...(sourceOfField(one)?.root ?? []), ...one.field]);
      placesOf(document, paths).forEach(({ line }, index) => {
        const field = those[index];
        if (field !== undefined) places.set(field, { file: document.file, line });
      });
    }
    return fields.map((one) => places.get(one));
  };
}
