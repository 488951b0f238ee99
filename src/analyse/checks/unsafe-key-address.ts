/** Does the key set come from an address that somebody else may answer for? */
import { checkEach } from '../check-rule';
import { jwtRules } from '../jwt-rules';

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
