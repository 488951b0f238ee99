/** Does a rule ask for a claim of any issuer, where several are trusted? */
import { actionOf, rulesOf, valuesOfRule } from '../authorization-fields';
import type { Check } from '../check-rule';
import { mayMeet } from '../reach-of-policy';
import { jwtRules } from '../jwt-rules';

export const claimWithoutIssuer: Check = {
  code: 'ZT307',
  *find(estate) {
    const authentications = estate.of('RequestAuthentication');
    for (const manifest of estate.of('AuthorizationPolicy')) {
      if (actionOf(manifest) !== 'ALLOW') continue;
      for (const rule of rulesOf(manifest)) {
        const positive = valuesOfRule(rule).filter(({ negated }) => !negated);
        const claim = positive.find(({ attribute }) => /^request\.auth\.claims\[(?!iss\])/.test(attribute));
        if (claim === undefined || positive.some(namesIssuer)) continue;
        const issuers = new Set(
          authentications
            .filter((authentication) => mayMeet(estate, manifest, authentication))
            .flatMap((authentication) => jwtRules(authentication).map((jwt) => jwt.rule.issuer)),
        );
        if (issuers.size < 2) continue;
        const message = `\`${claim.attribute}\` may come from any of ${issuers.size} issuers; add \`requestPrincipals: ["<issuer>/*"]\``;
        yield { manifest, path: claim.path.slice(0, -2), message };
      }
    }
  },
};

function namesIssuer({ attribute, value }: { readonly attribute: string; readonly value: string }): boolean {
  return (attribute === 'request.auth.principal' && !value.startsWith('*')) || attribute === 'request.auth.claims[iss]';
}
