/** When, in a course of events, does which object change, and which states are possible then? */
import { groupBy } from '../policy/group-by';
import type { State } from './state';
import { keyOf } from './delivered-object';
import { asThere } from './hooks-anew';
import type { Passage } from './passage';
import { isWorkload } from './cluster';

/** What happens to an Application. */
export type Course = 'sync' | 'failedSync' | 'rollback' | 'deletion';

/** A time at which some objects may have changed already, each by itself, and all others have or have not. */
export interface Moment {
  /** the number of the step, from 1; of a wave that fails the last */
  readonly step: number;
  /** whether this object may have changed, or not */
  readonly isOpen: (key: string) => boolean;
}

/** A course, and when what happens on it. */
export interface Timed {
  readonly course: Course;
  readonly schedule: Schedule;
  readonly momentsOf: (keys: Iterable<string>) => readonly Moment[];
}

/** When objects change, on a passage. */
export interface Schedule {
  /** of the objects asked for, in order of time; at the end of each wave is a moment at which all is settled */
  readonly moments: (keys: Iterable<string>) => readonly Moment[];
  /** the same where in each wave any object may be refused, and no wave comes after */
  readonly failures: (keys: Iterable<string>) => readonly Moment[];
  /** the state at that moment, but without the changes to these of its open objects */
  readonly stateAt: (moment: Moment, without: ReadonlySet<string>) => State;
}

/**
 * The schedule of a passage. A step's objects change side by side. Workloads that changed are waited for at the end of
 * their wave only: until then old pods and new ones are there.
 */
export function scheduleOf({ steps }: Passage): Schedule {
  const waves: number[] = [];
  steps.forEach(({ phase, wave, isSecond }, index) => {
    const last = steps[index - 1];
    const isSame = last?.phase === phase && last.wave === wave && last.isSecond === isSecond;
    waves.push(isSame ? (waves[index - 1] ?? 0) : (waves[index - 1] ?? -1) + 1);
  });
  const stepOf = new Map<string, number>();
  const pods = new Set<string>();
  const replaced = new Map<string, string>();
  steps.forEach(({ objects }, index) => {
    for (const one of objects) {
      // a hook may run in several phases
      if (!stepOf.has(keyOf(one))) stepOf.set(keyOf(one), index);
      if (isWorkload(one)) pods.add(keyOf(one));
      if (one.isAnew) replaced.set(keyOf(asThere(one)), keyOf(one));
    }
  });
  const stepsOf = (keys: Iterable<string>) =>
    [...new Set([...keys].flatMap((key) => stepOf.get(key) ?? []))].sort((a, b) => a - b);
  const isApplied = (key: string, step: number, without: ReadonlySet<string>) =>
    (stepOf.get(key) ?? Infinity) < step && !without.has(key);
  const waveAt = (step: number | undefined) => (step === undefined ? undefined : waves[step]);
  return {
    moments: (keys) =>
      [...groupBy(stepsOf(keys), waveAt)].flatMap(([wave, steps]): readonly Moment[] => {
        const moments = steps.map((time): Moment => ({
          step: time + 1,
          isOpen: (key) => {
            const step = stepOf.get(key) ?? Infinity;
            return step === time || (step < time && waves[step] === wave && pods.has(key));
          },
        }));
        return [...moments, { step: waves.lastIndexOf(wave ?? 0) + 1, isOpen: () => false }];
      }),
    failures: (keys) =>
      [...groupBy(stepsOf(keys), waveAt).keys()].map((wave) => ({
        step: waves.lastIndexOf(wave ?? 0) + 1,
        isOpen: (key) => waveAt(stepOf.get(key)) === wave,
      })),
    stateAt: ({ step }, without) => ({
      // what is made anew was deleted before it
      isApplied: (key) => isApplied(key, step, without) || isApplied(replaced.get(key) ?? key, step, without),
      isMadeAfter: (key, other) => (stepOf.get(key) ?? 0) > (stepOf.get(other) ?? 0),
    }),
  };
}
