/** All mutants of a mesh: every mutation, wherever it applies, in the order of the policies. */
import type { AuthorizationPolicy, Mesh } from '../policy/model';
import { type MeshNames, meshNames } from './mesh-names';
import type { Mutant, Mutation, Policy } from './mutant';
import { changeAudience } from './mutations/change-audience';
import { changeIssuer } from './mutations/change-issuer';
import { dropCondition } from './mutations/drop-condition';
import { dropExcept } from './mutations/drop-except';
import { dropJwtRule } from './mutations/drop-jwt-rule';
import { dropNetworkRule } from './mutations/drop-network-rule';
import { dropPeer } from './mutations/drop-peer';
import { dropPolicy } from './mutations/drop-policy';
import { dropPort } from './mutations/drop-port';
import { dropRule } from './mutations/drop-rule';
import { dropValue } from './mutations/drop-value';
import { flipAction } from './mutations/flip-action';
import { negate } from './mutations/negate';
import { relaxMtls } from './mutations/relax-mtls';
import { swapIdentity } from './mutations/swap-identity';
import { tightenMtls } from './mutations/tighten-mtls';
import { trailingSlash } from './mutations/trailing-slash';
import { widenAttachment, widenPeerSelector, widenPodSelector } from './mutations/widen-selector';
import { widenValue } from './mutations/widen-value';

/** The mutations of each kind of policy. */
export const MUTATIONS: { readonly [K in Policy['kind']]: readonly Mutation<PolicyOf<K>>[] } = {
  AuthorizationPolicy: [
    dropPolicy,
    widenAttachment,
    flipAction,
    dropRule,
    dropCondition,
    dropValue,
    negate,
    widenValue,
    trailingSlash,
    swapIdentity,
  ],
  RequestAuthentication: [dropPolicy, widenAttachment, dropJwtRule, changeIssuer, changeAudience],
  PeerAuthentication: [dropPolicy, widenPeerSelector, relaxMtls, tightenMtls],
  NetworkPolicy: [dropPolicy, widenPodSelector, dropNetworkRule, dropPeer, dropExcept, dropPort],
};

type PolicyOf<K extends Policy['kind']> = Extract<Policy, { readonly kind: K }>['policy'];

/** The mutants of the mesh. What decides nothing, or leaves it to an external authorizer, is not changed. */
export function mutantsOf(mesh: Mesh): readonly Mutant[] {
  const names = meshNames(mesh);
  return [
    ...mutantsIn(names, 'AuthorizationPolicy', mesh.authorizationPolicies.filter(decides)),
    ...mutantsIn(names, 'RequestAuthentication', mesh.requestAuthentications),
    ...mutantsIn(names, 'PeerAuthentication', mesh.peerAuthentications),
    ...mutantsIn(names, 'NetworkPolicy', mesh.networkPolicies),
  ];
}

function mutantsIn<K extends Policy['kind']>(
  names: MeshNames,
  kind: K,
  policies: readonly PolicyOf<K>[],
): readonly Mutant[] {
  const mutations: readonly Mutation<PolicyOf<K>>[] = MUTATIONS[kind];
  const read = (policy: PolicyOf<K>) => ({ kind, policy }) as unknown as Policy;
  return policies.flatMap((policy) =>
    mutations.flatMap(({ name, edits }) =>
      edits(policy, names).map(({ after, ...edit }) => ({
        ...edit,
        mutation: name,
        before: read(policy),
        ...(after === undefined ? {} : { after: read(after) }),
      })),
    ),
  );
}

function decides({ action, dryRun }: AuthorizationPolicy): boolean {
  return !dryRun && (action.kind === 'ALLOW' || action.kind === 'DENY');
}
