/** What becomes of requests that come to routes, in so far as they come to a target? */
import { NO_ATOM } from '../../sets/bits';
import type { Region } from '../../sets/region';
import { reasonsIn } from '../formulas/formula';
import type { Partition } from '../space/partition';
import { inCommon, untold, within } from '../space/partition';
import type { ReadOnto, ReadRoute } from './route-reading';
import { PROTOCOL, type Space } from '../space/space';
import type { StudiedShare } from './studied-way';
import type { View } from '../space/truth';
import { truthOf } from '../space/truth';
import type { CallingWorkload, WorkloadContext } from '../callers/workload-partition';
import { fromWorkload } from '../callers/workload-partition';

const SHARES = 'the outcomes of a route are not judged alike';

/** What routes see of callers: neither who they are nor which server they name by TLS, and no token counts. */
export function seenByRoutes(space: Space): View {
  return { space, identified: NO_ATOM, named: NO_ATOM, authenticated: [] };
}

/** The first of these routes that is for a request takes it; nobody gets there by one that leads elsewhere. */
export function alongRoutes(
  { space, nothing }: WorkloadContext,
  routes: readonly ReadRoute[],
  onto: (onto: ReadOnto) => Partition,
): Partition {
  const { regions } = space;
  const view = seenByRoutes(space);
  let whole = nothing;
  let open = regions.all;
  for (const route of routes) {
    const { yes, maybe } = truthOf(route.formula, view);
    const unclear = regions.intersect(open, regions.subtract(maybe, yes));
    if (!regions.isEmpty(unclear)) {
      const because = `whether ${route.shown} is for a request cannot be told: ${reasonsIn([route.formula]).join(', ')}`;
      whole = within(regions, unclear, untold(regions, [because]), whole);
    }
    if (route.onto !== undefined) whole = within(regions, regions.intersect(open, yes), onto(route.onto), whole);
    open = regions.subtract(open, maybe);
  }
  return whole;
}

/** Who sends requests on, and what is sent: HTTP or bytes, and whether those hide what is HTTP. */
export interface Sending {
  readonly sender: CallingWorkload;
  readonly isHttp: boolean;
  readonly isHidden: boolean;
}

/** What a proxy answers itself comes to nobody; nor does anybody get there whom all pods of the target refuse. */
export function ontoShares(
  context: WorkloadContext,
  { answers, unclear }: ReadOnto,
  shares: readonly StudiedShare[],
  { sender, isHttp, isHidden }: Sending,
): Partition {
  const { space, fix, nothing } = context;
  const { regions } = space;
  const verdicts = shares.map((share): { readonly leads: boolean; readonly verdict: Partition } => {
    if (share.kind === 'untold') return { leads: share.leads, verdict: untold(regions, [share.because]) };
    const verdict = fromWorkload(context, share.way, sender, isHttp);
    return { leads: share.leads, verdict: isHidden ? fix(verdict, PROTOCOL, 1) : verdict };
  });
  const all = [
    ...verdicts.map(({ verdict }) => verdict),
    ...(answers ? [nothing] : []),
    ...(unclear === undefined ? [] : [untold(regions, [unclear])]),
  ];
  const common = inCommon(regions, all, SHARES);
  const refused = verdicts
    .filter(({ leads }) => leads)
    .reduce<Region>((left, { verdict }) => regions.intersect(left, verdict.deny), regions.all);
  return within(regions, refused, nothing, common);
}
