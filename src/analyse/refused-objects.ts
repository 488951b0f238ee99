/** Which objects would a cluster refuse? What is judged by them holds only once they are mended. */
import { admit } from '../admission/admit';
import { readFieldPath } from '../policy/field-path';
import { type Manifest, placeOf } from '../policy/manifest';
import type { ReadProblem } from '../policy/source-text';
import { apiGroup } from '../istio/api-group';

/** Whether the object is Istio's own, so that Istio's admission is asked about it. */
export function isOfIstio(manifest: Manifest): boolean {
  return /^(security|networking|telemetry|extensions)\.istio\.io$/.test(apiGroup(manifest.apiVersion));
}

/** The refused objects among these: one sentence each, at the first field that is wrong. */
export function refusedObjects(manifests: readonly Manifest[]): readonly ReadProblem[] {
  return manifests.filter(isOfIstio).flatMap((manifest) => {
    const [first] = admit(manifest.object).errors;
    if (first === undefined) return [];
    const { kind, name, document } = manifest;
    const field = first.field === '' ? '' : `\`${first.field}\` `;
    const message = `a cluster refuses ${kind} \`${name}\`, which is judged as if it were there: ${field}${first.message}`;
    return [{ file: document.file, ...placeOf(manifest, readFieldPath(first.field)), message }];
  });
}
