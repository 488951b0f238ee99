/** Which objects stand twice, and differently? A cluster holds one of them, and nobody knows which. */
import { isDeepStrictEqual } from 'node:util';
import { apiGroup } from '../istio/api-group';
import { type Manifest, placeOf } from '../policy/manifest';
import type { ReadProblem } from '../policy/source-text';

/** What stands a second time with other content, each with its place. */
export function writtenOtherwise(manifests: readonly Manifest[]): readonly ReadProblem[] {
  const first = new Map<string, Manifest>();
  return manifests.flatMap((manifest) => {
    const { apiVersion, kind, namespace = '', name, object, document } = manifest;
    if (kind === '' || name === '') return [];
    const key = [apiGroup(apiVersion), kind, namespace, name].join(' ');
    const other = first.get(key);
    if (other === undefined) first.set(key, manifest);
    if (other === undefined || isDeepStrictEqual(other.object, object)) return [];
    const place = `${other.document.file}:${placeOf(other, []).line}`;
    const shown = namespace === '' ? name : `${namespace}/${name}`;
    const message = `${kind} \`${shown}\` stands here again, and otherwise than at ${place}; a cluster holds one of them, so give only what is applied`;
    return [{ file: document.file, ...placeOf(manifest, []), message }];
  });
}
