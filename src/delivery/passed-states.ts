/** Which states does a cluster pass through, as far as they matter to calls of one workload? */
import { nameOf, type ObjectName } from '../policy/metadata';
import type { Mesh, Workload } from '../policy/model';
import { isGateway } from '../policy/proxy-labels';
import { remember } from '../policy/remember';
import { atOneEnd } from './at-one-end';
import { type Bearing, bearingIn } from './bearing';
import type { ChangedObject } from './changed-object';
import { choicesOf, effectsIn, type Without } from './choices';
import { type Cluster, isWorkload } from './cluster';
import { shownObject } from './delivered-object';
import type { GapDoubt, Time } from './gap';
import type { Passing } from './met-gaps';
import type { Missing, Moment, Schedule, Timed } from './moment';
import { isIngressAsAt } from './ingress-rules';
import { settledOn } from './settled';
import { sharedStates } from './shared-states';
import type { State } from './state';

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
  const { deciding, isOutlived } = cluster;
  const { on, ofCallers, isFence } = bearingIn(cluster);
  const effects = effectsIn(cluster);
  const isAtOneEnd = atOneEnd(cluster);
  const isSettled = settledOn(courses, { cluster, effects, isAtOneEnd });
  const placeFor = sharedStates(cluster);
  const names = new Map(deciding.map(({ key, object }) => [key, shownObject(object)]));
  const callerKeys = new Set(ofCallers.map(({ key }) => key));
  const aroundOthers = new Set(ofCallers.filter(isAroundOthers).map(({ key }) => key));
  const unsureCallers = effects.unsureOf(ofCallers).map(({ key }) => key);
  const areCallersOutlived = ofCallers.some(isOutlived);
  const areCallersAskedAbout = about !== undefined && [...callerKeys].some((key) => about.objects.has(key));
  const callersOn = remember<Schedule, CallersOn>(() => remember(callersIn, ({ key }) => key));
  return remember(passedBy, nameOf);

  function passedBy(called: ObjectName): Passed {
    const bears = on(called);
    const own = bears.own.map(({ key }) => key);
    if (!isAskedAbout(nameOf(called), own) || isSettled(bears)) return NOTHING;
    const doubts: Omit<GapDoubt, 'to' | 'port'>[] = [];
    let isTooMuch = false;
    const bearing = remember(() => [...new Set([...own, ...callerKeys])]);
    const states = courses.flatMap((timed) => {
      const { course, way, schedule, momentsOf, untold, leads } = timed;
      const because = untold.filter(({ keys }) => bearing(undefined).some((key) => keys.has(key)));
      if (because.length > 0) {
        doubts.push({ ...timeOf({ course, after: 0 }, way), because: [...new Set(because.map((one) => one.because))] });
        return [];
      }
      return momentsOf({ own, shared: callerKeys }).flatMap((moment): readonly PassedState[] => {
        const choices = choicesOf(moment, bears, effects);
        // where a sync that fails was too much to be looked at, so is the way back from it
        if (choices === undefined && !(isTooMuch && way !== undefined)) {
          isTooMuch = true;
          const count = bearing(undefined).filter(moment.isOpen).length;
          const reason = `${count} objects that bear on it change side by side, in more combinations than are looked at`;
          doubts.push({ ...timeOf({ course, after: moment.step }, way), because: [reason] });
        }
        const staying = own.filter((key) => effects.leaving.has(key) && moment.isOpen(key));
        const looked = choices ?? extremesOf(moment, bearing(undefined));
        // those in which the step has done more come first, and tell most
        return (leads === 'back' ? [...looked].sort((a, b) => b.size - a.size) : looked).map((without) => {
          const state = schedule.stateAt(moment, without, effects.leaving);
          const missing = [...without].filter((key) => callerKeys.has(key)).sort();
          const callers = callersOn(schedule)({ key: `${moment.step} ${moment.isDone} ${missing.join(' ')}`, state });
          const at = { state, called, bears, leads: timed.leads };
          const end = endOf(at, callers);
          const time = { course, after: moment.step };
          return {
            ...(leads === 'there'
              ? timeOf(time, way, { without: [...without, ...staying], refused: [] })
              : timeOf(time, way, schedule.missingAt(moment, state, [...own, ...unsureCallers]))),
            asAtEnd: asAtEnd(at, callers, end),
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

  /** What is so of all that bears on callers. */
  function callersIn({ state }: CallersAt): AppliedCallers {
    const applied = ofCallers.filter(({ key }) => state.isApplied(key)).map(({ key }) => key);
    const around = applied.filter((key) => aroundOthers.has(key));
    return { applied: applied.join(' '), count: applied.length, aroundCount: around.length };
  }

  function asAtEnd(at: StateAt, callers: AppliedCallers, end: ReturnType<typeof endOf>): PassedState['asAtEnd'] {
    if (end !== undefined) return 'all';
    return endWith(at, callers.aroundCount, aroundOthers.size) === undefined ? 'none' : 'others';
  }

  /** The end as which the state is for all callers. */
  function endOf(at: StateAt, callers: AppliedCallers): 'before' | 'after' | undefined {
    const { state, bears } = at;
    const [self] = bears.own.filter(isAtOneEnd);
    // while nobody is there, it is as at the end at which nobody is
    if (self !== undefined && state.isApplied(self.key) !== (self.how === 'added')) {
      return self.how === 'added' ? 'before' : 'after';
    }
    return endWith(at, callers.count, callerKeys.size);
  }

  /** The end as which it is where as many of so many changes to callers are applied. */
  function endWith(at: StateAt, applied: number, of: number): 'before' | 'after' | undefined {
    const end = ENDS.find((one) => applied === (one === 'before' ? 0 : of) && isOwnAs(one, at));
    const isOlder = areCallersOutlived || at.bears.own.some(isOutlived);
    return end !== undefined && isOlder && mayBeOlder(end, at.leads) ? undefined : end;
  }

  /** Whether it bears on callers that are no workloads: whoever else calls from a namespace, or through a gateway. */
  function isAroundOthers({ key, object }: ChangedObject): boolean {
    const { before, after } = cluster.partsOf(key);
    return !isWorkload(object) || [...before, ...after].some((part) => isGateway(part as Workload));
  }

  /** Whether what all callers meet is as at this end. */
  function isOwnAs(end: 'before' | 'after', { state, called, bears }: StateAt): boolean {
    const others = bears.own.filter(({ key }) => state.isApplied(key) !== (end === 'after'));
    return others.every(isFence) && (others.length === 0 || isIngressAsAt(end, state, cluster, called, others));
  }

  function isAskedAbout(called: string, own: readonly string[]): boolean {
    if (about === undefined || areCallersAskedAbout) return true;
    return about.targets.has(called) || own.some((key) => about.objects.has(key));
  }
}

const ENDS = ['before', 'after'] as const;

/** A state, and a workload that is called in it. */
interface StateAt {
  readonly state: State;
  readonly called: ObjectName;
  readonly bears: Bearing;
  readonly leads: Timed['leads'];
}

/** Whether pods may be older than the labels of their Namespace where all else is as at this end. */
function mayBeOlder(end: 'before' | 'after', leads: Timed['leads']): boolean {
  return end === 'after' || leads === 'back';
}

/** A state; the key is the same where it is so of all that bears on callers. */
interface CallersAt {
  readonly key: string;
  readonly state: State;
}

type CallersOn = (at: CallersAt) => AppliedCallers;

interface AppliedCallers {
  /** their keys, in order */
  readonly applied: string;
  readonly count: number;
  /** how many of them bear on callers that are no workloads */
  readonly aroundCount: number;
}

function extremesOf({ isOpen }: Moment, keys: readonly string[]): readonly Without[] {
  return [new Set(keys.filter(isOpen)), new Set()];
}
