/**
 * What kills the Envoy that loads it, or is refused by it with all else that it was sent. Admission takes it, so that
 * it may be there; what becomes of calls then hangs on when the proxy was started.
 */
import { ofKind } from '../../policy/condition-value';
import { isObject } from '../../policy/json-object';
import type { AuthorizationPolicy, JwtRule, RequestAuthentication } from '../../policy/model';
import type { Condition } from '../../policy/rule';
import { rulesOf } from '../../policy/rule';
import { nameOf } from '../../policy/metadata';

/** What Envoy cannot live with in these policies, one sentence each. */
export function refusedByEnvoy(
  policies: readonly AuthorizationPolicy[],
  authentications: readonly RequestAuthentication[],
): readonly string[] {
  return [
    ...policies.flatMap((policy) =>
      conditionsOf(policy)
        .flatMap(refusedIn)
        .map((what) => `Envoy ${what} of AuthorizationPolicy \`${nameOf(policy)}\``),
    ),
    ...authentications.flatMap((policy) =>
      policy.jwtRules
        .flatMap(refusedInJwt)
        .map((what) => `Envoy rejects ${what} of RequestAuthentication \`${nameOf(policy)}\``),
    ),
  ];
}

function conditionsOf(policy: AuthorizationPolicy): readonly Condition[] {
  return rulesOf(policy.rules).flatMap(({ clauses }) => clauses.flatMap(({ alternatives }) => alternatives.flat()));
}

function refusedIn({ attribute, values, notValues }: Condition): readonly string[] {
  if (attribute.kind === 'header' && breaksLine(attribute.name)) {
    return [`rejects header name ${JSON.stringify(attribute.name)}`];
  }
  return ofKind([...values, ...notValues], 'template')
    .filter(({ text }) => !text.startsWith('/'))
    .map(({ text }) => `aborts on path \`${text}\``);
}

/** @see google/jwt_verify jwks.cc, `createFromJwksCore`: a key alone, which Istio's webhook takes for a set, is none */
function refusedInJwt({ jwks, places }: JwtRule): readonly string[] {
  const unfit = places.headers.flatMap(({ name, prefix }) => [name, prefix]).filter(breaksLine);
  return [
    ...(jwks === undefined || hasKeys(jwks) ? [] : ['the key set without keys']),
    ...unfit.map((text) => `the token place ${JSON.stringify(text)}`),
  ];
}

/** Text that is no JSON never gets so far: the webhook refuses it. */
function hasKeys(jwks: string): boolean {
  try {
    const set: unknown = JSON.parse(jwks);
    return isObject(set) && Array.isArray(set.keys) && set.keys.length > 0;
  } catch {
    return false;
  }
}

/** @see envoy api/envoy/config/route/v3/route_components.proto, `HeaderMatcher.name` */
function breaksLine(text: string): boolean {
  return ['\0', '\n', '\r'].some((character) => text.includes(character));
}
