/** What becomes of each request from outside to a port of a gateway that may lead to a target? */
import type { Region } from '../sets/region';
import { partitionAtDoor } from './door-partition';
import type { LetIn } from './door-partition';
import type { ReadHost, ReadOnto, ReadOnward } from './entry-reading';
import { reasonsIn } from './formula';
import { networkOn } from './network-hops';
import type { Partition } from './partition';
import { inCommon, inTurn, untold, within } from './partition';
import { PROTOCOL } from './space';
import type { StudiedEntry } from './studied-way';
import type { View } from './truth';
import { truthOf } from './truth';
import type { Target } from '../policy/request';
import { nameOf } from '../policy/metadata';
import type { CallingWorkload, WorkloadContext } from './workload-partition';
import { fromWorkload } from './workload-partition';

const SHARES = 'the outcomes of a route are not judged alike';

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
  const view: View = { space, identified: 0n, named: 0n, authenticated: regions.none };
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
    let whole = context.nothing;
    const doubt = (region: Region, because: string): void => {
      if (!regions.isEmpty(region)) whole = within(regions, region, untold(regions, [because]), whole);
    };
    doubt(regions.subtract(redirected.maybe, redirected.yes), 'whether the client says that it speaks HTTPS');
    let open = regions.complement(redirected.maybe);
    for (const { shown, formula: meant, onto } of routes) {
      const { yes, maybe } = truthOf(meant, view);
      const unclear = regions.intersect(open, regions.subtract(maybe, yes));
      doubt(unclear, `whether ${shown} is for a request cannot be told: ${reasonsIn([meant]).join(', ')}`);
      if (onto !== undefined) whole = within(regions, regions.intersect(open, yes), toShares(onto, true, false), whole);
      open = regions.subtract(open, maybe);
    }
    doubt(regions.subtract(host.maybe, host.yes), reasonsIn([formula]).join(', '));
    return [host.maybe, whole];
  }

  /** What the gateway answers itself comes to nobody; nor does anybody get there whom all pods of the target refuse. */
  function toShares(onto: ReadOnto, isHttp: boolean, isHidden: boolean): Partition {
    const shares = behind(onto);
    const verdicts = shares.map((share): { readonly leads: boolean; readonly verdict: Partition } => {
      if (share.kind === 'untold') return { leads: share.leads, verdict: untold(regions, [share.because]) };
      const verdict = fromWorkload(context, share.way, gateway, isHttp);
      return { leads: share.leads, verdict: isHidden ? fix(verdict, PROTOCOL, 1) : verdict };
    });
    const all = [
      ...verdicts.map(({ verdict }) => verdict),
      ...(onto.answers ? [context.nothing] : []),
      ...(onto.unclear === undefined ? [] : [untold(regions, [onto.unclear])]),
    ];
    const common = inCommon(regions, all, SHARES);
    const refused = verdicts
      .filter(({ leads }) => leads)
      .reduce((left, { verdict }) => regions.intersect(left, verdict.deny), regions.all);
    return within(regions, refused, context.nothing, common);
  }
}
