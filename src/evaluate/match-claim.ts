/** How claims of a verified token are compared: `request.auth.claims[…]`, audiences, presenter, request principals. */
import type { Json, JsonObject } from '../policy/json-object';
import { isObject } from '../policy/json-object';
import { isSomething, matchesString } from './match-string';

/**
 * The texts of a claim that are compared: the claim itself, or those of a list. Numbers and booleans never match, and
 * lists are not descended into.
 * @see istio pilot/pkg/security/authz/matcher/metadata.go, `MetadataListValueMatcher`
 */
export function textsOfClaim(payload: JsonObject, path: readonly string[]): readonly string[] {
  const claim = path.reduce<Json>(
    (value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    payload,
  );
  const texts = Array.isArray(claim) ? claim : [claim];
  return texts.filter((text) => typeof text === 'string');
}

/**
 * Whether issuer and subject match, which both must be text. The pattern is split at its last `/`; the side without
 * the wildcard is exact, even when it has a star.
 * @see istio pilot/pkg/security/authz/model/generator.go, `requestPrincipalGenerator`
 */
export function matchesRequestPrincipal(pattern: string, payload: JsonObject): boolean {
  const { iss, sub } = payload;
  if (typeof iss !== 'string' || typeof sub !== 'string') return false;
  if (pattern === '*') return isSomething(iss) && isSomething(sub);
  const slash = pattern.lastIndexOf('/');
  if (slash < 0) return matchesWithoutSlash(pattern, iss, sub);
  const issuer = pattern.slice(0, slash);
  const subject = pattern.slice(slash + 1);
  if (pattern.startsWith('*')) return matchesString(issuer, iss) && sub === subject;
  if (pattern.endsWith('*')) return iss === issuer && matchesString(subject, sub);
  return iss === issuer && sub === subject;
}

function matchesWithoutSlash(pattern: string, iss: string, sub: string): boolean {
  if (pattern.startsWith('*')) return isSomething(iss) && matchesString(pattern, sub);
  if (pattern.endsWith('*')) return matchesString(pattern, iss) && isSomething(sub);
  return iss === pattern && sub === '';
}
