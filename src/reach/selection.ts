/** Which callers, targets and requests do the words of an invariant mean? */
import { principalOf, tryIdentity } from '../istio/identity';
import type { JsonObject } from '../policy/json-object';
import { ownTrustDomains } from '../policy/mesh-settings';
import { nameOf } from '../policy/metadata';
import type { Mesh } from '../policy/model';
import { readRule } from '../policy/read-rule';
import type { Condition } from '../policy/rule';
import type { PortTarget, ReachCaller } from './analyst';
import type { Called, Callers, Requests } from './invariant';

/** Whether the port is one of these. */
export function isCalled({ workload, namespace, port }: Called, target: PortTarget): boolean {
  return (
    (workload === undefined || workload === nameOf(target.workload)) &&
    (namespace === undefined || namespace === target.workload.namespace) &&
    (port === undefined || port === target.port)
  );
}

/** Whether whoever calls so is surely one of these. */
export function isCaller(mesh: Mesh, callers: Callers, from: ReachCaller): boolean {
  if (callers.plaintext === true) return from.kind === 'plaintext';
  if (callers.internet === true) return from.kind === 'internet';
  switch (from.kind) {
    case 'plaintext':
    case 'internet':
      return false;
    case 'workload': {
      const { workload } = from;
      if (callers.namespace !== undefined) return callers.namespace === workload.namespace;
      if (callers.workload !== undefined) return callers.workload === nameOf(workload);
      return callers.identity !== undefined && identitiesOf(mesh, nameOf(workload)).includes(callers.identity);
    }
    case 'identity': {
      if (callers.identity !== undefined) return callers.identity === from.identity;
      const { trustDomain, namespace } = tryIdentity(from.identity) ?? {};
      const [own, ns, space] = from.identity.split('/');
      const named = namespace ?? (ns === 'ns' ? space : undefined);
      // a pattern of trust domains has callers of other meshes, too
      const isOwn = ownTrustDomains(mesh.settings).includes(trustDomain ?? own ?? '');
      return isOwn && callers.namespace !== undefined && callers.namespace === named;
    }
  }
}

function identitiesOf(mesh: Mesh, workload: string): readonly string[] {
  return mesh.workloads
    .filter((one) => nameOf(one) === workload)
    .map(({ namespace, serviceAccount }) => principalOf(mesh.settings.trustDomain, namespace, serviceAccount));
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
