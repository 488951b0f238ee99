/** When, in a course of events, does which object change, and which states are possible then? */
import type { State } from './state';
import { keyOf } from './delivered-object';
import type { Passage } from './passage';
import { isWorkload } from './cluster';

/** What happens to an Application. */
export type Course = 'sync' | 'failedSync' | 'rollback' | 'deletion';

/** A time at which some objects may have changed already, each by itself, and all others have or have not. */
export interface Moment {
  /** the number of the step, from 1; of a wave that fails the last */
  readonly step: number;
  /** keys of objects that may have changed, or not, among those that were asked for */
  readonly open: readonly string[];
}

/** When objects change, on a passage. */
export interface Schedule {
  /** of the objects asked for, in order of time; at the end of each wave is a moment at which all is settled */
  readonly moments: (keys: ReadonlySet<string>) => readonly Moment[];
  /** the same where in each wave any object may be refused, and no wave comes after */
  readonly failures: (keys: ReadonlySet<string>) => readonly Moment[];
  /** the state at that moment, but without the changes to these of its open objects */
  readonly stateAt: (moment: Moment, without: ReadonlySet<string>) => State;
}

/**
 * The schedule of a passage. A step's objects change side by side. Workloads that changed are waited for at the end of
 * their wave only: until then old pods and new ones are there.
 */
export function scheduleOf({ steps }: Passage): Schedule {
  const waves: number[] = [];
  steps.forEach(({ phase, wave }, index) => {
    const last = steps[index - 1];
    const isSame = last?.phase === phase && last.wave === wave;
    waves.push(isSame ? (waves[index - 1] ?? 0) : (waves[index - 1] ?? -1) + 1);
  });
  const stepOf = new Map<string, number>();
  const pods = new Set<string>();
  steps.forEach(({ objects }, index) => {
    for (const one of objects) {
      // a hook may run in several phases
      if (!stepOf.has(keyOf(one))) stepOf.set(keyOf(one), index);
      if (isWorkload(one)) pods.add(keyOf(one));
    }
  });
  const placed = (keys: ReadonlySet<string>) =>
    [...keys].flatMap((key) => {
      const step = stepOf.get(key);
      return step === undefined ? [] : [{ key, step, wave: waves[step] ?? 0 }];
    });
  return {
    moments: (keys) => {
      const all = placed(keys);
      return wavesIn(all).flatMap((asked): readonly Moment[] => {
        const inWave = all.filter(({ wave }) => wave === asked);
        const times = [...new Set(inWave.map(({ step }) => step))].sort((a, b) => a - b);
        const moments = times.map((time): Moment => {
          const isOpen = ({ key, step }: (typeof all)[number]) => step === time || (step < time && pods.has(key));
          return { step: time + 1, open: inWave.filter(isOpen).map(({ key }) => key) };
        });
        return [...moments, { step: waves.lastIndexOf(asked) + 1, open: [] }];
      });
    },
    failures: (keys) => {
      const all = placed(keys);
      return [...new Set(all.map(({ wave }) => wave))]
        .sort((a, b) => a - b)
        .map((asked) => ({
          step: waves.lastIndexOf(asked) + 1,
          open: all.filter(({ wave }) => wave === asked).map(({ key }) => key),
        }));
    },
    stateAt: ({ step }, without) => ({
      isApplied: (key) => (stepOf.get(key) ?? Infinity) < step && !without.has(key),
      isMadeAfter: (key, other) => (stepOf.get(key) ?? 0) > (stepOf.get(other) ?? 0),
    }),
  };
}

function wavesIn(placed: readonly { readonly wave: number }[]): readonly number[] {
  return [...new Set(placed.map(({ wave }) => wave))].sort((a, b) => a - b);
}
