/** Which targets need no look, since for each caller all that matters is at any time as at one of both ends? */
import { groupBy } from '../policy/group-by';
import { nameOf } from '../policy/metadata';
import { remember } from '../policy/remember';
import type { IsAtOneEnd } from './at-one-end';
import type { Bearing } from './bearing';
import type { ChangedObject } from './changed-object';
import { choicesOf, type Effects } from './choices';
import { type Cluster, isWorkload } from './cluster';
import type { Timed } from './course';
import type { State } from './state';

/** Whether a workload on which this bears needs no look on any of these courses. */
export type IsSettled = (bears: Bearing) => boolean;

interface Known {
  readonly cluster: Cluster;
  readonly effects: Effects;
  readonly isAtOneEnd: IsAtOneEnd;
}

/**
 * LAW: who is called at one end alone, and whenever it is there is called as at that end, has no gap: while it is not
 * there, nobody gets anything, and nobody misses it.
 */
export function settledOn(courses: readonly Timed[], { cluster, effects, isAtOneEnd }: Known): IsSettled {
  const { before, after, isOutlived } = cluster;
  const inSpace = groupBy([...before.workloads, ...after.workloads], ({ namespace }) => namespace);
  const areWhole = { added: remember(areWholeWith('added')), removed: remember(areWholeWith('removed')) };
  return (bears) => isAlwaysAtEnd(bears) || isWholeWhenThere(bears);

  function isWholeWhenThere({ own, self: selves, callers }: Bearing): boolean {
    const [self, ...others] = selves;
    if (self === undefined || self.how === 'changed' || others.length > 0 || !isAtOneEnd(self)) return false;
    const rest = own.filter((one) => one !== self);
    // pods may be older than the labels of their Namespace, even in the end
    if (rest.some(isOutlived)) return false;
    return isWholeWith([self], rest, { own, self: selves, callers: [] }) && callers.every(areWhole[self.how]);
  }

  /** Whether these callers of one namespace are as at the end at which they are, whenever they are there. */
  function areWholeWith(how: ChangedObject['how']): (callers: readonly ChangedObject[]) => boolean {
    return (callers) => {
      const pods = callers.filter(({ object }) => isWorkload(object));
      const rest = callers.filter(({ object }) => !isWorkload(object));
      if (!pods.every((one) => one.how === how && isAtOneEnd(one))) return false;
      const names = new Set(pods.map(({ object }) => nameOf(object)));
      const others = rest.flatMap(({ object: { namespace } }) => inSpace.get(namespace) ?? []);
      return (
        rest.every(({ object }) => object.kind !== 'Namespace') &&
        others.every((one) => names.has(nameOf(one))) &&
        isWholeWith(pods, rest, { own: [], self: [], callers: [callers] })
      );
    };
  }

  /** Whether all of the rest is as at the end at which these pods are, whenever any of them may be there. */
  function isWholeWith(pods: readonly ChangedObject[], rest: readonly ChangedObject[], bears: Bearing): boolean {
    const isAdded = pods[0]?.how === 'added';
    const isAsThere =
      ({ isApplied }: State) =>
      ({ key }: ChangedObject) =>
        isApplied(key) === isAdded;
    if (rest.length === 0) return true;
    const keys = { own: [...pods, ...rest].map(({ key }) => key) };
    return courses.every(
      ({ schedule, momentsOf, untold }) =>
        !untold.some((one) => keys.own.some((key) => one.keys.has(key))) &&
        momentsOf(keys).every((moment) =>
          choicesOf(moment, bears, effects)?.every((without) => {
            const isThere = isAsThere(schedule.stateAt(moment, without, effects.leaving));
            return !pods.some(isThere) || rest.every(isThere);
          }),
        ),
    );
  }
}

/** Whether nothing but callers comes and goes, or one thing changes. */
function isAlwaysAtEnd({ own, callers }: Bearing): boolean {
  if (own.length > 0) return own.length === 1 && callers.length === 0;
  return callers.every(
    (some) =>
      some.length === 1 || some.every(({ object }) => object.kind !== 'Namespace' && object.kind !== 'NetworkPolicy'),
  );
}
