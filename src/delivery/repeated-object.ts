/** Does one object stand twice on one side of a rollout, so that it is not known which of the two is delivered? */
import { isDeepStrictEqual } from 'node:util';
import { type Manifest, placeOf } from '../policy/manifest';
import type { ReadProblem } from '../policy/source-text';
import { deliveredObject, shownObject } from './delivered-object';

/**
 * Objects that stand twice with different content, given the namespace that the Application delivers to. Fails closed:
 * of two, Argo CD delivers the one that comes last in its own order of files.
 */
export function repeatedObjects(manifests: readonly Manifest[], destination: string): readonly ReadProblem[] {
  const known = new Map<string, Manifest>();
  return manifests.flatMap((manifest): readonly ReadProblem[] => {
    const { object, document } = manifest;
    const delivered = deliveredObject(object, destination);
    const first = known.get(delivered.key);
    if (first === undefined) known.set(delivered.key, manifest);
    if (first === undefined || isDeepStrictEqual(first.object, object)) return [];
    const { line, column } = placeOf(first, PLACE);
    const message = `\`${shownObject(delivered)}\` stands here and, with other content, at \`${first.document.file}:${line}:${column}\`; which of them is delivered cannot be told, so that each object is expected once; remove one`;
    return [{ file: document.file, ...placeOf(manifest, PLACE), message }];
  });
}

const PLACE = ['metadata', 'name'];
