/** Whom do the policies at a pod let in without its waypoint? */
import type { AuthorizationPolicy, Service, Workload } from '../policy/model';
import { targetPortOf } from '../policy/port-protocol';
import { type Condition, type Rule, rulesOf } from '../policy/rule';
import type { Waypoint } from '../policy/waypoint';
import type { Estate } from './estate';
import { ambientWorkloads } from './policy-scope';

/** Whom, and by what. */
export type LetIn = { readonly kind: 'everybody' | 'nobody' } | { readonly kind: 'policy'; readonly name: string };

/** Finds the policies that ztunnel enforces before a pod. */
export function podPolicies(estate: Estate): (pod: Workload) => readonly AuthorizationPolicy[] {
  const { manifestOf, mesh } = estate.inventory();
  const policies = new Map<Workload, AuthorizationPolicy[]>();
  for (const policy of mesh.authorizationPolicies) {
    if (policy.dryRun || policy.attachment.kind === 'targets') continue;
    for (const pod of ambientWorkloads(estate, manifestOf(policy))) {
      const before = policies.get(pod);
      if (before === undefined) policies.set(pod, [policy]);
      else before.push(policy);
    }
  }
  return (pod) => policies.get(pod) ?? [];
}

/** Whether others than the waypoint get to the Service's ports. Where a DENY policy takes some back, nobody is told. */
export function lettingIn(
  policies: readonly AuthorizationPolicy[],
  waypoint: Waypoint,
  service: Service,
  pod: Workload,
): LetIn {
  const allowing = policies.filter(({ action }) => action.kind === 'ALLOW');
  const isDenying = policies.some(({ action }) => action.kind === 'DENY');
  if (allowing.length === 0) return { kind: isDenying ? 'nobody' : 'everybody' };
  const ports = service.ports.map((port) => targetPortOf(port, pod)).map(String);
  const wide = allowing.find(({ rules }) => rulesOf(rules).some((rule) => letsOthersIn(rule, waypoint, ports)));
  return wide === undefined || isDenying ? { kind: 'nobody' } : { kind: 'policy', name: wide.name };
}

/** ztunnel leaves out rules that look at HTTP. */
const AT_ZTUNNEL: readonly string[] = ['principal', 'namespace', 'serviceAccount', 'sourceIp', 'port', 'destinationIp'];

function letsOthersIn({ clauses }: Rule, waypoint: Waypoint, ports: readonly string[]): boolean {
  const conditions = clauses.flatMap(({ alternatives }) => alternatives.flat());
  if (conditions.some(({ attribute }) => !AT_ZTUNNEL.includes(attribute.kind))) return false;
  const isElsewhere = clauses.some(({ alternatives }) => alternatives.every((all) => all.some(isForOther(ports))));
  const isLocked = clauses.some(({ alternatives }) => alternatives.every((all) => all.some(isOnly(waypoint))));
  return !isElsewhere && !isLocked;
}

/** Whether ALLOW policies at the pod close the Service's ports to this caller. */
export function isShutOut(
  policies: readonly AuthorizationPolicy[],
  caller: Workload,
  service: Service,
  pod: Workload,
): boolean {
  const allowing = policies.filter(({ action }) => action.kind === 'ALLOW');
  const ports = service.ports.map((port) => targetPortOf(port, pod)).map(String);
  return (
    allowing.length > 0 && !allowing.some(({ rules }) => rulesOf(rules).some((rule) => mayMean(rule, caller, ports)))
  );
}

function mayMean({ clauses }: Rule, caller: Workload, ports: readonly string[]): boolean {
  const conditions = clauses.flatMap(({ alternatives }) => alternatives.flat());
  if (conditions.some(({ attribute }) => !AT_ZTUNNEL.includes(attribute.kind))) return false;
  const isFor = (fits: (condition: Condition) => boolean): boolean =>
    !clauses.some(({ alternatives }) => alternatives.every((all) => all.some(fits)));
  return isFor(isForOther(ports)) && isFor(isForOthers(caller));
}

/** Whether the condition names others, and no pattern that may be the caller. */
function isForOthers({ namespace, serviceAccount }: Workload): (condition: Condition) => boolean {
  const isOther = (kind: Condition['attribute']['kind'], value: string): boolean => {
    if (value.includes('*')) return false;
    if (kind === 'principal') return !value.endsWith(`/ns/${namespace}/sa/${serviceAccount}`);
    if (kind === 'serviceAccount') return value !== `${namespace}/${serviceAccount}` && value !== serviceAccount;
    return kind === 'namespace' && value !== namespace;
  };
  return ({ attribute, values }) => values.length > 0 && values.every(({ text }) => isOther(attribute.kind, text));
}

function isForOther(ports: readonly string[]): (condition: Condition) => boolean {
  return ({ attribute, values }) =>
    attribute.kind === 'port' && values.length > 0 && values.every(({ text }) => !ports.includes(text));
}

/** @see istio manifests/charts/istio-control/istio-discovery/files/waypoint.yaml, `serviceAccountName` */
function isOnly({ namespace, name, annotations }: Waypoint): (condition: Condition) => boolean {
  const account = annotations['gateway.istio.io/service-account'] ?? name;
  return ({ attribute, values }) =>
    values.length > 0 &&
    ((attribute.kind === 'principal' && values.every(({ text }) => text.endsWith(`/ns/${namespace}/sa/${account}`))) ||
      (attribute.kind === 'serviceAccount' && values.every(({ text }) => text === `${namespace}/${account}`)));
}
