/** Would the verified payload of a token overwrite a header that has a meaning? */
import type { FieldPath } from '../../policy/field-path';
import { checkEach, type Observation } from '../check-rule';
import { jwtRules } from '../jwt-rules';
import { asItems, asRecord } from '../raw-field';

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

function* headerTaken(header: unknown, path: FieldPath): Generator<Omit<Observation, 'manifest'>> {
  if (typeof header !== 'string' || !TAKEN.test(header)) return;
  yield {
    path,
    message: `header \`${header}\` has a meaning of its own, which the token's content would replace; name another`,
  };
}
