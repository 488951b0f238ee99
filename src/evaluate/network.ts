/** Does the network let this call through? The NetworkPolicies of both ends, as a conformant plugin applies them. */
import type { Mesh } from '../policy/model';
import type { Request } from '../policy/request';
import { isSamePod } from './endpoint';
import type { Connection } from './match-network-rule';
import { callerEnd } from './network-caller';
import { explainSide } from './network-because';
import type { NetworkIndex } from './network-index';
import { indexNetwork } from './network-index';
import type { SideVerdict } from './network-side';
import { judgeSide } from './network-side';
import { targetEnds } from './network-target';

/** The verdict, why, and the judgement on each end in the order in which a packet meets them. */
export interface NetworkVerdict {
  readonly verdict: 'allow' | 'deny' | 'undecided';
  /** in sentences; the first is the one that decided */
  readonly because: readonly string[];
  /** egress of the caller, then ingress of the called; none where nothing had to be asked */
  readonly sides: readonly SideVerdict[];
}

/** The verdict on a call. Through a Service it must be the same at every workload behind it. */
export function networkVerdict(mesh: Mesh, request: Request): NetworkVerdict {
  return judgeCall(indexNetwork(mesh), request);
}

/** The same, for many calls: the index is made once. */
export function judgeCall(index: NetworkIndex, request: Request): NetworkVerdict {
  const source = callerEnd(index, request.from);
  if (source.kind === 'lost') return undecided(source.missing);
  const targets = targetEnds(index, request.to);
  if ('missing' in targets) return undecided(targets.missing);
  const [first, ...others] = targets.map((target) => judgeConnection(index, { source, ...target }));
  if (first === undefined) return undecided('what is called');
  const isUnanimous = others.every(({ verdict }) => verdict === first.verdict);
  return isUnanimous ? first : undecided('which workload behind the Service is called: their policies do not agree');
}

/**
 * The verdict on one connection: the egress of its source and the ingress of its destination must both admit it.
 * Answers need no rule of their own, and a pod cannot block itself.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation
 */
export function judgeConnection(index: NetworkIndex, connection: Connection): NetworkVerdict {
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
