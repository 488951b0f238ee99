/** Does an ALLOW rule only shut out identities, where callers without any identity get in? */
import { actionOf, rulesOf } from '../authorization-fields';
import type { Check } from '../check-rule';
import { isDryRun } from '../dry-run';
import { plaintextWorkloads } from '../plaintext-workloads';
import { waysIn } from '../ways-in';

export const negatedIdentity: Check = {
  code: 'ZT152',
  *find(estate) {
    for (const manifest of estate.of('AuthorizationPolicy')) {
      if (actionOf(manifest) !== 'ALLOW' || isDryRun(manifest)) continue;
      for (const rule of rulesOf(manifest)) {
        const [negated] = waysIn(rule)
          .filter((way) => way.every((one) => one.negated))
          .flat();
        if (negated === undefined) continue;
        const where = plaintextWorkloads(estate, manifest, rule, ['PERMISSIVE', 'DISABLE']);
        if (where === undefined) continue;
        const message = `a caller in plaintext has no identity, so it is not \`${negated.value}\` and gets in at ${where}; name who may call, or require STRICT`;
        yield { manifest, path: negated.path, message };
      }
    }
  },
};
