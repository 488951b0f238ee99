/** Can a JWT rule verify a token at all, and only with keys that its issuer made? */
import { checkEach } from '../check-rule';
import { isObject } from '../../policy/json-object';
import { asItems, asRecord } from '../raw-field';
import { jwtRules } from './token-rules';

/** Does an inline key set have a key that can verify a signature? */
export const unusableKeySet = checkEach('ZT304', 'RequestAuthentication', function* (policy) {
  for (const { path, rule } of jwtRules(policy)) {
    const { jwks } = rule;
    if (typeof jwks !== 'string' || jwks === '') continue;
    const message = keySetProblem(jwks);
    if (message !== undefined) yield { path: [...path, 'jwks'], message };
  }
});

/** Does the key set come from an address that somebody else may answer for? */
export const unsafeKeyAddress = checkEach('ZT305', 'RequestAuthentication', function* (policy) {
  for (const { path, rule } of jwtRules(policy)) {
    for (const field of ['jwksUri', 'jwks_uri']) {
      const uri = rule[field];
      if (typeof uri !== 'string') continue;
      const message = addressProblem(uri);
      if (message !== undefined) yield { path: [...path, field], message };
    }
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

function addressProblem(uri: string): string | undefined {
  const url = tryUrl(uri);
  if (url === undefined || url.hostname === '')
    return `\`${uri}\` names no host, so no key is ever fetched; write the issuer's address`;
  if (url.username !== '' || url.password !== '')
    return 'the address holds credentials, which every reader of the manifest has; take them out';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (/^(127\.|0\.0\.0\.0$|localhost$|::1$)/.test(host))
    return `\`${host}\` is istiod or the proxy itself, not the issuer; write the issuer's address`;
  if (/^(169\.254\.|fe80:|fd00:ec2::)/i.test(host))
    return `\`${host}\` is a link-local address, such as the cloud's metadata service; write the issuer's address`;
  // inside the mesh, plain HTTP can be a service's mTLS address; the fetch of istiod is still plain
  if (url.protocol === 'http:')
    return `\`${uri}\` is fetched without TLS, so keys can be forged on the way; write \`https\``;
  return undefined;
}

function tryUrl(uri: string): URL | undefined {
  return URL.canParse(uri) ? new URL(uri) : undefined;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
