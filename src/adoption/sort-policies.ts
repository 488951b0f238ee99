/** How much is a policy for: a whole namespace or mesh, some pods, or something that constructs have no words for? */
import { groupBy } from '../policy/group-by';
import { compareText } from '../policy/object-order';
import { tryReasonAgainst } from './import-part';
import { isAllowNothing, isStrict, type PolicyObject } from './policy-object';
import { tryReasonAgainstTokens } from './token-rule';

/** Policies by how much they are for. INVARIANT: each is in one of the three. */
export interface SortedPolicies {
  /** what closes a namespace, or the mesh, together; never empty */
  readonly whole: readonly (readonly PolicyObject[])[];
  /** for the pods that they select */
  readonly selecting: readonly PolicyObject[];
  /** what constructs have no words for, and why */
  readonly others: readonly (readonly [PolicyObject, string])[];
}

/** The policies, sorted. */
export function sortPolicies(policies: readonly PolicyObject[], rootNamespace: string): SortedPolicies {
  const whole: PolicyObject[][] = [];
  const inWhole = new Set<PolicyObject>();
  for (const [namespace, own] of groupBy(policies, (one) => one.namespace)) {
    const modes = own.filter((one) => one.kind === 'PeerAuthentication' && Object.keys(one.labels).length === 0);
    const [strict, ...otherModes] = modes;
    const closing = own.find(isAllowNothing);
    // two modes for one namespace: the older one counts, which manifests do not tell
    if (strict === undefined || otherModes.length > 0 || !isStrict(strict)) continue;
    if (closing === undefined && namespace !== rootNamespace) continue;
    const part = closing === undefined ? [strict] : [strict, ...own.filter(isAllowNothing)];
    whole.push(part);
    part.forEach((one) => inWhole.add(one));
  }
  const rest = policies.filter((one) => !inWhole.has(one));
  const selecting = rest.filter(
    (one) =>
      one.namespace !== rootNamespace && Object.keys(one.labels).length > 0 && tryReasonAgainst(one) === undefined,
  );
  const against = new Map(
    selecting
      .filter(({ kind }) => kind === 'RequestAuthentication')
      .flatMap((one) => {
        const because = tryReasonAgainstTokens(one, selecting);
        return because === undefined ? [] : [[one, because] as const];
      }),
  );
  return {
    whole: whole.sort(([a], [b]) => compareText(a?.namespace ?? '', b?.namespace ?? '')),
    selecting: selecting.filter((one) => !against.has(one)),
    others: rest
      .filter((one) => against.has(one) || !selecting.includes(one))
      .map((one) => [one, against.get(one) ?? reasonFor(one, rootNamespace)] as const),
  };
}

function reasonFor(policy: PolicyObject, rootNamespace: string): string {
  const { kind, namespace, labels } = policy;
  const wordless = tryReasonAgainst(policy);
  if (wordless !== undefined) return wordless;
  if (kind === 'RequestAuthentication') return 'a JwtProtectedApi would also demand the token, which this does not';
  const isOfMesh = namespace === rootNamespace;
  if (isOfMesh && Object.keys(labels).length > 0) return 'it reaches pods with its labels in every namespace';
  if (kind === 'AuthorizationPolicy') return `it is for all pods of the ${isOfMesh ? 'mesh' : 'namespace'}`;
  return isOfMesh
    ? 'a MeshBaseline accepts mTLS only, and says so once'
    : 'a ZeroTrustNamespace accepts mTLS only and allows nothing by itself, which these policies do not both say';
}
