/** What the NetworkPolicies of one end say about a connection: those that isolate it, and the rule that admits. */
import type { ObjectName } from '../../policy/model';
import type { Direction } from '../../policy/network-policy';
import type { InformedAnswer } from '../matching/informed-answer';
import { bothOf, everyOf, missingIn, someOf, unknownFor } from '../matching/informed-answer';
import type { Endpoint } from './endpoint';
import type { Connection } from './match-network-rule';
import type { NearRule, NetworkRuleName } from './near-rule';
import { nearRules } from './near-rule';
import type { Candidate } from './network-candidate';
import { admits, candidatesFor } from './network-candidate';
import type { NetworkIndex } from './network-index';

/** The judgement on one end. `subject` is this end, as messages show it. */
export type SideVerdict = { readonly direction: Direction; readonly subject: string } & Judgement;

/** What the policies of one end say. `isolating` are those that select it for sure. */
export type Judgement =
  /** no pod of the cluster, as far as manifests tell, so that no policy selects it */
  | { readonly kind: 'unjudged' }
  /** no policy isolates it: everything passes */
  | { readonly kind: 'open' }
  | { readonly kind: 'admitted'; readonly isolating: readonly ObjectName[]; readonly by: NetworkRuleName }
  | { readonly kind: 'refused'; readonly isolating: readonly ObjectName[]; readonly near: readonly NearRule[] }
  | { readonly kind: 'undecided'; readonly isolating: readonly ObjectName[]; readonly missing: readonly string[] };

/**
 * Policies add up: once one selects a pod, only what a rule of some selecting policy grants remains. There are no
 * denials and no order.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation
 */
export function judgeSide(index: NetworkIndex, direction: Direction, connection: Connection): SideVerdict {
  const { source, destination } = connection;
  const [subject, other] = direction === 'ingress' ? [destination, source] : [source, destination];
  const side = { direction, subject: subject.shown };
  const candidates = candidatesFor(index, direction, connection);
  if (candidates === undefined) return { kind: 'unjudged', ...side };
  if (candidates.length === 0) return { kind: 'open', ...side };
  const sure = candidates.filter(({ isSelecting }) => isSelecting.is === 'yes');
  const isolating = sure.map(({ policy: { namespace, name } }) => ({ namespace, name }));
  const answer = sure.length > 0 ? isAdmitted(candidates) : isOpenOrAdmitted(candidates);
  switch (answer.is) {
    case 'yes':
      return { kind: 'admitted', ...side, isolating, by: admittingRule(sure.length > 0 ? sure : candidates) };
    case 'unknown':
      return { kind: 'undecided', ...side, isolating, missing: answer.missing };
    case 'no':
      if (isOnHost(other)) return { kind: 'undecided', ...side, isolating, missing: [nodeTraffic(other)] };
      return { kind: 'refused', ...side, isolating, near: nearRules(candidates, direction, connection) };
  }
}

/** The end is isolated: a rule of a policy that selects it must admit. */
function isAdmitted(candidates: readonly Candidate[]): InformedAnswer {
  return someOf(candidates, ({ isSelecting, isAdmitting }) => bothOf(isSelecting, isAdmitting));
}

/** Nobody isolates the end for sure, and any may be the only one that does: each must admit, or we cannot tell. */
function isOpenOrAdmitted(candidates: readonly Candidate[]): InformedAnswer {
  const isAdmitting = everyOf(candidates, (candidate) => candidate.isAdmitting);
  return isAdmitting.is === 'yes' ? isAdmitting : unknownFor(...missingIn(candidates.map((c) => c.isSelecting)));
}

function admittingRule(candidates: readonly Candidate[]): NetworkRuleName {
  const [first] = candidates.flatMap(({ policy: { namespace, name }, rules }) =>
    rules.filter((answer) => admits(answer).is === 'yes').map(({ rule }) => ({ namespace, name, index: rule.index })),
  );
  if (first === undefined) throw new Error('a connection is admitted, yet no rule admits it');
  return first;
}

function isOnHost(end: Endpoint): boolean {
  return end.kind === 'pod' && end.hostNetwork;
}

/** @see https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-traffic-filtering */
function nodeTraffic(other: Endpoint): string {
  return `whether ${other.shown} is on the node of the other pod: traffic between a pod and its own node is always allowed`;
}
