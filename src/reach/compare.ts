/** Who may send more than before, and who less? Of two meshes, by caller and target, each with a request. */
import { nameOf } from '../policy/metadata';
import type { Mesh } from '../policy/model';
import type { Analyst, PortTarget } from './analyst';
import { bearingOn } from './bears-on';
import { causesOf, type Changed } from './cause';
import { type Change, changesBetween, type Revertible } from './changes';
import {
  differencesAt,
  type Doubt,
  type FoundDifference,
  type GoesElsewhere,
  isCallable,
  type Side,
} from './differences';
import type { Judge, Word } from './witness';

/** A difference, and the changes without which it would not be so. */
export interface Difference extends Omit<FoundDifference, 'kind'> {
  readonly cause: readonly Change[];
}

/** All that differs, in order of targets, then of callers. */
export interface ReachComparison {
  readonly wider: readonly Difference[];
  readonly narrower: readonly Difference[];
  readonly undecided: readonly Doubt[];
  /** objects that differ, whether that matters or not */
  readonly changes: readonly Change[];
}

/** Two meshes, and who judges calls in one of them. */
export interface Compared {
  readonly before: Mesh;
  readonly after: Mesh;
  readonly judgeOf: (mesh: Mesh) => Judge;
  /** tells of calls that routes lead to others; without it, differences in these are undecided */
  readonly elsewhereOf?: (mesh: Mesh) => GoesElsewhere;
  /** is told how far we are */
  readonly onTarget?: (done: number, of: number) => void;
}

/** From the first mesh of the analyst to its second. */
export function compareReach(
  analyst: Analyst,
  { before, after, judgeOf, elsewhereOf, onTarget }: Compared,
): ReachComparison {
  const changes = changesBetween(before, after);
  const bearing = bearingOn(changes, [before, after]);
  const targets = analyst.targets.filter(({ workload }) => bearing(workload).length > 0);
  const sideOf = (mesh: Mesh): Side => ({
    mesh,
    judge: judgeOf(mesh),
    ...(elsewhereOf && { goesElsewhere: elsewhereOf(mesh) }),
  });
  const sides = [sideOf(before), sideOf(after)] as const;
  const workloads = [...new Set([...before.workloads, ...after.workloads].map(nameOf))];
  const undecided: Doubt[] = [];
  const found: Found[] = [];
  targets.forEach((target, done) => {
    onTarget?.(done, targets.length);
    const here = differencesAt(analyst, target, workloads, sides);
    undecided.push(...here.undecided);
    found.push(...here.differences.map((one) => ({ one, target, candidates: bearing(target.workload) })));
  });
  const causes = causesOf(found.map(changedOf), after, judgeOf);
  const told = found.map(({ one }, index) => ({ kind: one.kind, difference: withCause(one, causes[index] ?? []) }));
  const ofKind = (asked: FoundDifference['kind']) =>
    told.flatMap(({ kind, difference }) => (kind === asked ? [difference] : []));
  return { wider: ofKind('wider'), narrower: ofKind('narrower'), undecided, changes: changes.map(bare) };
}

/** A difference, where it is, and the changes that may have to do with it. */
interface Found {
  readonly one: FoundDifference;
  readonly target: PortTarget;
  readonly candidates: readonly Revertible[];
}

/** Who was absent got nothing; without it, the engine cannot tell of the call. */
function changedOf({ one: { witness }, target, candidates }: Found): Changed {
  if (witness === undefined) return { candidates };
  const { request, before, after } = witness;
  // what others make of the call tells nothing of the cause
  if ([before, after].some((one) => one.verdict === 'absent' && one.elsewhere === true)) return { candidates };
  const words: readonly Word[] = before.verdict === 'absent' ? ['deny', 'undecided'] : [before.verdict];
  const isThere = (mesh: Mesh): boolean => isCallable(mesh, request, target);
  return { call: { request, before: words, isThere }, candidates };
}

function withCause({ kind: _, ...difference }: FoundDifference, cause: readonly Revertible[]): Difference {
  return { ...difference, cause: cause.map(bare) };
}

function bare({ revert: _, ...change }: Revertible): Change {
  return change;
}
