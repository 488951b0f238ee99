/** Does an inline key set have a key that can verify a signature? */
import { isObject } from '../../policy/json-object';
import { checkEach } from '../check-rule';
import { jwtRules } from '../jwt-rules';
import { asItems, asRecord } from '../raw-field';

export const unusableKeySet = checkEach('ZT304', 'RequestAuthentication', function* (policy) {
  for (const { path, rule } of jwtRules(policy)) {
    const { jwks } = rule;
    if (typeof jwks !== 'string' || jwks === '') continue;
    const message = keySetProblem(jwks);
    if (message !== undefined) yield { path: [...path, 'jwks'], message };
  }
});

/** What Istio's webhook refuses, such as text that is not JSON, admission reports. */
function keySetProblem(jwks: string): string | undefined {
  const set = tryJson(jwks);
  if (!isObject(set)) return undefined;
  const keys = 'kty' in set ? [set] : asItems(set.keys).map(asRecord);
  if (keys.length === 0) return 'the key set has no key, so Envoy rejects the listener; put in the keys of the issuer';
  if (keys.some((key) => 'd' in key || key.kty === 'oct')) {
    return 'the key set holds a private or shared key, with which every reader of the manifest can make tokens; put in public keys only';
  }
  const problems = keys.map(keyProblem);
  const [first] = problems;
  return problems.every((problem) => problem !== undefined) ? first : undefined;
}

function keyProblem({ kty, alg, use }: Readonly<Record<string, unknown>>): string | undefined {
  if (use === 'enc')
    return 'the key is for encryption (`use: enc`), so no signature is verified with it; put in a signing key';
  const fits = kty === 'RSA' ? /^(RS|PS)(256|384|512)$/ : kty === 'EC' ? /^ES(256|384|512)$/ : /^EdDSA$/;
  if (typeof alg !== 'string' || fits.test(alg)) return undefined;
  return `no token is verified by a key of type \`${String(kty)}\` with algorithm \`${alg}\`; correct one of them, or leave \`alg\` out`;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
