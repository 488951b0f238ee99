import { matchesRequestPrincipal, textsOfClaim } from '../../../src/evaluate/matching/match-claim';
import { matchesString } from '../../../src/evaluate/matching/match-string';
import { textPattern } from '../../../src/istio/text-pattern';
import { ofKind } from '../../../src/policy/condition-value';
import type { JsonObject } from '../../../src/policy/json-object';
import { readValue } from '../../../src/policy/read-value';

function matchesClaim(pattern: string, payload: JsonObject, path: readonly string[]): boolean {
  return textsOfClaim(payload, path).some((text) => matchesString(textPattern(pattern), text));
}

describe('a claim', () => {
  test.each<[unknown, string, boolean]>([
    ['g1', 'g1', true],
    [['g1', 'g2'], 'g2', true],
    [['g1'], '*', true],
    [[], '*', false],
    [true, 'true', false],
    [3, '3', false],
    [[['g1']], 'g1', false],
    [[1, 'g1'], 'g1', true],
    [undefined, '*', false],
  ])('%j and %s: %s', (claim, pattern, expected) => {
    expect(matchesClaim(pattern, { g: claim }, ['g'])).toBe(expected);
  });

  test('nested names lead into objects, not into lists', () => {
    expect(matchesClaim('x', { a: { b: 'x' } }, ['a', 'b'])).toBe(true);
    expect(matchesClaim('x', { a: [{ b: 'x' }] }, ['a', 'b'])).toBe(false);
  });
});

function isPrincipal(pattern: string, payload: JsonObject): boolean {
  const read = ofKind([readValue({ kind: 'requestPrincipal' }, pattern, 'shop')], 'requestPrincipal');
  return read.some((value) => matchesRequestPrincipal(value, payload));
}

describe('a request principal is split at its last slash', () => {
  test.each([
    ['*', 'i', 's', true],
    ['*', 'i', '', false],
    ['https://i/s', 'https://i', 's', true],
    ['https://i/*', 'https://i', 'any', true],
    ['https://i/ab*', 'https://i', 'abc', true],
    ['*/s', 'any', 's', true],
    ['*i/s', 'xi', 's', true],
    ['*/ab*', 'any', 'abc', false],
    ['*/ab*', 'any', 'ab*', true],
    ['https://i*', 'https://i', 's', false],
    ['*s', 'any', 'xs', true],
    ['iss*', 'issuer', 's', true],
    ['https://a//*', 'https://a/', 's', true],
    ['i/a/b', 'i', 'a/b', false],
  ])('%s, issuer %s, subject %s: %s', (pattern, iss, sub, expected) => {
    expect(isPrincipal(pattern, { iss, sub })).toBe(expected);
  });

  test('a token without subject never matches', () => {
    expect(isPrincipal('*', { iss: 'i' })).toBe(false);
  });
});
