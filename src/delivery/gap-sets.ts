/** Which requests are open between two states in which they are not, and which are refused though both let them in? */
import { type Allowance, onAnyWay } from '../reach/allowance';
import { intersect, isEmpty, type RequestSet, subtract, union } from '../reach/space/request-set';

/** What one caller may send; undefined: nothing, for it or who is called is not there. */
type Allowed = Allowance | undefined;

/** Requests of one kind of gap. */
export interface GapSet {
  readonly all: RequestSet;
  /** some of them, on a way on which they are judged so; of those where the verdict is clear, if there are such */
  readonly seen: RequestSet;
}

/** What opens, what fails, and why some of it cannot be told. */
export interface GapSets {
  readonly exposure?: GapSet;
  readonly outage?: GapSet;
  readonly undecided: readonly string[];
}

/**
 * LAW: between equal ends, whoever is in a state equal to them has no gap. Which way a request takes does not matter to
 * an exposure; who fails to get through on one way that worked has an outage, if it is there at both ends.
 */
export function gapSets(before: Allowed, between: Allowed, after: Allowed, isThere: boolean): GapSets {
  const some = between ?? before ?? after;
  if (some === undefined) return { undecided: [] };
  const nothing = subtract(some.surely, some.surely);
  const none: Allowance = { surely: nothing, possibly: nothing, undecided: [] };
  const [old, now, next] = [before ?? none, between ?? none, after ?? none];
  const because = [...new Set([old, now, next].flatMap(({ undecided }) => undecided))];
  const exposure = exposureIn(old, now, next, because.length > 0);
  const outage = isThere ? outageIn(old, now, next, because.length > 0) : { all: nothing, seen: nothing };
  const differing = [
    subtract(subtract(onAnyWay(now.possibly), union(onAnyWay(old.surely), onAnyWay(next.surely))), exposure.all),
    isThere ? subtract(subtract(intersect(old.possibly, next.possibly), now.surely), outage.all) : nothing,
  ];
  return {
    ...(isEmpty(exposure.all) ? {} : { exposure }),
    ...(isEmpty(outage.all) ? {} : { outage }),
    undecided: differing.every(isEmpty) ? [] : because,
  };
}

/** Without doubts, what no authorizer is asked about any more is more open, too. */
function exposureIn(old: Allowance, now: Allowance, next: Allowance, hasDoubts: boolean): GapSet {
  const [oldSurely, nextSurely] = [onAnyWay(old.surely), onAnyWay(next.surely)];
  const ends = union(onAnyWay(old.possibly), onAnyWay(next.possibly));
  const clear = subtract(onAnyWay(now.surely), ends);
  const all = hasDoubts
    ? clear
    : union(subtract(onAnyWay(now.surely), union(oldSurely, nextSurely)), subtract(onAnyWay(now.possibly), ends));
  return { all, seen: firstOf(intersect(clear, now.surely), intersect(all, now.surely), intersect(all, now.possibly)) };
}

/** Without doubts, what an authorizer is asked about in between is less open, too. */
function outageIn(old: Allowance, now: Allowance, next: Allowance, hasDoubts: boolean): GapSet {
  const both = intersect(old.surely, next.surely);
  const clear = subtract(both, now.possibly);
  const all = hasDoubts
    ? clear
    : union(subtract(both, now.surely), subtract(intersect(old.possibly, next.possibly), now.possibly));
  return { all, seen: firstOf(clear, all) };
}

function firstOf(...sets: readonly [RequestSet, ...RequestSet[]]): RequestSet {
  return sets.find((set) => !isEmpty(set)) ?? sets[0];
}
