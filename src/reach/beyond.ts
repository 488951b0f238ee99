/** What can be said of a port that is beyond us? */
import { LimitReached } from '../sets/regions';
import { allowanceOf } from './allowance';
import { CannotTell } from './cannot-tell';
import type { Literal } from './formula';
import { untold } from './partition';
import type { PortTarget } from './port-target';
import type { CallerReach } from './reach-of';
import type { Space } from './space';
import { spaceOf } from './space';

/** Why this is beyond us, in a sentence; other errors are thrown on. */
export function whyBeyond(error: unknown): string {
  if (error instanceof CannotTell) return error.message;
  if (error instanceof LimitReached) return error.message;
  throw error;
}

/** A space that tells no more than this apart. */
export function bareSpace({ workload, port }: PortTarget, literals: readonly Literal[]): Space {
  return spaceOf([{ kind: 'workload', workload, port }], literals, {
    normalization: 'BASE',
    places: { byIssuer: new Map(), first: undefined },
    issuers: [],
    acceptsAnyIssuer: false,
  });
}

/** Of nobody it can be told what they get, for this reason. */
export function untoldReach(space: Space, meshes: number, because: string): readonly CallerReach[] {
  const sets = Array.from({ length: meshes }, () => allowanceOf(space, untold(space.regions, [because])));
  return [
    { from: { kind: 'identity', identity: '*' }, sets },
    { from: { kind: 'plaintext' }, sets },
  ];
}
