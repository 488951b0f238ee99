/** Does the API server or the webhook refuse the object? */
import type { Check } from '../check-rule';
import { istioObjects, observed } from '../admission-problems';

export const refusedByCluster: Check = {
  code: 'ZT001',
  *find(estate) {
    for (const manifest of istioObjects(estate)) yield* observed(manifest, estate.admission(manifest).errors);
  },
};
