/** Which states does a cluster pass through, as far as they matter to calls of one workload? */
import { nameOf, type ObjectName } from '../policy/metadata';
import type { Mesh } from '../policy/model';
import { once, remember } from '../policy/remember';
import { atOneEnd } from './at-one-end';
import { bearingIn } from './bearing';
import { choicesOf, effectsIn, type Without } from './choices';
import type { Cluster } from './cluster';
import type { Timed } from './course';
import { shownObject } from './delivered-object';
import type { GapDoubt, Time } from './gap';
import type { Passing } from './met-gaps';
import type { Missing, Moment, Schedule } from './moment';
import { settledOn } from './settled';
import { sharedStates } from './shared-states';
import type { State } from './state';
import { type AppliedCallers, type StateAt, stateEnds } from './state-ends';

/** A state, before its mesh is known. */
export interface PassedState extends Time {
  readonly asAtEnd: Passing['asAtEnd'];
  /** to be asked for when all states of all targets are known */
  readonly mesh: () => Mesh;
}

/** The states for one workload, in order of time, and where they are too many to be told. */
export interface Passed {
  readonly states: readonly PassedState[];
  readonly doubts: readonly Omit<GapDoubt, 'to' | 'port'>[];
}

/** Of which workloads it is asked: these, and those on which one of these objects bears. */
export interface About {
  readonly targets: ReadonlySet<string>;
  readonly objects: ReadonlySet<string>;
}

const NOTHING: Passed = { states: [], doubts: [] };

/** The states for each workload, none where that is known to be as at one end, or is not asked about. */
export function passedIn(
  cluster: Cluster,
  courses: readonly Timed[],
  about: About | undefined,
): (called: ObjectName) => Passed {
  const { deciding } = cluster;
  const bearings = bearingIn(cluster);
  const { on, ofCallers } = bearings;
  const effects = effectsIn(cluster);
  const isAtOneEnd = atOneEnd(cluster);
  const isSettled = settledOn(courses, { cluster, effects, isAtOneEnd });
  const { callersIn, endOf, asAtEnd } = stateEnds(cluster, bearings, isAtOneEnd);
  const placeFor = sharedStates(cluster);
  const names = new Map(deciding.map(({ key, object }) => [key, shownObject(object)]));
  const callerKeys = new Set(ofCallers.map(({ key }) => key));
  const unsureCallers = effects.unsureOf(ofCallers).map(({ key }) => key);
  const areCallersAskedAbout = about !== undefined && [...callerKeys].some((key) => about.objects.has(key));
  const callersOn = remember<Schedule, CallersOn>(() =>
    remember(
      ({ state }: CallersAt) => callersIn(state),
      ({ key }) => key,
    ),
  );
  return remember(passedBy, nameOf);

  function passedBy(called: ObjectName): Passed {
    const bears = on(called);
    const own = bears.own.map(({ key }) => key);
    if (!isAskedAbout(nameOf(called), own) || isSettled(bears)) return NOTHING;
    const doubts: Omit<GapDoubt, 'to' | 'port'>[] = [];
    let isTooMuch = false;
    const bearing = once(() => [...new Set([...own, ...callerKeys])]);
    const states = courses.flatMap((timed) => {
      const { course, way, schedule, momentsOf, untold, leads } = timed;
      const because = untold.filter(({ keys }) => bearing().some((key) => keys.has(key)));
      if (because.length > 0) {
        doubts.push({ ...timeOf({ course, after: 0 }, way), because: [...new Set(because.map((one) => one.because))] });
        return [];
      }
      return momentsOf({ own, shared: callerKeys }).flatMap((moment): readonly PassedState[] => {
        const choices = choicesOf(moment, bears, effects);
        // where a sync that fails was too much to be looked at, so is the way back from it
        if (choices === undefined && !(isTooMuch && way !== undefined)) {
          isTooMuch = true;
          const count = bearing().filter(moment.isOpen).length;
          const reason = `${count} objects that bear on it change side by side, in more combinations than are looked at`;
          doubts.push({ ...timeOf({ course, after: moment.step }, way), because: [reason] });
        }
        const staying = own.filter((key) => effects.leaving.has(key) && moment.isOpen(key));
        const looked = choices ?? extremesOf(moment, bearing());
        // those in which the step has done more come first, and tell most
        return (leads === 'back' ? [...looked].sort((a, b) => b.size - a.size) : looked).map((without) => {
          const state = schedule.stateAt(moment, without, effects.leaving);
          const missing = [...without].filter((key) => callerKeys.has(key)).sort();
          const callers = callersOn(schedule)({ key: `${moment.step} ${moment.isDone} ${missing.join(' ')}`, state });
          const at: StateAt = { state, called, bears, callers, leads };
          const end = endOf(at);
          const time = { course, after: moment.step };
          return {
            ...(leads === 'there'
              ? timeOf(time, way, { without: [...without, ...staying], refused: [] })
              : timeOf(time, way, schedule.missingAt(moment, state, [...own, ...unsureCallers]))),
            asAtEnd: asAtEnd(at),
            mesh: end === undefined ? placeFor({ schedule, state, own, callers: callers.applied }) : () => cluster[end],
          };
        });
      });
    });
    return { states, doubts };
  }

  function timeOf(
    time: Pick<Time, 'course' | 'after'>,
    way: number | undefined,
    { without, refused }: Missing = { without: [], refused: [] },
  ): Time {
    const failed = way === undefined ? {} : { failed: { way, refused: shown(refused) } };
    return { ...time, without: shown(without), ...failed };
  }

  function shown(keys: Iterable<string>): readonly string[] {
    return [...new Set(keys)].map((key) => names.get(key) ?? key).sort();
  }

  function isAskedAbout(called: string, own: readonly string[]): boolean {
    if (about === undefined || areCallersAskedAbout) return true;
    return about.targets.has(called) || own.some((key) => about.objects.has(key));
  }
}

/** A state; the key is the same where it is so of all that bears on callers. */
interface CallersAt {
  readonly key: string;
  readonly state: State;
}

type CallersOn = (at: CallersAt) => AppliedCallers;

function extremesOf({ isOpen }: Moment, keys: readonly string[]): readonly Without[] {
  return [new Set(keys.filter(isOpen)), new Set()];
}
