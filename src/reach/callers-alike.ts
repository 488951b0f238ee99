/** Who is told of when most callers are alike? An open port has as many callers as there are workloads. */
import { nameOf } from '../policy/metadata';
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
  const named = remember(nameOf);
  return (callers, keyOf) => {
    const anyone = callers.find(isAnyone);
    if (anyone === undefined) return callers;
    const key = keyOf(anyone.told);
    const same = new Set<string>();
    for (const { from, told } of callers) {
      if (from.kind === 'workload' && keyOf(told) === key) same.add(named(from.workload));
    }
    const except = workloads.filter((name) => !same.has(name)).sort();
    return callers
      .filter(({ from, told }) => from.kind !== 'workload' || keyOf(told) !== key)
      .map((caller) => (caller === anyone && except.length > 0 ? { ...caller, except } : caller));
  };
}

function isAnyone({ from }: ToldCaller<unknown>): boolean {
  return from.kind === 'identity' && from.identity === '*';
}
