/** When, on a passage, does which object change, and which states are possible then? */
import { groupBy } from '../policy/group-by';
import { remember } from '../policy/remember';
import { isWorkload } from './cluster';
import { keyOf } from './delivered-object';
import { asThere } from './hooks-anew';
import type { Moment, MomentKeys, Schedule } from './moment';
import type { Passage } from './passage';
import type { State } from './state';
import type { SyncStep } from './sync-plan';
import { isAppliedBefore, type Timelines, timelinesOf, turnIn } from './timeline';

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
