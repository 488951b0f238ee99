/** Which policies may isolate one end of a connection, and what their rules answer. */
import type { NetworkPolicy } from '../../policy/model';
import type { Direction, NetworkRule } from '../../policy/network-policy';
import type { InformedAnswer } from '../matching/informed-answer';
import { bothOf, NO, someOf, unknownFor } from '../matching/informed-answer';
import type { Endpoint } from './endpoint';
import { matchesSelector } from './known-labels';
import type { Connection } from './match-network-rule';
import { asOnHost, matchesPeers, matchesPorts } from './match-network-rule';
import type { NetworkIndex } from './network-index';

/** A policy that selects the end, or may select it. */
export interface Candidate {
  readonly policy: NetworkPolicy;
  readonly isSelecting: InformedAnswer;
  readonly rules: readonly RuleAnswer[];
  /** whether one of its rules admits the connection */
  readonly isAdmitting: InformedAnswer;
}

/** A rule, and whether the other end and the port are among those that it names. */
export interface RuleAnswer {
  readonly rule: NetworkRule;
  readonly peer: InformedAnswer;
  readonly port: InformedAnswer;
}

/** The policies that may isolate the end in this direction; undefined when it is no pod, which none can select. */
export function candidatesFor(
  index: NetworkIndex,
  direction: Direction,
  connection: Connection,
): readonly Candidate[] | undefined {
  const { source, destination } = connection;
  const [subject, other] = direction === 'ingress' ? [destination, source] : [source, destination];
  const namespace = namespaceOf(subject);
  if (namespace === undefined) return undefined;
  return index.policiesIn(namespace).flatMap((policy) => {
    const granted = policy[direction];
    const isSelecting = granted.kind === 'untouched' ? NO : selects(policy, subject);
    if (granted.kind === 'untouched' || isSelecting.is === 'no') return [];
    const rules = granted.rules.map((rule) => ({
      rule,
      peer: matchesPeers(rule, policy.namespace, other),
      port: matchesPorts(rule, connection),
    }));
    return [{ policy, isSelecting, rules, isAdmitting: someOf(rules, admits) }];
  });
}

/** Whether the rule admits the connection: by its own peers at its own ports. */
export function admits({ peer, port }: RuleAnswer): InformedAnswer {
  return bothOf(peer, port);
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
