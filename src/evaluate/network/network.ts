/** Does the network let this call through? The NetworkPolicies of both ends, as a conformant plugin applies them. */
import type { Endpoint } from './endpoint';
import { isSamePod } from './endpoint';
import type { Connection } from './match-network-rule';
import { explainSide } from './network-because';
import type { NetworkIndex } from './network-index';
import type { SideVerdict } from './network-side';
import { judgeSide } from './network-side';
import type { TargetEnd } from './network-target';
import { podsToCome } from './pods-to-come';

/** The verdict, why, and the judgement on each end in the order in which a packet meets them. */
export interface NetworkVerdict {
  readonly verdict: 'allow' | 'deny' | 'undecided';
  /** in sentences; the first is the one that decided */
  readonly because: readonly string[];
  /** egress of the caller, then ingress of the called; none where nothing had to be asked */
  readonly sides: readonly SideVerdict[];
}

/** The verdict on a call between any of these ends: it must be the same for all of them. */
export function judgeEnds(
  index: NetworkIndex,
  sources: readonly Endpoint[],
  targets: readonly TargetEnd[],
): NetworkVerdict {
  const verdicts = sources.flatMap((source) => targets.map((target) => judgeWhoever(index, { source, ...target })));
  const [first, ...others] = verdicts;
  if (first === undefined) return undecided('who is called');
  if (others.every(({ verdict }) => verdict === first.verdict)) return first;
  return undecided(
    targets.length > 1
      ? 'which workload behind the Service is called: their policies do not agree'
      : 'which workload of this identity calls: their policies do not agree',
  );
}

/** The verdict on one connection; on that of a pod of which no label is known, if it is the same whatever they are. */
function judgeWhoever(index: NetworkIndex, connection: Connection): NetworkVerdict {
  const verdict = judgeConnection(index, connection);
  if (verdict.verdict !== 'undecided') return verdict;
  let first: NetworkVerdict | undefined;
  for (const source of podsToCome(index, connection)) {
    const one = judgeConnection(index, { ...connection, source });
    first ??= one;
    if (one.verdict === 'undecided' || one.verdict !== first.verdict) return verdict;
  }
  return first ?? verdict;
}

/**
 * The verdict on one connection: the egress of its source and the ingress of its destination must both admit it.
 * Answers need no rule of their own, and a pod cannot block itself.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation
 */
function judgeConnection(index: NetworkIndex, connection: Connection): NetworkVerdict {
  const itself = isSamePod(connection.source, connection.destination);
  if (itself === 'yes') return { verdict: 'allow', because: ['a pod may always call itself'], sides: [] };
  const sides = [judgeSide(index, 'egress', connection), judgeSide(index, 'ingress', connection)];
  const refusing = sides.filter(({ kind }) => kind === 'refused');
  const unclear = sides.filter(({ kind }) => kind === 'undecided');
  if (refusing.length === 0) {
    return unclear.length === 0
      ? { verdict: 'allow', because: sides.flatMap(explainSide), sides }
      : { verdict: 'undecided', because: unclear.flatMap(explainSide), sides };
  }
  const because = refusing.flatMap(explainSide);
  if (itself === 'no') return { verdict: 'deny', because, sides };
  const missing = cannotTell(`whether a replica of ${connection.source.shown} calls itself, which is always allowed`);
  return { verdict: 'undecided', because: [missing, ...because], sides };
}

function undecided(missing: string): NetworkVerdict {
  return { verdict: 'undecided', because: [cannotTell(missing)], sides: [] };
}

function cannotTell(missing: string): string {
  return `cannot tell: not known is ${missing}`;
}
