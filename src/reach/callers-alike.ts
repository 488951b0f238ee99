/** Who is told of when most callers are alike? An open port has as many callers as there are workloads. */
import { nameOf, type ObjectName } from '../policy/metadata';
import { remember } from '../policy/remember';
import type { ReachCaller } from './analyst';

/** What is told of a caller. */
export interface ToldCaller<T> {
  readonly from: ReachCaller;
  readonly told: T;
  /** of the identity `*`: workloads and other identities of which something else is told, or nothing */
  readonly except?: readonly string[];
}

/**
 * Of callers, those that are not workloads of which the same is told as of any other identity; the workloads of the
 * meshes have these names, each once, and `reach` has the identities that are told apart. LAW: what is told of a
 * workload, or of an identity, is what stands beside its name, else what stands beside `*` unless it is an exception,
 * else nothing.
 */
export function alikeAmong(
  workloads: readonly string[],
): <T>(
  callers: readonly ToldCaller<T>[],
  reach: readonly { readonly from: ReachCaller }[],
  keyOf: (told: T) => string,
) => readonly ToldCaller<T>[] {
  const places = new Map(workloads.map((name, place) => [name, place]));
  const placeOf = remember((workload: ObjectName) => places.get(nameOf(workload)));
  return (callers, reach, keyOf) => {
    const anyone = callers.find(({ from }) => isAnyone(from));
    if (anyone === undefined) return callers;
    const key = keyOf(anyone.told);
    const isSame = workloads.map(() => false);
    const alike = new Set<string>();
    for (const { from, told } of callers) {
      if (keyOf(told) !== key) continue;
      const place = from.kind === 'workload' ? placeOf(from.workload) : undefined;
      if (place !== undefined) isSame[place] = true;
      if (from.kind === 'identity') alike.add(from.identity);
    }
    const identities = reach.flatMap(({ from }) => (from.kind === 'identity' ? [from.identity] : []));
    const except = [
      ...workloads.filter((_, place) => isSame[place] !== true).sort(),
      ...identities.filter((identity) => !alike.has(identity)),
    ];
    return callers
      .filter(({ from, told }) => from.kind !== 'workload' || keyOf(told) !== key)
      .map((caller) => (caller === anyone && except.length > 0 ? { ...caller, except } : caller));
  };
}

function isAnyone(from: ReachCaller): boolean {
  return from.kind === 'identity' && from.identity === '*';
}
