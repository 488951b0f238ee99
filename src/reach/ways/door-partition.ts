/** What becomes of each call at a port of a gateway: its chains, TLS, and the policies of its proxy. */
import { allAtoms, single } from '../../sets/bits';
import type { Region } from '../../sets/region';
import { arrivalsAt } from './arrivals';
import { otherAtom, sizesOf } from '../space/axis';
import type { DoorReading, ReadChain } from './door-reading';
import { OWN_TLS } from './door-reading';
import { partitionBehindTls } from './envoy-partition';
import type { Partition } from '../space/partition';
import { inTurn, wholly, within } from '../space/partition';
import type { Space } from '../space/space';
import { axisIn, HTTP, PROTOCOL, regionOn, TCP } from '../space/space';
import { verify } from './token-reading';
import type { View } from '../space/truth';
import { truthOf } from '../space/truth';

/** Calls that a gateway lets in: on this chain, of this protocol, with TLS of their own or without. */
export interface LetIn {
  readonly chain: ReadChain;
  readonly protocol: 'http' | 'tcp';
  readonly own: boolean;
}

/** The verdict on each call; `behind`: that of whoever comes after the policies of the port. */
export function partitionAtDoor(reading: DoorReading, space: Space, behind: (letIn: LetIn) => Partition): Partition {
  const { regions, caller } = space;
  const tokens = verify(reading.envoy.tokens, space);
  let whole = wholly(regions, 'deny');
  for (const chain of reading.chains) {
    for (const own of [false, true]) {
      const taken = regions.intersect(ownTls(space, own), takenBy(chain, own, space));
      for (const protocol of ['http', 'tcp'] as const) {
        const spoken = regions.box(new Map([[PROTOCOL, protocol === 'http' ? HTTP : TCP]]));
        for (const arriving of arrivalsAt(chain.arrive(own), protocol, caller)) {
          if (arriving.outcome.kind === 'deny') continue;
          const those = regions.intersect(regionOn(space, caller, arriving.callers), spoken);
          const at = partitionBehindTls(reading.envoy, space, tokens, arriving);
          whole = within(
            regions,
            regions.intersect(taken, those),
            inTurn(regions, [at, behind({ chain, protocol, own })]),
            whole,
          );
        }
      }
    }
  }
  return whole;
}

/** The calls in which whoever has no proxy speaks TLS itself, or does not. */
function ownTls(space: Space, own: boolean): Region {
  const axis = axisIn(space, OWN_TLS.about);
  return axis === undefined ? space.regions.all : regionOn(space, axis, single(otherAtom(axis, own ? 'own' : 'none')));
}

/** The calls that this chain takes: without TLS there is no server name. */
function takenBy({ names, chain }: ReadChain, own: boolean, space: Space): Region {
  const { regions, caller } = space;
  const everybody = allAtoms(sizesOf(caller)[0] ?? 0);
  const view: View = { space, identified: everybody, named: everybody, authenticated: [] };
  const byName = truthOf(names, view).yes;
  if (own) return byName;
  const plain = regionOn(space, caller, single(otherAtom(caller, 'plaintext')));
  return regions.union(regions.subtract(byName, plain), chain.names === undefined ? plain : regions.none);
}
