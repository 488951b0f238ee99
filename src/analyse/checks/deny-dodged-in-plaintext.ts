/** Does a DENY rule name identities, where a caller gets past it by sending plaintext? */
import { actionOf, rulesOf, valuesOfRule } from '../authorization-fields';
import { isIdentity } from '../caller-identity';
import type { Check } from '../check-rule';
import { isDryRun } from '../dry-run';
import { plaintextWorkloads } from '../plaintext-workloads';

export const denyDodgedInPlaintext: Check = {
  code: 'ZT153',
  *find(estate) {
    for (const manifest of estate.of('AuthorizationPolicy')) {
      if (actionOf(manifest) !== 'DENY' || isDryRun(manifest)) continue;
      for (const rule of rulesOf(manifest)) {
        const named = valuesOfRule(rule).find((one) => isIdentity(one) && !one.negated);
        if (named === undefined) continue;
        // where it is off, the rule never matches, which is another finding
        const where = plaintextWorkloads(estate, manifest, rule, ['PERMISSIVE']);
        if (where === undefined) continue;
        const message = `a caller in plaintext has no identity, so \`${named.value}\` gets past this DENY at ${where}; allow who may call instead, or require STRICT`;
        yield { manifest, path: named.path, message };
      }
    }
  },
};
