import { readJwks } from '../../src/admission/jwks';

const RSA = { kty: 'RSA', e: 'AQAB', n: 'zS1W' };
const set = (...keys: unknown[]) => JSON.stringify({ keys });

/** @see lestrrat-go/jwx v1.2 jwk `Parse`; measured */
describe('key sets', () => {
  it.each([
    ['no keys', set()],
    ['null for keys', '{"keys":null}'],
    ['a bare key', JSON.stringify(RSA)],
    ['text after the JSON', `${set(RSA)} x`],
    ['an unknown curve', set({ kty: 'EC', crv: 'P-0', x: 'AA', y: 'AA' })],
    ['an empty modulus', set({ ...RSA, n: '' })],
    ['any algorithm', set({ ...RSA, alg: 'NOPE' })],
    ['the same key twice', set(RSA, RSA)],
    ['padding', set({ ...RSA, n: 'AA==' })],
    ['null for a text', set({ ...RSA, kid: null })],
  ])('are read with %s', (_what, text) => {
    expect(readJwks(text)).toEqual({ problem: undefined, secretKeys: [] });
  });

  it.each([
    ['nothing', '{}'],
    ['a list', '[]'],
    ['upper case', '{"Keys":[]}'],
    ['PEM', '-----BEGIN PUBLIC KEY-----'],
    ['an unknown type', set(RSA, { kty: 'X' })],
    ['no exponent', set({ kty: 'RSA', n: 'AA' })],
    ['wrong padding', set({ ...RSA, n: 'AA=' })],
    ['two alphabets', set({ ...RSA, n: '+_AA' })],
    ['a number for a name', set({ ...RSA, kid: 1 })],
    ['text for operations', set({ ...RSA, key_ops: 'verify' })],
  ])('are not read with %s', (_what, text) => {
    expect(readJwks(text).problem).toBeDefined();
  });

  it('tell which keys are secret', () => {
    expect(readJwks(set(RSA, { ...RSA, d: 'AA' }, { kty: 'oct', k: 'AA' })).secretKeys).toEqual([1, 2]);
  });
});
