/** Which requests of a caller arrive without identity? A workload may speak otherwise on each way. */
import type { Mesh } from '../policy/model';
import type { ReachCaller } from './caller';
import { intersect, type RequestSet } from './request-set';
import { WAY } from './space';
import { terrainsOf } from './terrain';

/** The part of a set that this caller perhaps sends in plaintext. */
export function inPlaintext(mesh: Mesh): (from: ReachCaller, set: RequestSet) => RequestSet {
  const terrains = terrainsOf(mesh);
  return (from, set) => {
    const { space } = set;
    const onWays = (ways: bigint): RequestSet =>
      intersect(set, { space, region: space.regions.box(new Map([[WAY, ways]])) });
    switch (from.kind) {
      case 'plaintext':
        return set;
      case 'identity':
      case 'internet': // it is the gateway that speaks there
        return onWays(0n);
      case 'workload':
        return onWays(
          space.ways.reduce((bits, to, index) => {
            const isPlain = terrains.some(({ waysOf, callersOf }) =>
              [true, false].some((isHttp) =>
                (callersOf({ from, to, isHttp }, waysOf(to)) ?? [])
                  .flat()
                  .some((each) => each.from.kind === 'speaks' && each.from.caller.kind !== 'mtls'),
              ),
            );
            return isPlain ? bits | (1n << BigInt(index)) : bits;
          }, 0n),
        );
    }
  };
}
