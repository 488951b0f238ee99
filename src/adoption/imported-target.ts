/** Which policies are for the same pods, and as which identity do the constructs know these? */
import { asObject, asObjects, asStrings } from '../policy/json-object';
import { groupBy } from '../policy/group-by';
import { isNamed, type Labels, nameOf } from '../policy/metadata';
import type { Mesh, Workload } from '../policy/model';
import { selects } from '../policy/in-force';
import { portsListenedOn, workloadPortProtocol } from '../policy/port-protocol';
import { proxyLabels } from '../policy/proxy-labels';
import { actionOf, podsOf, type PolicyObject } from './policy-object';

/** Pods, and the policies that select them by the same labels. */
export interface ImportedTarget {
  readonly namespace: string;
  readonly labels: Labels;
  /** what their policies begin with: their service account, or what their labels call them */
  readonly name: string;
  /** whether several workloads are meant */
  readonly isShared: boolean;
  readonly ports: readonly { readonly port: number; readonly isHttp: boolean }[];
  readonly policies: readonly PolicyObject[];
}

/** A target, or why its policies stay as they are. */
export type TargetFound = ImportedTarget | { readonly policies: readonly PolicyObject[]; readonly because: string };

/** Labels that say what pods are called, most usual first. */
const NAMING = ['app', 'app.kubernetes.io/name', 'k8s-app', 'name'];

/** The targets of policies with selectors, in order of their first policy. */
export function targetsOf(policies: readonly PolicyObject[], mesh: Mesh): readonly TargetFound[] {
  const groups = [...groupBy(policies, podsOf).values()];
  const taken = new Set<string>();
  const [called, others] = [groups.filter(isCalled), groups.filter((group) => !isCalled(group))];
  // pods that their labels call by name are known by it, whoever else selects some of them
  const found = new Map([...called, ...others].map((group) => [group, targetOf(group, mesh, taken)]));
  return groups.flatMap((group) => found.get(group) ?? []);
}

function isCalled([first]: readonly PolicyObject[]): boolean {
  return NAMING.some((label) => first?.labels[label] !== undefined);
}

function targetOf(policies: readonly PolicyObject[], mesh: Mesh, taken: Set<string>): TargetFound {
  const [{ namespace, labels }] = policies as [PolicyObject];
  const pods = mesh.workloads.filter((one) => one.namespace === namespace && selects(labels, proxyLabels(one)));
  const [first] = pods;
  if (first === undefined) {
    return { policies, because: 'no workload of the manifests has these labels, so that nothing could be proven' };
  }
  if (!policies.some((one) => one.kind === 'AuthorizationPolicy')) {
    return { policies, because: 'an identity is closed from the start, and no routes are written for these pods' };
  }
  if (policies.filter((one) => one.kind === 'PeerAuthentication').length > 1) {
    return { policies, because: 'several PeerAuthentications are for the same pods' };
  }
  const account = accountOf(pods, mesh);
  const called = NAMING.flatMap((label) => labels[label] ?? [])[0] ?? first.name;
  const name = [account, called].find((each) => each !== undefined && !taken.has(nameOf({ namespace, name: each })));
  if (name === undefined) return { policies, because: `other pods are known as \`${called}\` already` };
  taken.add(nameOf({ namespace, name }));
  return {
    namespace,
    labels,
    name,
    isShared: pods.length > 1,
    ports: portsOf(pods, policies, mesh),
    policies,
  };
}

/** The service account under which these pods run, and no others. */
function accountOf(pods: readonly Workload[], mesh: Mesh): string | undefined {
  const [first] = pods;
  if (first === undefined || first.serviceAccount === 'default') return undefined;
  const { namespace, serviceAccount } = first;
  const running = mesh.workloads.filter((one) => one.namespace === namespace && one.serviceAccount === serviceAccount);
  const isOfAll = pods.every((one) => one.serviceAccount === serviceAccount);
  return isOfAll && running.every((one) => pods.some(isNamed(one))) ? serviceAccount : undefined;
}

/** Where something listens, and what policies name besides. */
function portsOf(pods: readonly Workload[], policies: readonly PolicyObject[], mesh: Mesh): ImportedTarget['ports'] {
  const ports = [...pods.flatMap((one) => portsListenedOn(mesh, one)), ...policies.flatMap(portsNamed)];
  return [...new Set(ports)]
    .sort((a, b) => a - b)
    .map((port) => ({
      port,
      isHttp: pods.every((one) => ['http', 'auto'].includes(workloadPortProtocol(mesh, one, port))),
    }));
}

function portsNamed(policy: PolicyObject): readonly number[] {
  return portTexts(policy)
    .map(Number)
    .filter((port) => Number.isInteger(port) && port > 0);
}

function portTexts(policy: PolicyObject): readonly string[] {
  const { kind, spec } = policy;
  switch (kind) {
    case 'PeerAuthentication':
      return Object.keys(asObject(spec['portLevelMtls'], 'portLevelMtls'));
    case 'RequestAuthentication':
      return [];
    case 'AuthorizationPolicy':
      return !['ALLOW', 'DENY'].includes(actionOf(policy))
        ? []
        : asObjects(spec['rules'], 'rules')
            .flatMap((rule) => asObjects(rule['to'], 'to'))
            .flatMap((to) => asStrings(asObject(to['operation'], 'operation')['ports'], 'ports'));
  }
}
