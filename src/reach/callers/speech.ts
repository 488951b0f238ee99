/** Which requests of a caller arrive without identity? A workload may speak otherwise on each way. */
import type { Ends } from '../../evaluate/client/possible-callers';
import type { Mesh } from '../../policy/model';
import type { Target } from '../../policy/request';
import { single } from '../../sets/bits';
import type { ReachCaller } from './caller';
import { intersect, type RequestSet } from '../space/request-set';
import { calledBy } from '../ways/route-reading';
import { WAY } from '../space/space';
import type { Terrain } from '../ways/terrain';
import { terrainsOf } from '../ways/terrain';

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
            const isPlain = terrains.some((terrain) =>
              endsOf(terrain, from, to).some((ends) => isPlainOn(terrain, ends)),
            );
            return isPlain ? bits | single(index) : bits;
          }, 0n),
        );
    }
  };
}

function isPlainOn({ waysOf, callersOf }: Terrain, ends: Omit<Ends, 'isHttp'>): boolean {
  return [true, false].some((isHttp) =>
    (callersOf({ ...ends, isHttp }, waysOf(ends.to)) ?? [])
      .flat()
      .some((each) => each.from.kind === 'speaks' && each.from.caller.kind !== 'mtls'),
  );
}

/** Where the sidecar of the caller may send what is called so; else it is called as it is. */
function endsOf({ sidecarRouteOf }: Terrain, from: Ends['from'], to: Target): readonly Omit<Ends, 'isHttp'>[] {
  const chooser = sidecarRouteOf({ from, to })?.chooser;
  if (chooser === undefined) return [{ from, to }];
  const choice = chooser.bytes();
  const outcomes = choice.kind === 'anyOf' ? choice.outcomes : [choice];
  const routed = [
    ...outcomes.flatMap((outcome) => (outcome.kind === 'passedOn' ? outcome.to : [])),
    ...(chooser.requests?.routes ?? []).flatMap(({ does }) => does().shares.flatMap((share) => share.to ?? [])),
  ];
  const isCalled =
    choice.kind === 'asCalled' || (chooser.requests !== undefined && chooser.requests.routes === undefined);
  return [...(isCalled ? [to] : []), ...routed.map(calledBy)].map((each) => ({ from, to: each, isRouted: true }));
}
