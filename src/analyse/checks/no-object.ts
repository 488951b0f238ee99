/** Does a document look like an object of Kubernetes, and lack what makes it one? */
import type { Check } from '../check-rule';

export const noObject: Check = {
  code: 'ZT004',
  *find(estate) {
    for (const manifest of estate.manifests) {
      const missing = (['apiVersion', 'kind'] as const).filter((field) => manifest[field] === '');
      const looksLikeOne = ['apiVersion', 'kind', 'metadata', 'spec'].some((field) => field in manifest.object);
      if (missing.length === 0 || !looksLikeOne) continue;
      const fields = missing.map((field) => `\`${field}\``).join(' and ');
      yield { manifest, path: [], message: `the document has no ${fields}, so no cluster takes it; write ${fields}` };
    }
  },
};
