/** Which states of the whole cluster show those that targets pass through? Each is a mesh to study: few are best. */
import type { Mesh } from '../policy/model';
import { once, remember } from '../policy/remember';
import type { Cluster } from './cluster';
import type { Schedule } from './moment';
import type { State } from './state';

/** A state, as far as it matters to one target. */
export interface TargetState {
  readonly schedule: Schedule;
  readonly state: State;
  /** what bears on all callers of the target */
  readonly own: readonly string[];
  /** the same for states that are equal in what bears on callers */
  readonly callers: string;
}

interface Shared {
  readonly state: State;
  /** what its targets ask for */
  readonly asked: Map<string, boolean>;
  readonly mesh: () => Mesh;
}

/**
 * Finds a place for each state of a target among those of the others. No mesh may be asked for before all have one.
 * LAW: what bears on no call of a target may be in any state.
 */
export function sharedStates({ meshIn, deciding, isOutlived }: Cluster): (asked: TargetState) => () => Mesh {
  // which pods are older than a label depends on the order in which all came
  const hasOrder = deciding.some(isOutlived);
  const among = remember<Schedule | undefined, (callers: string) => Shared[]>(() =>
    remember<string, Shared[]>(() => []),
  );
  return (one) => {
    const shared = among(hasOrder ? one.schedule : undefined)(one.callers);
    const found = shared.find(({ asked }) =>
      one.own.every((key) => (asked.get(key) ?? one.state.isApplied(key)) === one.state.isApplied(key)),
    );
    const place = found ?? sharedBy(one.state);
    if (found === undefined) shared.push(place);
    for (const key of one.own) place.asked.set(key, one.state.isApplied(key));
    return place.mesh;
  };

  function sharedBy(state: State): Shared {
    const asked = new Map<string, boolean>();
    const mesh = once(() => meshIn({ ...state, isApplied: (key) => asked.get(key) ?? state.isApplied(key) }));
    return { state, asked, mesh };
  }
}
