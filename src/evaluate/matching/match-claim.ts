/** How claims of a verified token are compared: `request.auth.claims[…]`, audiences, presenter, request principals. */
import type { ValueOf } from '../../policy/condition-value';
import type { Json, JsonObject } from '../../policy/json-object';
import { isObject } from '../../policy/json-object';
import { matchesString } from './match-string';

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

/** Whether issuer and subject match, which both must be text. */
export function matchesRequestPrincipal(
  { issuer, subject }: ValueOf<'requestPrincipal'>,
  { iss, sub }: JsonObject,
): boolean {
  if (typeof iss !== 'string' || typeof sub !== 'string') return false;
  return matchesString(issuer, iss) && matchesString(subject, sub);
}
