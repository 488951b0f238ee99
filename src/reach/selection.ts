/** Which callers, targets and requests do the words of an invariant mean? */
import { principalOf } from '../istio/identity';
import type { JsonObject } from '../policy/json-object';
import { type MeshSettings, ownTrustDomains } from '../policy/mesh-settings';
import { nameOf } from '../policy/metadata';
import type { Mesh, Workload } from '../policy/model';
import { readRule } from '../policy/read-rule';
import type { Condition } from '../policy/rule';
import type { PortTarget, ReachCaller } from './analyst';
import type { Called, Callers } from './invariant';
import type { Requests } from './space/request-box';

/** Whether the port is one of these. */
export function isCalled({ workload, namespace, port }: Called, target: PortTarget): boolean {
  return (
    (workload === undefined || workload === nameOf(target.workload)) &&
    (namespace === undefined || namespace === target.workload.namespace) &&
    (port === undefined || port === target.port)
  );
}

/** Whether whoever calls so is one of these; of identities that no workload has, `identitiesOf` tells it. */
export function isCaller(mesh: Mesh, callers: Callers, from: ReachCaller): boolean {
  if (callers.plaintext === true) return from.kind === 'plaintext';
  if (callers.internet === true) return from.kind === 'internet';
  switch (from.kind) {
    case 'plaintext':
    case 'internet':
      return false;
    case 'identity': // of a workload that does not prove it
      return callers.workload !== undefined && identitiesHadBy(mesh, callers.workload).includes(from.identity);
    case 'workload': {
      const { workload } = from;
      if (callers.namespace !== undefined) return callers.namespace === workload.namespace;
      if (callers.workload !== undefined) return callers.workload === nameOf(workload);
      return callers.identity !== undefined && identitiesHadBy(mesh, nameOf(workload)).includes(callers.identity);
    }
  }
}

/** The condition of an identity of these callers, in any trust domain of the mesh; undefined: they have none. */
export function identitiesOf(callers: readonly Callers[], settings: MeshSettings): Condition | undefined {
  const principals = callers.flatMap(({ identity, namespace }) => {
    if (identity !== undefined) return [identity];
    return namespace === undefined ? [] : ownTrustDomains(settings).map((domain) => `${domain}/ns/${namespace}/*`);
  });
  return principals.length === 0 ? undefined : conditionsIn({ from: [{ source: { principals } }] })[0];
}

function identitiesHadBy(mesh: Mesh, workload: string): readonly string[] {
  return identitiesIn(mesh, (one) => nameOf(one) === workload);
}

/** The identities of these workloads; of all, where it is not said. */
export function identitiesIn(
  { workloads, settings }: Mesh,
  isOne: (workload: Workload) => boolean = () => true,
): readonly string[] {
  return workloads
    .filter(isOne)
    .map(({ namespace, serviceAccount }) => principalOf(settings.trustDomain, namespace, serviceAccount));
}

/** The requests as conditions, as the `to` of a rule has them. */
export function conditionsOf(requests: Requests = {}): readonly Condition[] {
  return conditionsIn({ to: [{ operation: requests }] });
}

/** The condition of requests with a token of this issuer, or of any that is trusted. */
export function withToken(issuer = '*'): Condition {
  return conditionsIn({ when: [{ key: 'request.auth.claims[iss]', values: [issuer] }] })[0] as Condition;
}

function conditionsIn(rule: JsonObject): readonly Condition[] {
  return readRule(rule, 0, '').clauses.flatMap(({ alternatives }) => alternatives.flat());
}
