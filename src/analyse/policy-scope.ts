/** Which workloads among the manifests does a policy apply to, and which data plane enforces it there? */
import type { Manifest } from '../policy/manifest';
import type { Workload } from '../policy/model';
import { type Estate, namespaceOf, specOf } from './estate';
import { asItems, asRecord } from './raw-field';
import { hasTargets, selectorLabels } from './reach-of-policy';

/** The kinds of policy that select workloads. */
export const SELECTING_KINDS = ['AuthorizationPolicy', 'RequestAuthentication', 'PeerAuthentication'] as const;

/** The workloads that the policy's selector reaches. One with targets selects none. */
export function selectedBy(estate: Estate, policy: Manifest): readonly Workload[] {
  if (hasTargets(policy)) return [];
  const isRoot = namespaceOf(policy) === estate.settings.rootNamespace;
  const labels = selectorLabels(policy);
  // a PeerAuthentication of the root namespace with a selector is ignored everywhere
  if (isRoot && policy.kind === 'PeerAuthentication' && Object.keys(labels).length > 0) return [];
  return estate.inventory().workloadsWith(labels, isRoot ? undefined : namespaceOf(policy));
}

/** The selected workloads that ztunnel guards: before them no proxy knows HTTP. */
export function ambientWorkloads(estate: Estate, policy: Manifest): readonly Workload[] {
  // ztunnel attaches a policy with an empty selector to nothing
  if (hasEmptySelector(policy)) return [];
  return selectedBy(estate, policy).filter((workload) => estate.inventory().dataPlaneOf(workload) === 'ambient');
}

/** Whether the policy says `selector`, and no label in it. */
export function hasEmptySelector(policy: Manifest): boolean {
  const { selector } = specOf(policy);
  return selector !== undefined && selector !== null && Object.keys(selectorLabels(policy)).length === 0;
}

/** `targetRefs`, or the older `targetRef`, with their places. */
export function targetsOf(policy: Manifest): readonly Target[] {
  const { targetRef, targetRefs } = specOf(policy);
  const several = asItems(targetRefs).map((target, index) => ({ target, path: ['spec', 'targetRefs', index] }));
  const all =
    several.length > 0 || targetRef === undefined ? several : [{ target: targetRef, path: ['spec', 'targetRef'] }];
  return all.map(({ target, path }) => {
    const { group, kind, name } = asRecord(target);
    const text = (value: unknown) => (typeof value === 'string' ? value : '');
    return { group: text(group), kind: text(kind), name: text(name), path };
  });
}

/** What a policy is attached to by name. */
export interface Target {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly path: readonly (string | number)[];
}

/** The workload as `namespace/name`, for messages. */
export function nameOf({ namespace, name }: Workload): string {
  return `${namespace}/${name}`;
}
