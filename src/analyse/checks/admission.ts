/** Would a cluster with Istio take the object, and all of it? */
import type { Problem } from '../../admission/admission';
import { type FieldPath, readFieldPath } from '../../policy/field-path';
import type { Manifest } from '../../policy/manifest';
import type { Check, Observation } from '../check-rule';
import type { Estate } from '../estate';
import { isOfIstio } from '../refused-objects';
import { aboutUnknownField } from '../unknown-field';

/** Does the API server or the webhook refuse the object? */
export const refusedByCluster: Check = {
  code: 'ZT001',
  *find(estate) {
    for (const manifest of istioObjects(estate)) yield* problemsOf(manifest, estate.admission(manifest).errors);
  },
};

/** Does the webhook take the object, and warn of it? */
export const warnedByCluster: Check = {
  code: 'ZT002',
  *find(estate) {
    for (const manifest of istioObjects(estate)) {
      const { accepted, warnings } = estate.admission(manifest);
      // with a rejection the webhook sends no warnings
      if (accepted) yield* problemsOf(manifest, warnings);
    }
  },
};

/** Does the API server drop a field that it does not know? */
export const unknownField: Check = {
  code: 'ZT003',
  *find(estate) {
    for (const manifest of istioObjects(estate)) {
      for (const field of estate.admission(manifest).unknownFields) {
        const path = readFieldPath(field);
        yield { manifest, path, message: aboutUnknownField(manifest, path) };
      }
    }
  },
};

/** In Istio's groups every kind is known: one that is not is a misspelling, which no cluster serves. */
function istioObjects(estate: Estate): readonly Manifest[] {
  return estate.manifests.filter(isOfIstio);
}

/** Of a field that both layers refuse the API server speaks: it never asks the webhook about it. */
function* problemsOf(manifest: Manifest, problems: readonly Problem[]): Generator<Observation> {
  const ofSchema = new Set(problems.flatMap(({ layer, field }) => (layer === 'schema' ? [field] : [])));
  const said = new Set<string>();
  for (const { layer, field, message } of problems) {
    if (layer === 'webhook' && ofSchema.has(field)) continue;
    const key = JSON.stringify([field, message]);
    if (said.has(key)) continue;
    said.add(key);
    const path: FieldPath = readFieldPath(field);
    yield { manifest, path, message };
  }
}
