/** Does an annotation look like Istio's dry run, and is none? */
import { checkEach } from '../check-rule';
import { DRY_RUN } from '../dry-run';
import { asRecord } from '../raw-field';

export const dryRunLookalike = checkEach('ZT114', 'AuthorizationPolicy', function* (policy) {
  const metadata = asRecord(policy.object.metadata);
  for (const place of ['annotations', 'labels']) {
    for (const key of Object.keys(asRecord(metadata[place]))) {
      const bare = key.toLowerCase().replace(/[^a-z]/g, '');
      if (!/^((security|authorization)?istioio)?dryrun$/.test(bare) || (key === DRY_RUN && place === 'annotations'))
        continue;
      yield {
        path: ['metadata', place, key],
        message: `${place.slice(0, -1)} \`${key}\` makes no dry run, so the policy is enforced; write the annotation \`${DRY_RUN}\``,
      };
    }
  }
});
