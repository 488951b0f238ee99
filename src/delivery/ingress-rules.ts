/** Is what NetworkPolicies let in to a workload as at an end, whichever objects say it? */
import { isDeepStrictEqual } from 'node:util';
import type { LabelSelector } from '../policy/label-selector';
import { isSelected } from '../policy/match-selector';
import { isNamed } from '../policy/metadata';
import type { Labels, NetworkPolicy, ObjectName } from '../policy/model';
import type { NetworkRule } from '../policy/network-policy';
import type { ChangedObject } from './changed-object';
import type { Cluster } from './cluster';
import type { State } from './state';

/**
 * Whether what comes in to this workload is as at that end, where all is as there but these NetworkPolicies, which say
 * nothing about what goes out.
 * LAW: policies add up, so that pods which any of them isolates get what the rules of all of them grant.
 */
export function isIngressAsAt(
  end: 'before' | 'after',
  { isApplied }: Pick<State, 'isApplied'>,
  cluster: Cluster,
  called: ObjectName,
  otherwise: readonly ChangedObject[],
): boolean {
  const { networkPolicies, workloads } = cluster[end];
  const policiesAt = (side: 'before' | 'after', { key }: ChangedObject) =>
    cluster.partsOf(key)[side] as readonly NetworkPolicy[];
  const there = otherwise.flatMap((one) => policiesAt(end, one));
  const now = otherwise.flatMap((one) => policiesAt(isApplied(one.key) ? 'after' : 'before', one));
  const same = networkPolicies.filter((one) => one.namespace === called.namespace && !there.includes(one));
  return workloads.filter(isNamed(called)).every(
    ({ labels }) =>
      // fails closed: which labels controllers add is not known here
      [...there, ...now].every(({ podSelector }) => isAboutKnown(podSelector, labels)) &&
      areSame(grantsTo(labels, [...same, ...there]), grantsTo(labels, [...same, ...now])),
  );
}

function isAboutKnown({ requirements }: LabelSelector, labels: Labels): boolean {
  return requirements.every(({ key }) => Object.hasOwn(labels, key));
}

type Grant = Pick<NetworkRule, 'peers' | 'ports'>;

/** What pods with these labels get though they are isolated; undefined: they are not. */
function grantsTo(labels: Labels, policies: readonly NetworkPolicy[]): readonly Grant[] | undefined {
  const isolating = policies.flatMap(({ ingress, podSelector }) =>
    ingress.kind === 'isolated' && isSelected(podSelector, labels) ? [ingress] : [],
  );
  if (isolating.length === 0) return undefined;
  return isolating.flatMap(({ rules }) => rules.map(({ peers, ports }) => ({ peers, ports })));
}

function areSame(some: readonly Grant[] | undefined, others: readonly Grant[] | undefined): boolean {
  if (some === undefined || others === undefined) return some === others;
  const isAmong = (all: readonly Grant[]) => (one: Grant) => all.some((other) => isDeepStrictEqual(one, other));
  return some.every(isAmong(others)) && others.every(isAmong(some));
}
