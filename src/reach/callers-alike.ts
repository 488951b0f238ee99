/** Who is told of when most callers are alike? An open port has as many callers as there are workloads. */
import { nameOf, type ObjectName } from '../policy/metadata';
import { remember } from '../policy/remember';
import type { ReachCaller } from './analyst';

/** What is told of a caller. */
export interface ToldCaller<T> {
  readonly from: ReachCaller;
  readonly told: T;
  /** of the identity `*`: workloads of which something else is told, or nothing */
  readonly except?: readonly string[];
}

/**
 * Of callers, those that are not workloads of which the same is told as of any other identity; the workloads of the
 * meshes have these names, each once. LAW: what is told of a workload is what stands beside its name, else what stands
 * beside `*` unless it is an exception, else nothing.
 */
export function alikeAmong(
  workloads: readonly string[],
): <T>(callers: readonly ToldCaller<T>[], keyOf: (told: T) => string) => readonly ToldCaller<T>[] {
  const places = new Map(workloads.map((name, place) => [name, place]));
  const placeOf = remember((workload: ObjectName) => places.get(nameOf(workload)));
  return (callers, keyOf) => {
    const anyone = callers.find(isAnyone);
    if (anyone === undefined) return callers;
    const key = keyOf(anyone.told);
    const isSame = workloads.map(() => false);
    for (const { from, told } of callers) {
      const place = from.kind === 'workload' && keyOf(told) === key ? placeOf(from.workload) : undefined;
      if (place !== undefined) isSame[place] = true;
    }
    const except = workloads.filter((_, place) => isSame[place] !== true).sort();
    return callers
      .filter(({ from, told }) => from.kind !== 'workload' || keyOf(told) !== key)
      .map((caller) => (caller === anyone && except.length > 0 ? { ...caller, except } : caller));
  };
}

function isAnyone({ from }: ToldCaller<unknown>): boolean {
  return from.kind === 'identity' && from.identity === '*';
}
