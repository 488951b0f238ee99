/** When, in a course of events, does which object change, and which states are possible then? */
import { groupBy } from '../policy/group-by';
import { remember } from '../policy/remember';
import { isWorkload } from './cluster';
import { keyOf } from './delivered-object';
import { asThere } from './hooks-anew';
import type { Passage } from './passage';
import type { State } from './state';
import type { SyncStep } from './sync-plan';
import { isAppliedBefore, type Timelines, timelinesOf, turnIn } from './timeline';

/** What happens to an Application. */
export type Course = 'sync' | 'failedSync' | 'rollback' | 'rollbackOfFailed' | 'deletion';

/** Whether all that happens on it is told, and not what it adds to others alone. */
export function isWhole(course: Course): boolean {
  return course !== 'failedSync' && course !== 'rollbackOfFailed';
}

/** A time at which some objects may have changed already, each by itself, and all others have or have not. */
export interface Moment {
  /** the number of the step, from 1; of a wave that fails the last */
  readonly step: number;
  /** whether the wave is over, and all that it changes has changed */
  readonly isDone: boolean;
  /** whether this object may have changed, or not */
  readonly isOpen: (key: string) => boolean;
}

/** Keys of objects: those of one target, and those that are the same for many targets. */
export interface MomentKeys {
  readonly own: readonly string[];
  readonly shared?: ReadonlySet<string>;
}

/** A course, and when what happens on it. */
export interface Timed {
  readonly course: Course;
  /** the number, from 0, of the way back from a sync that failed */
  readonly way?: number;
  readonly schedule: Schedule;
  readonly momentsOf: (keys: MomentKeys) => readonly Moment[];
  /** from the first end to the second, or back to the first from where a sync came */
  readonly leads: 'there' | 'back';
  /** of what this bears on nothing is known on this course */
  readonly untold: readonly Untold[];
}

/** Objects of which it cannot be told what becomes of them. */
export interface Untold {
  readonly keys: ReadonlySet<string>;
  readonly because: string;
}

/** When objects change, on a passage. */
export interface Schedule {
  /** of the objects asked for, in order of time; at the end of each wave is a moment at which all is settled */
  readonly moments: (keys: MomentKeys) => readonly Moment[];
  /** the same where in each wave any object may be refused, and no wave comes after */
  readonly failures: (keys: MomentKeys) => readonly Moment[];
  /** the state at that moment, in which of its open objects these, and those that leave, are as in the first end */
  readonly stateAt: (moment: Moment, without: ReadonlySet<string>, leaving: ReadonlySet<string>) => State;
  /** of what is applied in the end, whether the first is so after the second */
  readonly isMadeAfter: (key: string, other: string) => boolean;
  /** what that step or wave has still to do at that moment, and what one that failed before did not */
  readonly missingAt: (moment: Moment, state: State, keys: readonly string[]) => Missing;
}

/** Keys of objects that have not changed. */
export interface Missing {
  readonly without: readonly string[];
  readonly refused: readonly string[];
}

/** What is known of a way before its first step. */
export interface Earlier {
  readonly timelines: Timelines;
  /** of what was applied before, whether the first was so after the second */
  readonly isMadeAfter: (key: string, other: string) => boolean;
}

/**
 * The schedule of these steps. A step's objects change side by side. Workloads that changed are waited for at the end
 * of their wave only: until then old pods and new ones are there.
 */
export function scheduleOf({ steps, after }: Pick<Passage, 'steps' | 'after'>, earlier?: Earlier): Schedule {
  const timelines = earlier?.timelines ?? timelinesOf({ steps, after });
  const waves = wavesOf(steps);
  const [pods, replaced] = [new Set<string>(), new Map<string, string>()];
  for (const one of [...steps.flatMap(({ objects }) => objects), ...after]) {
    if (isWorkload(one)) pods.add(keyOf(one));
    if (one.isAnew) replaced.set(keyOf(asThere(one)), keyOf(one));
  }
  const firstOf = (key: string) => timelines.get(key)?.turns[0]?.step ?? -1;
  const lastOf = (wave: number) => waves.lastIndexOf(wave) + 1;
  const stepsIn = (keys: Iterable<string>): ReadonlySet<number> =>
    new Set([...keys].flatMap((key) => timelines.get(key)?.turns.map(({ step }) => step) ?? []));
  const stepsOfShared = remember(stepsIn);
  const stepsOf = ({ own, shared }: MomentKeys) =>
    [...new Set([...stepsIn(own), ...(shared === undefined ? [] : stepsOfShared(shared))])].sort((a, b) => a - b);
  const waveOf = (step: number) => waves[step] ?? 0;
  /** Whether the object changes in this step, or did so in its wave and is waited for. */
  const isTurning = (key: string, step: number): boolean => {
    const timeline = timelines.get(key);
    if (timeline === undefined) return false;
    if (turnIn(timeline, step) !== undefined) return true;
    return (
      pods.has(key) &&
      timeline.turns.some((turn) => turn.step < step && waves[turn.step] === waves[step] && turnIn(timeline, turn.step))
    );
  };
  /** Whether it is not known how it is before this step. */
  const isUnsure = (key: string, step: number): boolean => {
    const timeline = timelines.get(key);
    return timeline !== undefined && isAppliedBefore(timeline, step) === undefined;
  };
  return {
    moments: (keys) =>
      [...groupBy(stepsOf(keys), waveOf)].flatMap(([wave, some]): readonly Moment[] => {
        const last = lastOf(wave);
        return [
          ...some.map((step): Moment => ({
            step: step + 1,
            isDone: false,
            isOpen: (key) => isTurning(key, step) || isUnsure(key, step + 1),
          })),
          { step: last, isDone: true, isOpen: (key) => isUnsure(key, last) },
        ];
      }),
    failures: (keys) =>
      [...groupBy(stepsOf(keys), waveOf).keys()].map((wave) => ({
        step: lastOf(wave),
        isDone: false,
        isOpen: (key) => timelines.get(key)?.turns.some(({ step }) => waves[step] === wave) === true,
      })),
    stateAt: ({ step, isOpen }, without, leaving) => {
      const isApplied = (key: string): boolean => {
        const timeline = timelines.get(key);
        if (timeline === undefined) return false;
        return isOpen(key) ? !without.has(key) && !leaving.has(key) : isAppliedBefore(timeline, step) === true;
      };
      return {
        // what is made anew was deleted before it
        isApplied: (key) => isApplied(key) || isApplied(replaced.get(key) ?? key),
        isMadeUnder,
      };
    },
    isMadeAfter: (key, other) => firstOf(key) > firstOf(other),
    missingAt: ({ step, isOpen }, state, keys) => {
      const open = keys.filter(isOpen);
      const [turning, unsure] = [
        open.filter((key) => isTurning(key, step - 1)),
        open.filter((key) => !isTurning(key, step - 1)),
      ];
      const endOf = (key: string) =>
        timelines
          .get(key)
          ?.turns.filter((turn) => turn.step < step)
          .at(-1)?.isApplied;
      return {
        without: turning.filter((key) => state.isApplied(key) !== endOf(key)),
        refused: unsure.filter((key) => !state.isApplied(key)),
      };
    },
  };

  /** Whether the pods of a workload, as it is, were made while the Namespace was as in the second end. */
  function isMadeUnder(key: string, space: string, isApplied: State['isApplied']): boolean {
    const [own, around] = [timelines.get(key), timelines.get(space)];
    const made = own?.turns.filter((turn) => turn.isApplied === isApplied(key)).at(-1);
    if (made === undefined) return isApplied(key) && earlier?.isMadeAfter(key, space) === true;
    const relabelled = around?.turns.find((turn) => turn.step < made.step);
    return relabelled === undefined ? around?.atFirst === true : relabelled.isApplied && isApplied(space);
  }
}

/** The number of the wave of each step. */
function wavesOf(steps: readonly SyncStep[]): readonly number[] {
  const waves: number[] = [];
  steps.forEach(({ phase, wave, isSecond }, index) => {
    const last = steps[index - 1];
    const isSame = last?.phase === phase && last.wave === wave && last.isSecond === isSecond;
    waves.push(isSame ? (waves[index - 1] ?? 0) : (waves[index - 1] ?? -1) + 1);
  });
  return waves;
}
