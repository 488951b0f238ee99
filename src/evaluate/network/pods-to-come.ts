/** Which pods may yet come to be in a namespace, as far as NetworkPolicies tell them apart? */
import type { LabelRequirement, LabelSelector } from '../../policy/label-selector';
import type { Labels } from '../../policy/model';
import type { Direction, NetworkRule } from '../../policy/network-policy';
import type { Endpoint, PodEndpoint } from './endpoint';
import type { Connection } from './match-network-rule';
import type { NetworkIndex } from './network-index';

/** More pods than these are not told apart. */
const MOST_PODS = 256;

/**
 * A pod for each choice of labels that the policies on this connection tell apart, where its source is a pod of a known
 * namespace of which no more is known. None: that is not so, or there are too many.
 */
export function podsToCome(index: NetworkIndex, { source, destination }: Connection): readonly PodEndpoint[] {
  const { kind, shown, addresses } = source;
  if (kind !== 'unknown' || source.namespace === undefined) return [];
  const { name: namespace, labels: namespaceLabels } = source.namespace;
  // a machine of the namespace has an identity, too, and no policy selects it
  if (index.mesh.traffic.workloadEntries.some((machine) => machine.namespace === namespace)) return [];
  const choices = choicesOf([
    ...index.policiesIn(namespace).flatMap((one) => (one.egress.kind === 'isolated' ? one.podSelector : [])),
    ...rulesAt(index, destination, 'ingress').flatMap(podsNamedBy),
  ]);
  if (choices.reduce((count, { values }) => count * values.length, 1) > MOST_PODS) return [];
  // who has an identity has a proxy, as pods on the host's network have not
  const hostNetwork = !index.mesh.settings.behaviour.hostNetworkIsNotEnrolled;
  return labelsIn(choices).map((labels) => ({
    kind: 'pod',
    shown,
    namespace,
    namespaceLabels,
    labels: { owner: shown, labels, generated: [], possible: [] },
    hostNetwork,
    addresses,
  }));
}

function rulesAt(index: NetworkIndex, end: Endpoint, direction: Direction): readonly NetworkRule[] {
  if (end.kind !== 'pod') return [];
  return index.policiesIn(end.namespace).flatMap((policy) => {
    const granted = policy[direction];
    return granted.kind === 'isolated' ? granted.rules : [];
  });
}

function podsNamedBy({ peers }: NetworkRule): readonly LabelSelector[] {
  return peers.kind === 'anyone' ? [] : peers.peers.flatMap((peer) => (peer.kind === 'pods' ? peer.pods : []));
}

/** A label, and what tells pods apart by it: its lack, each value that is named, and any other. */
interface Choice {
  readonly key: string;
  readonly values: readonly (string | undefined)[];
}

function choicesOf(selectors: readonly LabelSelector[]): readonly Choice[] {
  const named = new Map<string, Set<string>>();
  for (const requirement of selectors.flatMap(({ requirements }) => requirements)) {
    const values = named.get(requirement.key) ?? new Set();
    valuesOf(requirement).forEach((value) => values.add(value));
    named.set(requirement.key, values);
  }
  return [...named].map(([key, values]) => ({ key, values: [undefined, ...values, otherThan(values)] }));
}

function valuesOf(requirement: LabelRequirement): readonly string[] {
  switch (requirement.operator) {
    case 'In':
    case 'NotIn':
      return requirement.values;
    case 'Exists':
    case 'DoesNotExist':
      return [];
  }
}

function otherThan(values: ReadonlySet<string>, value = 'other'): string {
  return values.has(value) ? otherThan(values, `${value}-one`) : value;
}

function labelsIn(choices: readonly Choice[]): readonly Labels[] {
  return choices.reduce<readonly Labels[]>(
    (some, { key, values }) =>
      some.flatMap((labels) => values.map((value) => (value === undefined ? labels : { ...labels, [key]: value }))),
    [{}],
  );
}
