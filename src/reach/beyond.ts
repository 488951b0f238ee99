/** What can be said of a port that is beyond us? */
import type { PathNormalization } from '../policy/mesh-settings';
import { LimitReached } from '../sets/regions';
import { textReaders } from '../sets/text-readers';
import { allowanceOf } from './allowance';
import type { ReachCaller } from './callers/caller';
import { callersIn } from './callers/callers';
import { CannotTell } from './formulas/cannot-tell';
import type { Everyone } from './callers/everyone';
import type { Literal } from './formulas/formula';
import { untold } from './space/partition';
import type { PortTarget } from './ways/port-target';
import type { CallerReach } from './callers/caller-reach';
import type { Space } from './space/space';
import { spaceOf } from './space/space';
import type { Terrain } from './ways/terrain';
import type { Values } from './space/universes';

/** Why this is beyond us, in a sentence; other errors are thrown on. */
export function whyBeyond(error: unknown): string {
  if (error instanceof CannotTell) return error.message;
  if (error instanceof LimitReached) return error.message;
  throw error;
}

/** What is told, or what is said instead, for this reason, where telling it is beyond us. */
export function unlessBeyond<T>(tell: () => T, instead: (because: string) => T): T {
  try {
    return tell();
  } catch (error) {
    return instead(whyBeyond(error));
  }
}

/** A space that tells no more than this apart. */
export function bareSpace(
  { workload, port }: PortTarget,
  literals: readonly Literal[],
  normalization: PathNormalization = 'BASE',
): Space {
  const values: Values = {
    normalization,
    places: { byIssuer: new Map(), each: [] },
    issuers: [],
    acceptsAnyIssuer: false,
    apart: new Map(),
    takesBytes: true,
  };
  return spaceOf([{ kind: 'workload', workload, port }], literals, values, textReaders());
}

/** Of nobody, and of none of whom these literals ask, it can be told what they get, for this reason. */
export function untoldReach(
  space: Space,
  literals: readonly Literal[],
  terrains: readonly (readonly Terrain[])[],
  everyone: Everyone,
  because: string,
): readonly CallerReach[] {
  const set = allowanceOf(space, untold(space.regions, [because]));
  const workloads = everyone.workloads.map(({ name, from }): CallerReach => ({
    from,
    sets: terrains.map((each) => (each.some(({ byName }) => byName.has(name)) ? set : undefined)),
  }));
  const identities = ['*', ...callersIn(space, literals).spelt.keys()];
  const others: readonly ReachCaller[] = [
    ...identities.map((identity) => ({ kind: 'identity', identity }) as const),
    ...([{ kind: 'plaintext' }, { kind: 'internet' }] as const),
  ];
  return [...workloads, ...others.map((from) => untoldFrom(from, space, terrains, because))];
}

/** Of this caller, in whichever mesh, it cannot be told what it gets. */
export function untoldFrom(
  from: ReachCaller,
  space: Space,
  terrains: readonly (readonly Terrain[])[],
  because: string,
): CallerReach {
  const set = allowanceOf(space, untold(space.regions, [because]));
  return { from, sets: terrains.map(() => set) };
}
