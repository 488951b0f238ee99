/** What the NetworkPolicies of one end say about a connection: those that isolate it, and the rule that admits. */
import type { NetworkPolicy, ObjectName } from '../policy/model';
import type { Direction, NetworkRule } from '../policy/network-policy';
import type { Endpoint } from './endpoint';
import type { InformedAnswer } from './informed-answer';
import { everyAnswer, missingIn, NO, someAnswer, unknownFor } from './informed-answer';
import { matchesSelector } from './known-labels';
import type { Connection } from './match-network-rule';
import { asOnHost, matchesPeers, matchesPorts } from './match-network-rule';
import type { NetworkIndex } from './network-index';

/** One rule of a policy; `index` counts from 0 within `ingress` or `egress`. */
export interface NetworkRuleName extends ObjectName {
  readonly index: number;
}

/** A rule that does not admit the connection, and what of it does not fit. */
export interface NetworkMiss {
  readonly rule: NetworkRuleName;
  readonly missed: readonly ('peer' | 'port')[];
}

/** The judgement on one end, and the policies that isolate it for sure. */
export type SideVerdict = { readonly direction: Direction; readonly subject: Endpoint } & (
  | { /** no pod, so that no policy can select it */ readonly kind: 'unjudged' }
  | { readonly kind: 'open' }
  | { readonly kind: 'admitted'; readonly isolating: readonly ObjectName[]; readonly by: NetworkRuleName }
  | { readonly kind: 'refused'; readonly isolating: readonly ObjectName[]; readonly misses: readonly NetworkMiss[] }
  | { readonly kind: 'undecided'; readonly isolating: readonly ObjectName[]; readonly missing: readonly string[] }
);

/** A policy that selects the subject, or may select it, and what its rules answer. */
interface Candidate {
  readonly policy: NetworkPolicy;
  readonly isSelecting: InformedAnswer;
  readonly rules: readonly {
    readonly rule: NetworkRule;
    readonly peer: InformedAnswer;
    readonly port: InformedAnswer;
  }[];
  readonly isAdmitting: InformedAnswer;
}

/**
 * Policies add up: once one selects a pod, only what a rule of some selecting policy grants remains. There are no
 * denials and no order.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation
 */
export function judgeSide(index: NetworkIndex, direction: Direction, connection: Connection): SideVerdict {
  const { source, destination } = connection;
  const [subject, other] = direction === 'ingress' ? [destination, source] : [source, destination];
  const namespace = namespaceOf(subject);
  if (namespace === undefined) return { kind: 'unjudged', direction, subject };
  const candidates = index
    .policiesIn(namespace)
    .map((policy) => consider(policy, direction, subject, other, connection))
    .filter((candidate) => candidate !== undefined);
  return { direction, subject, ...conclude(candidates, other) };
}

type Conclusion<S = SideVerdict> = S extends SideVerdict ? Omit<S, 'direction' | 'subject'> : never;

function conclude(candidates: readonly Candidate[], other: Endpoint): Conclusion {
  if (candidates.length === 0) return { kind: 'open' };
  const sure = candidates.filter(({ isSelecting }) => isSelecting.is === 'yes');
  const isolating = sure.map(({ policy: { namespace, name } }) => ({ namespace, name }));
  // where nobody isolates for sure, any of the others may be the only one that does
  const answer =
    sure.length > 0
      ? someAnswer([
          ...sure.map(({ isAdmitting }) => isAdmitting),
          ...candidates
            .filter((candidate) => !sure.includes(candidate))
            .map(({ isSelecting, isAdmitting }) => everyAnswer([isSelecting, isAdmitting])),
        ])
      : unlessAdmitted(candidates);
  switch (answer.is) {
    case 'yes':
      return { kind: 'admitted', isolating, by: admittingRule(sure.length > 0 ? sure : candidates) };
    case 'unknown':
      return { kind: 'undecided', isolating, missing: answer.missing };
    case 'no':
      return isOnHost(other)
        ? { kind: 'undecided', isolating, missing: [nodeTraffic(other)] }
        : { kind: 'refused', isolating, misses: candidates.flatMap(missesOf) };
  }
}

/** Nobody selects for sure: open if each that may would admit, else open or refused, which we cannot tell. */
function unlessAdmitted(candidates: readonly Candidate[]): InformedAnswer {
  const isAdmitting = everyAnswer(candidates.map((candidate) => candidate.isAdmitting));
  return isAdmitting.is === 'yes' ? isAdmitting : unknownFor(...missingIn(candidates.map((c) => c.isSelecting)));
}

function consider(
  policy: NetworkPolicy,
  direction: Direction,
  subject: Endpoint,
  other: Endpoint,
  connection: Connection,
): Candidate | undefined {
  const granted = policy[direction];
  const isSelecting = granted.kind === 'untouched' ? NO : selects(policy, subject);
  if (granted.kind === 'untouched' || isSelecting.is === 'no') return undefined;
  const rules = granted.rules.map((rule) => ({
    rule,
    peer: matchesPeers(rule, policy.namespace, other),
    port: matchesPorts(rule, connection),
  }));
  const isAdmitting = someAnswer(rules.map(({ peer, port }) => everyAnswer([peer, port])));
  return { policy, isSelecting, rules, isAdmitting };
}

function selects(policy: NetworkPolicy, subject: Endpoint): InformedAnswer {
  switch (subject.kind) {
    case 'pod':
      return asOnHost(subject, matchesSelector(policy.podSelector, subject.labels));
    case 'unknown':
      return unknownFor(subject.missing);
    case 'outside':
      return NO;
  }
}

function namespaceOf(subject: Endpoint): string | undefined {
  switch (subject.kind) {
    case 'pod':
      return subject.namespace;
    case 'unknown':
      return subject.namespace?.name;
    case 'outside':
      return undefined;
  }
}

function admittingRule(candidates: readonly Candidate[]): NetworkRuleName {
  const [first] = candidates.flatMap(({ policy: { namespace, name }, rules }) =>
    rules
      .filter(({ peer, port }) => peer.is === 'yes' && port.is === 'yes')
      .map(({ rule }) => ({ namespace, name, index: rule.index })),
  );
  if (first === undefined) throw new Error('a connection is admitted, yet no rule admits it');
  return first;
}

function missesOf({ policy: { namespace, name }, rules }: Candidate): readonly NetworkMiss[] {
  return rules.map(({ rule, peer, port }) => ({
    rule: { namespace, name, index: rule.index },
    missed: [...(peer.is === 'no' ? ['peer' as const] : []), ...(port.is === 'no' ? ['port' as const] : [])],
  }));
}

function isOnHost(end: Endpoint): boolean {
  return end.kind === 'pod' && end.hostNetwork;
}

/** @see https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-traffic-filtering */
function nodeTraffic(other: Endpoint): string {
  return `whether ${other.shown} is on the node of the other pod: traffic between a pod and its own node is always allowed`;
}
