import { authenticate } from '../../../src/evaluate/matching/jwt';
import type { ReceivedRequest } from '../../../src/evaluate/matching/received-request';
import type { JsonObject } from '../../../src/policy/json-object';
import { readCase } from '../../../src/policy/read-case';
import { readRequestAuthentication } from '../../../src/policy/read-request-authentication';

function received(request: JsonObject): ReceivedRequest {
  const { http } = readCase({ to: { workload: 'a/b', port: 1 }, request });
  if (http === undefined) throw new Error('no request');
  return { ...http, target: http.path, unknowable: [], remote: { kind: 'unknown' } };
}

/** `passed`, the issuer whose claims count, or the status. */
function outcome(jwtRules: readonly JsonObject[], request: JsonObject): unknown {
  const rules = readRequestAuthentication({ metadata: { name: 'r' }, spec: { jwtRules } }).jwtRules;
  const result = authenticate(rules, received(request));
  if (result.kind === 'failed') return result.status;
  return result.kind === 'passed' ? (result.payload?.iss ?? 'passed') : result.kind;
}

const A = { issuer: 'a' };
const B = { issuer: 'b' };
const token = (iss: string, more: object = {}): JsonObject => ({ claims: { iss, sub: 's' }, ...more });

describe('one rule never demands a token, and refuses what is not good', () => {
  test.each<[string, JsonObject, unknown]>([
    ['no token', {}, 'passed'],
    ['a good one', { tokens: [token('a')] }, 'a'],
    ['of another issuer', { tokens: [token('b')] }, 401],
    ['expired', { tokens: [token('a', { state: 'expired' })] }, 401],
    ['with a wrong signature', { tokens: [token('a', { state: 'bad-signature' })] }, 401],
    ['rubbish', { headers: { authorization: 'Bearer rubbish' } }, 401],
    ['another scheme', { headers: { authorization: 'Basic abc' } }, 'passed'],
    ['another scheme before', { headers: { authorization: 'Basic abc, Bearer rubbish' } }, 401],
    ['lower-case scheme', { headers: { authorization: 'bearer rubbish' } }, 'passed'],
    ['scheme alone', { headers: { authorization: 'Bearer ' } }, 'passed'],
    ['subject null', { tokens: [{ claims: { iss: 'a', sub: null } }] }, 401],
    ['one in each default place', { tokens: [token('a'), token('a', { param: 'access_token' })] }, 'a'],
    ['a foreign one in the other place', { tokens: [token('a'), token('b', { param: 'access_token' })] }, 401],
    [
      'a preflight with rubbish',
      {
        method: 'OPTIONS',
        headers: { authorization: 'Bearer rubbish', origin: 'x', 'access-control-request-method': 'GET' },
      },
      'passed',
    ],
  ])('%s', (_, request, expected) => {
    expect(outcome([A], request)).toBe(expected);
  });

  test('the audience is checked before the signature, and after the time', () => {
    const rule = { issuer: 'a', audiences: ['https://web/'] };
    expect(outcome([rule], { tokens: [{ claims: { iss: 'a', aud: 'web' } }] })).toBe('a');
    expect(outcome([rule], { tokens: [{ claims: { iss: 'a', aud: 'x' }, state: 'bad-signature' }] })).toBe(403);
    expect(outcome([rule], { tokens: [{ claims: { iss: 'a', aud: 'x' }, state: 'expired' }] })).toBe(401);
  });
});

describe('several rules', () => {
  test('one success is enough', () => {
    const rules = [
      { issuer: 'a', fromHeaders: [{ name: 'x-a' }] },
      { issuer: 'b', fromHeaders: [{ name: 'x-b' }] },
    ];
    const bad = token('b', { header: 'x-b', state: 'expired' });
    expect(outcome(rules, { tokens: [token('a', { header: 'x-a' }), bad] })).toBe('a');
  });

  test('a verified token leaves the request, so that good tokens of two issuers pass, unless one is kept', () => {
    const request = { tokens: [token('a'), token('b', { param: 'access_token' })] };
    expect(outcome([A, B], request)).toBe('a');
    expect(outcome([A, { ...B, forwardOriginalToken: true }], request)).toBe(401);
  });

  test('a rule without issuer is undecided once there is a token', () => {
    expect(outcome([{ jwks: '{}' }], { tokens: [token('a')] })).toBe('undecided');
    expect(outcome([{ jwks: '{}' }], {})).toBe('passed');
  });
});

test("a header of the name of an output claim is the client's only until tokens are read", () => {
  const rules = readRequestAuthentication({
    metadata: { name: 'r' },
    spec: { jwtRules: [{ issuer: 'a', outputClaimToHeaders: [{ header: 'X-Sub', claim: 'sub' }] }] },
  }).jwtRules;
  const forged = authenticate(rules, received({ headers: { 'x-sub': 'root' } }));
  expect(forged).toMatchObject({ kind: 'passed', request: { headers: [] } });
  const given = authenticate(rules, received({ headers: { 'x-sub': 'root' }, tokens: [token('a')] }));
  expect(given).toMatchObject({ kind: 'passed', request: { headers: [['x-sub', 's']] } });
});
