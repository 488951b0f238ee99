/** What policies say that an older Istio does not know: manifests cannot tell whether it is refused or pruned. */
import { shownVersion } from '../../istio/version';
import type { MeshSettings } from '../../policy/mesh-settings';
import type { AuthorizationPolicy, ObjectName, RequestAuthentication } from '../../policy/model';
import { rulesOf } from '../../policy/rule';
import { nameOf } from '../../policy/metadata';

/** The fields of these policies that the version does not know, one sentence each. */
export function unknownFields(
  { behaviour, istioVersion }: MeshSettings,
  policies: readonly AuthorizationPolicy[],
  authentications: readonly RequestAuthentication[],
): readonly string[] {
  const told = (kind: string, policy: ObjectName, what: string): string =>
    `${kind} \`${nameOf(policy)}\` ${what}, which Istio ${shownVersion(istioVersion)} does not know`;
  return [
    ...policies
      .filter((policy) => !behaviour.trustDomains && namesTrustDomains(policy))
      .map((policy) => told('AuthorizationPolicy', policy, 'names trust domains')),
    ...authentications
      .filter(({ jwtRules }) => !behaviour.optionalIssuer && jwtRules.some(({ issuer }) => issuer === undefined))
      .map((policy) => told('RequestAuthentication', policy, 'has a rule without `issuer`')),
    ...authentications
      .filter(
        ({ jwtRules }) =>
          !behaviour.spaceDelimitedClaims && jwtRules.some((rule) => rule.spaceDelimitedClaims.length > 0),
      )
      .map((policy) => told('RequestAuthentication', policy, 'has `spaceDelimitedClaims`')),
  ];
}

function namesTrustDomains(policy: AuthorizationPolicy): boolean {
  return rulesOf(policy.rules).some(({ clauses }) =>
    clauses.some(({ alternatives }) => alternatives.flat().some(({ attribute }) => attribute.kind === 'trustDomain')),
  );
}
