/** As which end is a state, and for whom of those who call a workload? */
import type { ObjectName } from '../policy/metadata';
import type { IsAtOneEnd } from './at-one-end';
import type { Bearing, Bearings } from './bearing';
import { type Cluster, isWorkload } from './cluster';
import type { Timed } from './course';
import { isIngressAsAt } from './ingress-rules';
import type { Passing } from './met-gaps';
import type { State } from './state';

/** A state, and a workload that is called in it. */
export interface StateAt {
  readonly state: State;
  readonly called: ObjectName;
  readonly bears: Bearing;
  readonly callers: AppliedCallers;
  readonly leads: Timed['leads'];
}

/** What is so, in a state, of all that bears on callers, whoever is called. */
export interface AppliedCallers {
  /** their keys, in order */
  readonly applied: string;
  readonly count: number;
  /** how many of them bear on callers that are no workloads */
  readonly aroundCount: number;
}

/** Finds the ends as which states are. */
export interface StateEnds {
  readonly callersIn: (state: State) => AppliedCallers;
  /** the end as which the state is for all callers */
  readonly endOf: (at: StateAt) => End | undefined;
  /** for whom it is as at one end */
  readonly asAtEnd: (at: StateAt) => Passing['asAtEnd'];
}

type End = 'before' | 'after';

const ENDS: readonly End[] = ['before', 'after'];

/** Finds them in this cluster. */
export function stateEnds(
  cluster: Cluster,
  { ofCallers, isFence }: Pick<Bearings, 'ofCallers' | 'isFence'>,
  isAtOneEnd: IsAtOneEnd,
): StateEnds {
  const { isOutlived } = cluster;
  // those that bear on whoever else calls from a namespace, too
  const aroundOthers = new Set(ofCallers.flatMap(({ key, object }) => (isWorkload(object) ? [] : key)));
  const areCallersOutlived = ofCallers.some(isOutlived);
  return {
    callersIn: ({ isApplied }) => {
      const applied = ofCallers.flatMap(({ key }) => (isApplied(key) ? key : []));
      const around = applied.filter((key) => aroundOthers.has(key));
      return { applied: applied.join(' '), count: applied.length, aroundCount: around.length };
    },
    endOf,
    asAtEnd: (at) => {
      if (endOf(at) !== undefined) return 'all';
      return endWith(at, at.callers.aroundCount, aroundOthers.size) === undefined ? 'none' : 'others';
    },
  };

  function endOf(at: StateAt): End | undefined {
    const { state, bears, callers } = at;
    const [self] = bears.self.filter(isAtOneEnd);
    // while nobody is there, it is as at the end at which nobody is
    if (self !== undefined && state.isApplied(self.key) !== (self.how === 'added')) {
      return self.how === 'added' ? 'before' : 'after';
    }
    return endWith(at, callers.count, ofCallers.length);
  }

  /** The end as which it is where as many of so many changes to callers are applied. */
  function endWith(at: StateAt, applied: number, of: number): End | undefined {
    const end = ENDS.find((one) => applied === (one === 'before' ? 0 : of) && isOwnAs(one, at));
    const isOlder = areCallersOutlived || at.bears.own.some(isOutlived);
    return end !== undefined && isOlder && mayBeOlder(end, at.leads) ? undefined : end;
  }

  /** Whether what all callers meet is as at this end. */
  function isOwnAs(end: End, { state, called, bears }: StateAt): boolean {
    const others = bears.own.filter(({ key }) => state.isApplied(key) !== (end === 'after'));
    return others.every(isFence) && (others.length === 0 || isIngressAsAt(end, state, cluster, called, others));
  }
}

/** Whether pods may be older than the labels of their Namespace where all else is as at this end. */
function mayBeOlder(end: End, leads: Timed['leads']): boolean {
  return end === 'after' || leads === 'back';
}
