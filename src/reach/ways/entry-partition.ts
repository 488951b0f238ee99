/** What becomes of each request from outside to a port of a gateway that may lead to a target? */
import type { Region } from '../../sets/region';
import { partitionAtDoor } from './door-partition';
import type { LetIn } from './door-partition';
import type { ReadHost, ReadOnward } from './entry-reading';
import type { ReadOnto } from './route-reading';
import { reasonsIn } from '../formulas/formula';
import { networkOn } from './network-hops';
import type { Partition } from '../space/partition';
import { inTurn, untold, within } from '../space/partition';
import { alongRoutes, ontoShares, seenByRoutes } from './route-partition';
import type { StudiedEntry } from './studied-way';
import { truthOf } from '../space/truth';
import type { Target } from '../../policy/request';
import { nameOf } from '../../policy/metadata';
import type { CallingWorkload, WorkloadContext } from '../callers/workload-partition';

/** The verdict on each request to the gateway by somebody without identity, in so far as it comes to the target. */
export function partitionThrough(context: WorkloadContext, to: Target, { read, behind }: StudiedEntry): Partition {
  const { space, known, fix, terrain } = context;
  const { regions } = space;
  const { way, door, onward } = read;
  const network = networkOn(
    terrain,
    space,
    to,
    { kind: 'way', way, point: { kind: 'door', reading: door } },
    { from: { kind: 'plaintext' }, isMutual: false, usesWaypoints: false },
  );
  const { namespace, name } = way.workload;
  const workload = { namespace, name };
  const gateway: CallingWorkload = { workload, speaker: terrain.speakers().get(nameOf(workload)) };
  const view = seenByRoutes(space);
  const at = partitionAtDoor(door, space, (letIn) => {
    const next = onward.get(letIn.chain);
    return next === undefined ? context.nothing : goingOn(next, letIn);
  });
  return inTurn(regions, [...network, fix(at, space.caller.first, known.plaintext)]);

  function goingOn(next: ReadOnward, { protocol, own }: LetIn): Partition {
    switch (next.kind) {
      case 'requests':
        return next.hosts.reduce((others, host) => within(regions, ...atHost(host), others), context.nothing);
      case 'bytes': {
        // TLS that is passed on hides what is in it
        const isHidden = own && !next.endsTls;
        return toShares(next.onto, protocol === 'http' && !isHidden, protocol === 'http' && isHidden);
      }
    }
  }

  /** The requests of this virtual host, and what becomes of them. */
  function atHost({ formula, redirects, routes }: ReadHost): readonly [Region, Partition] {
    const host = truthOf(formula, view);
    const redirected = truthOf(redirects, view);
    const routed = alongRoutes(context, routes, (onto) => toShares(onto, true, false));
    const open = within(regions, redirected.maybe, context.nothing, routed);
    const known = doubting(open, regions.subtract(redirected.maybe, redirected.yes), [
      'whether the client says that it speaks HTTPS',
    ]);
    return [host.maybe, doubting(known, regions.subtract(host.maybe, host.yes), reasonsIn([formula]))];
  }

  function doubting(known: Partition, unclear: Region, because: readonly string[]): Partition {
    return regions.isEmpty(unclear) ? known : within(regions, unclear, untold(regions, because), known);
  }

  function toShares(onto: ReadOnto, isHttp: boolean, isHidden: boolean): Partition {
    return ontoShares(context, onto, behind(onto), { sender: gateway, isHttp, isHidden });
  }
}
