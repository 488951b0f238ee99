/** Which policies, rules and values do the cases touch? What none touches could say anything. */
import type { CaseFile } from '../cases/case-file';
import { meshOfCases } from '../cases/judge';
import type { AuthorizationPolicy, Mesh } from '../policy/model';
import type { Policy } from './mutant';
import { counted, type PolicyCoverage, type Untouched } from './policy-coverage';
import { touchesIn } from './touch/call-touches';
import { untouchedModes } from './touch/mtls-touch';
import { untouchedNetwork } from './touch/network-touch';
import { untouchedTokens } from './touch/token-touch';
import { untouchedRules } from './touch/written-rules';

/** What the cases of these files touch of the policies of their mesh that decide something. */
export function coverageOf(
  mesh: Mesh,
  files: readonly Pick<CaseFile, 'cases' | 'secrets'>[],
): readonly PolicyCoverage[] {
  return counted(
    policiesOf(mesh).map((policy) => ({ policy, rules: rulesOf(policy) })),
    files.flatMap(({ cases, secrets }) => {
      const touches = touchesIn(meshOfCases(cases, mesh, secrets));
      return cases.map(({ request }) => touches(request).touches);
    }),
  );
}

function policiesOf(mesh: Mesh): readonly Policy[] {
  return [
    ...mesh.authorizationPolicies.filter(decides).map((policy): Policy => ({ kind: 'AuthorizationPolicy', policy })),
    ...mesh.requestAuthentications.map((policy): Policy => ({ kind: 'RequestAuthentication', policy })),
    ...mesh.peerAuthentications.map((policy): Policy => ({ kind: 'PeerAuthentication', policy })),
    ...mesh.networkPolicies.map((policy): Policy => ({ kind: 'NetworkPolicy', policy })),
  ];
}

function decides({ action, dryRun }: AuthorizationPolicy): boolean {
  return !dryRun && action.kind !== 'AUDIT';
}

function rulesOf(one: Policy): Untouched['rules'] {
  switch (one.kind) {
    case 'AuthorizationPolicy':
      return untouchedRules(one.policy);
    case 'RequestAuthentication':
      return untouchedTokens(one.policy);
    case 'PeerAuthentication':
      return untouchedModes(one.policy);
    case 'NetworkPolicy':
      return untouchedNetwork(one.policy);
  }
}
