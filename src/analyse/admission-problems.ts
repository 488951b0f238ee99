/** What does Istio's admission say of the objects, in the form of observations? */
import type { Problem } from '../admission/admission';
import { readFieldPath } from '../policy/field-path';
import type { Manifest } from '../policy/manifest';
import type { Observation } from './check-rule';
import type { Estate } from './estate';
import { isOfIstio } from './refused-objects';

/** In Istio's groups every kind is known: one that is not is a misspelling, which no cluster serves. */
export function istioObjects(estate: Estate): readonly Manifest[] {
  return estate.manifests.filter(isOfIstio);
}

/**
 * What admission says of the object, each thing once. Of a field that both layers refuse the API server speaks: it
 * never asks the webhook about it.
 */
export function* observed(manifest: Manifest, problems: readonly Problem[]): Generator<Observation> {
  const ofSchema = new Set(problems.flatMap(({ layer, field }) => (layer === 'schema' ? [field] : [])));
  const said = new Set<string>();
  for (const { layer, field, message } of problems) {
    if (layer === 'webhook' && ofSchema.has(field)) continue;
    const key = JSON.stringify([field, message]);
    if (said.has(key)) continue;
    said.add(key);
    yield { manifest, path: readFieldPath(field), message };
  }
}
