/** Does the webhook take the object, and warn of it? */
import type { Check } from '../check-rule';
import { istioObjects, observed } from '../admission-problems';

export const warnedByCluster: Check = {
  code: 'ZT002',
  *find(estate) {
    for (const manifest of istioObjects(estate)) {
      const { accepted, warnings } = estate.admission(manifest);
      // with a rejection the webhook sends no warnings
      if (accepted) yield* observed(manifest, warnings);
    }
  },
};
