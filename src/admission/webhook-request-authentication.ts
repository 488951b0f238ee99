/** What Istio's webhook says of a RequestAuthentication. */
import type { Findings } from './admission';
import { checkDuration } from './durations';
import { tryUrl } from './go/url';
import { shown } from './json';
import { readJwks } from './jwks';
import { at, children, isSet, type Message, text, texts } from './message';
import { checkTargeting } from './selection';

/** @see istio pkg/config/validation/validation.go, `ValidateRequestAuthentication` */
export function checkRequestAuthentication(spec: Message, findings: Findings): void {
  checkTargeting(spec, findings);
  for (const rule of children(spec, 'jwtRules')) checkJwtRule(rule, findings);
}

/** @see istio pkg/config/validation/validation.go, `validateJwtRule` */
function checkJwtRule(rule: Message, findings: Findings): void {
  // protobuf also reads the name with `_`, which the custom resource definition knows for this one field.
  const jwksUri = text(rule, 'jwksUri') || text(rule, 'jwks_uri');
  if (text(rule, 'issuer') === '' && jwksUri === '')
    findings.reject(rule.field, 'a rule needs an `issuer`; only with a `jwksUri` it may be left out');
  const scheme = jwksUri === '' ? undefined : tryUrl(jwksUri)?.scheme;
  if (jwksUri !== '' && scheme !== 'http' && scheme !== 'https')
    findings.reject(at(rule, 'jwksUri'), `${shown(jwksUri)} is not a URL with \`http://\` or \`https://\``);
  checkKeys(rule, findings);
  for (const name of ['audiences', 'fromParams', 'fromCookies'])
    if (texts(rule, name).includes('')) findings.reject(at(rule, name), 'an entry is empty; remove it');
  for (const header of children(rule, 'fromHeaders'))
    if (text(header, 'name') === '') findings.reject(at(header, 'name'), 'the header has no name');
  for (const output of children(rule, 'outputClaimToHeaders')) {
    const [header, claim] = [text(output, 'header'), text(output, 'claim')];
    if (header === '' || claim === '') findings.reject(output.field, '`header` and `claim` are both needed');
    else if (!/^[-_A-Za-z0-9]+$/.test(header))
      findings.reject(
        at(output, 'header'),
        `header ${shown(header)} is not valid; use letters, digits, \`-\` and \`_\``,
      );
  }
  if (isSet(rule, 'timeout')) checkDuration(rule, 'timeout', findings);
}

/** @see istio pkg/config/validation/validation.go, `warnPrivateJwksKeys` */
function checkKeys(rule: Message, findings: Findings): void {
  const jwks = text(rule, 'jwks');
  if (jwks === '') return;
  const { problem, secretKeys } = readJwks(jwks);
  findings.reject(at(rule, 'jwks'), problem);
  for (const index of secretKeys)
    findings.warn(at(rule, 'jwks'), `key ${index} holds a secret; publish only the public part, and replace this key`);
}
