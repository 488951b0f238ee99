/** Who is told of when most callers are alike? An open port has as many callers as there are workloads. */
import { nameOf, type ObjectName } from '../../policy/metadata';
import { remember } from '../../policy/remember';
import type { ReachCaller } from '../analyst';

/** What is told of a caller. */
export interface ToldCaller<T> {
  readonly from: ReachCaller;
  readonly told: T;
  /** of the identity `*`, or of a pattern: who is of it, and of whom something else is told, or nothing */
  readonly except?: readonly string[];
}

/** A caller that is told apart; `around` as in `CallerReach`. */
interface KnownCaller {
  readonly from: ReachCaller;
  readonly around?: readonly string[];
}

/**
 * Of callers, those that are not workloads of which the same is told as of any other identity; the workloads of the
 * meshes have these names, each once, and `reach` has the identities that are told apart. LAW: what is told of a
 * workload, or of an identity, is what stands beside its name, else what stands beside `*`, or beside a pattern that
 * the identity is of, unless it is an exception, else nothing.
 */
export function alikeAmong(
  workloads: readonly string[],
): <T>(
  callers: readonly ToldCaller<T>[],
  reach: readonly KnownCaller[],
  keyOf: (told: T) => string,
) => readonly ToldCaller<T>[] {
  const places = new Map(workloads.map((name, place) => [name, place]));
  const placeOf = remember((workload: ObjectName) => places.get(nameOf(workload)));
  return (callers, reach, keyOf) => {
    const keys = new Map(callers.flatMap(({ from, told }) => (isIdentity(from) ? [[from.identity, keyOf(told)]] : [])));
    const anyone = keys.get('*');
    const exceptOf = (identity: string): readonly string[] => {
      const others = reach.flatMap(({ from, around }) =>
        isIdentity(from) && (identity === '*' || around?.includes(identity)) ? [from.identity] : [],
      );
      const except = others.filter((other) => keys.get(other) !== keys.get(identity));
      return identity === '*' ? [...differingWorkloads(), ...except] : except;
    };
    function differingWorkloads(): readonly string[] {
      const isSame = workloads.map(() => false);
      for (const { from, told } of callers) {
        const place = from.kind === 'workload' && keyOf(told) === anyone ? placeOf(from.workload) : undefined;
        if (place !== undefined) isSame[place] = true;
      }
      return workloads.filter((_, place) => isSame[place] !== true).sort();
    }
    return callers
      .filter(({ from, told }) => from.kind !== 'workload' || keyOf(told) !== anyone)
      .map((caller) => {
        const { from } = caller;
        const except = isIdentity(from) && from.identity.includes('*') ? exceptOf(from.identity) : [];
        return except.length > 0 ? { ...caller, except } : caller;
      });
  };
}

function isIdentity(from: ReachCaller): from is Extract<ReachCaller, { readonly kind: 'identity' }> {
  return from.kind === 'identity';
}
