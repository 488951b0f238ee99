/** Where may a sync end that fails in one of its waves? */
import { groupBy } from '../policy/group-by';
import { type DeliveredObject, isNamespace, keyOf } from './delivered-object';
import { asThere, keysOf } from './hooks-anew';
import type { Passage } from './passage';
import { isAppliedBefore, timelinesOf } from './timeline';

/** Where a sync ended. */
export interface SyncEnd {
  /** the number of the last step, from 1, of the wave that failed, or of all */
  readonly failed: number;
  /** what earlier waves have changed is as in the second end; what the wave that failed was to change: undefined */
  readonly applied: ReadonlyMap<string, boolean | undefined>;
  /** all that may be there */
  readonly live: readonly DeliveredObject[];
}

/** A sync that failed in one wave. */
export interface FailedSync {
  /** with all that this wave was to add */
  readonly end: SyncEnd;
  /** how many sorts of objects it may have added, by what decides when they are pruned */
  readonly sorts: number;
  /** the ends that lead back on other ways, this one among them; undefined: they would be too many */
  readonly alternatives: readonly SyncEnd[] | undefined;
}

/** Of more sorts no alternatives are told: each may be there, or not. */
const MOST_SORTS = 4;

/** The sync as it fails in each of its waves. */
export function failedSyncs(passage: Passage): readonly FailedSync[] {
  return endsOf(passage).map((end) => {
    const sorts = sortsOf(end, passage);
    const isTooMuch = sorts.length > MOST_SORTS;
    return { end, sorts: sorts.length, alternatives: isTooMuch ? undefined : alternativesOf(end, sorts) };
  });
}

/** The end of a sync that does not fail. */
export function endOfAll(passage: Passage): Omit<SyncEnd, 'live'> {
  const { length } = passage.steps;
  return { failed: length, applied: appliedBefore(passage, length) };
}

/** Each wave of the passage, as it fails. */
function endsOf(passage: Passage): readonly SyncEnd[] {
  const there = new Map(passage.before.map((one) => [keyOf(one), one]));
  const numbered = passage.steps.map((step, index) => ({ ...step, index }));
  return [...groupBy(numbered, ({ phase, wave }) => `${phase} ${wave}`).values()].map((wave): SyncEnd => {
    const applied = new Map<string, boolean | undefined>(appliedBefore(passage, wave[0]?.index ?? 0));
    for (const { action, objects } of wave) {
      for (const one of objects) {
        applied.set(keyOf(one), undefined);
        // what goes is wanted again, whether it has gone or not
        if (action === 'apply') there.set(keyOf(asThere(one)), asThere(one));
        else there.delete(keyOf(one));
      }
    }
    return { failed: (wave.at(-1)?.index ?? 0) + 1, applied, live: [...there.values()] };
  });
}

function appliedBefore(passage: Passage, step: number): ReadonlyMap<string, boolean> {
  const applied = [...timelinesOf(passage)].map(([key, one]) => [key, isAppliedBefore(one, step) === true] as const);
  return new Map(applied.filter(([, isApplied]) => isApplied));
}

/** What the wave that failed may have added, by what decides when it is pruned. */
function sortsOf(end: SyncEnd, { before }: Passage): readonly Sort[] {
  const wanted = new Set(before.map(keyOf));
  const added = end.live.filter((one) => !wanted.has(keyOf(one)) && isPerhaps(end, one));
  return [...groupBy(added, (one) => `${isNamespace(one)} ${one.wave}`).values()];
}

/** Objects of which one is enough for the waves of prunes to be the same. */
type Sort = readonly DeliveredObject[];

/**
 * Waves of prunes are mirrored among those of what is pruned, so that it matters whether the wave that failed left
 * anything of a sort. What it leaves nothing of is as if it had failed before.
 */
function alternativesOf(end: SyncEnd, sorts: readonly Sort[]): readonly SyncEnd[] {
  return subsetsOf(sorts).flatMap((left): readonly SyncEnd[] => {
    const out = new Set(left.flat().flatMap(keysOf));
    const applied = new Map([...end.applied].filter(([key]) => !out.has(key)));
    const isSame = left.length > 0 && [...applied.values()].every((one) => one !== undefined);
    return isSame ? [] : [{ ...end, applied, live: end.live.filter((one) => !out.has(keyOf(one))) }];
  });
}

function isPerhaps({ applied }: SyncEnd, one: DeliveredObject): boolean {
  return keysOf(one).some((key) => applied.has(key) && applied.get(key) === undefined);
}

function subsetsOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  return items.reduce<readonly (readonly T[])[]>(
    (made, item) => [...made, ...made.map((some) => [...some, item])],
    [[]],
  );
}
