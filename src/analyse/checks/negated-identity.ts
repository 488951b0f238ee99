/** Does an ALLOW rule only shut out identities, where callers without any identity get in? */
import { actionOf, rulesOf, valuesOfRule } from '../authorization-fields';
import { isIdentity } from '../caller-identity';
import type { Check } from '../check-rule';
import { isDryRun } from '../dry-run';
import { plaintextWorkloads } from '../plaintext-workloads';

export const negatedIdentity: Check = {
  code: 'ZT152',
  *find(estate) {
    for (const manifest of estate.of('AuthorizationPolicy')) {
      if (actionOf(manifest) !== 'ALLOW' || isDryRun(manifest)) continue;
      for (const rule of rulesOf(manifest)) {
        const values = valuesOfRule(rule).filter(isIdentity);
        const [negated] = values.filter((one) => one.negated);
        if (negated === undefined || values.some((one) => !one.negated)) continue;
        const where = plaintextWorkloads(estate, manifest);
        if (where === undefined) break;
        const message = `a caller in plaintext has no identity, so it is not \`${negated.value}\` and gets in at ${where}; name who may call, or require STRICT`;
        yield { manifest, path: negated.path, message };
      }
    }
  },
};
