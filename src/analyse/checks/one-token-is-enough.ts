/** Do two JWT rules look for their tokens in different places, where a good one of either is enough? */
import { checkEach } from '../check-rule';
import { asItems, asRecord } from '../raw-field';
import type { JsonObject } from '../../policy/json-object';
import { jwtRules } from '../jwt-rules';

/**
 * Who gives each issuer a place of its own may mean that both tokens are checked: Istio stops at the first good one.
 * @see istio pilot/pkg/security/authn/policy_applier.go, `convertToEnvoyJwtConfig`: the rules are joined by "any"
 */
export const oneTokenIsEnough = checkEach('ZT311', 'RequestAuthentication', function* (policy) {
  const rules = jwtRules(policy);
  for (const [index, { path, rule }] of rules.entries()) {
    const other = rules
      .slice(0, index)
      .find(
        (before) =>
          before.rule.issuer !== rule.issuer && !placesOf(rule).some((place) => placesOf(before.rule).includes(place)),
      );
    if (other === undefined) continue;
    const message = `a good token of \`${String(other.rule.issuer)}\` passes whatever stands in the place of \`${String(rule.issuer)}\`, and the other way round; where both are needed, require claims of one and check the other in the service`;
    yield { path, message };
  }
});

/** Without any place, a token stands in `Authorization` or in the parameter `access_token`. */
function placesOf({ fromHeaders, fromParams, fromCookies }: JsonObject): readonly string[] {
  const places = [
    ...asItems(fromHeaders).map((header) => `header ${String(asRecord(header).name).toLowerCase()}`),
    ...asItems(fromParams).map((name) => `parameter ${String(name)}`),
    ...asItems(fromCookies).map((name) => `cookie ${String(name)}`),
  ];
  return places.length === 0 ? ['header authorization', 'parameter access_token'] : places;
}
