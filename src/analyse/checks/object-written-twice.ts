/** Is one object written twice, with different content? */
import { isDeepStrictEqual } from 'node:util';
import type { Manifest } from '../../policy/manifest';
import type { Check } from '../check-rule';
import { groupOf, namespaceOf } from '../estate';

/** The cluster keeps whichever is applied last, so that one of them, maybe the one that closes, is not in force. */
export const objectWrittenTwice: Check = {
  code: 'ZT604',
  *find(estate) {
    const first = new Map<string, Manifest>();
    for (const manifest of estate.manifests) {
      const { kind, name, object, document } = manifest;
      if (kind === '' || name === '') continue;
      const key = [groupOf(manifest), kind, namespaceOf(manifest), name].join(' ');
      const other = first.get(key);
      if (other === undefined) {
        first.set(key, manifest);
      } else if (!isDeepStrictEqual(other.object, object)) {
        const where = other.document.file === document.file ? '' : ` in \`${other.document.file}\``;
        const message = `line ${other.document.firstLine}${where} writes the same object with other content; the cluster keeps the one that is applied last, and the checks take both to be in force; remove one, or check alternatives one at a time`;
        yield { manifest, path: ['metadata', 'name'], message };
      }
    }
  },
};
