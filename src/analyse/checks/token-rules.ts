/** Is a JWT rule open to tokens or keys that were not meant? */
import type { Observation } from '../check-rule';
import { checkEach } from '../check-rule';
import { specOf } from '../estate';
import type { FieldPath } from '../../policy/field-path';
import type { JsonObject } from '../../policy/json-object';
import type { Manifest } from '../../policy/manifest';
import { asItems, asRecord } from '../raw-field';

type Seen = Omit<Observation, 'manifest'>;

/** Does a rule accept a token that its issuer made for another service? */
export const tokenForAnyAudience = checkEach('ZT302', 'RequestAuthentication', function* (policy) {
  for (const { path, rule } of jwtRules(policy)) {
    if (asItems(rule.audiences).length > 0) continue;
    yield {
      path,
      message: `a token of \`${String(rule.issuer ?? '')}\` for any audience is accepted; name \`audiences\``,
    };
  }
});

/** Do two rules name one issuer? */
export const twoRulesOfOneIssuer = checkEach('ZT303', 'RequestAuthentication', function* (policy) {
  const seen = new Set<string>();
  for (const { path, rule } of jwtRules(policy)) {
    const { issuer } = rule;
    if (typeof issuer !== 'string' || issuer === '') continue;
    if (seen.has(issuer)) {
      const message = `issuer \`${issuer}\` has a rule already, and a token need satisfy only one of them; join them`;
      yield { path: [...path, 'issuer'], message };
    }
    seen.add(issuer);
  }
});

/** Would the verified payload overwrite a header that has a meaning? */
export const payloadOverHeader = checkEach('ZT306', 'RequestAuthentication', function* (policy) {
  for (const { path, rule } of jwtRules(policy)) {
    yield* headerTaken(rule.outputPayloadToHeader, [...path, 'outputPayloadToHeader']);
    for (const [index, claim] of asItems(rule.outputClaimToHeaders).entries()) {
      yield* headerTaken(asRecord(claim).header, [...path, 'outputClaimToHeaders', index, 'header']);
    }
  }
});

const TAKEN =
  /^(authorization|cookie|host|content-type|content-length|transfer-encoding|connection|x-forwarded-.*|x-envoy-.*|:.*)$/i;

function* headerTaken(header: unknown, path: FieldPath): Generator<Seen> {
  if (typeof header !== 'string' || !TAKEN.test(header)) return;
  yield {
    path,
    message: `header \`${header}\` has a meaning of its own, which the token's content would replace; name another`,
  };
}

/** The JWT rules of a policy, with their places. */
export function jwtRules(policy: Manifest): readonly { readonly path: FieldPath; readonly rule: JsonObject }[] {
  return asItems(specOf(policy).jwtRules).map((rule, index) => ({
    path: ['spec', 'jwtRules', index],
    rule: asRecord(rule),
  }));
}
