/** What becomes of what a workload sends by the routes of its own sidecar, in so far as it comes to a target? */
import type { Region } from '../../sets/region';
import type { Formula } from '../formulas/formula';
import type { Partition } from '../space/partition';
import { untold, within } from '../space/partition';
import { alongRoutes, ontoShares, seenByRoutes } from './route-partition';
import type { ReadSent } from './sidecar-reading';
import type { StudiedSidecar, StudiedWay } from './studied-way';
import { truthOf } from '../space/truth';
import type { CallingWorkload, WorkloadContext } from '../callers/workload-partition';
import { fromWorkload } from '../callers/workload-partition';

const PAST = 'a request for a host that nobody declares, and what is no HTTP, may get to the port past the routes';

/** The verdict on what this workload sends to what is called, in this protocol. */
export function throughSidecar(
  context: WorkloadContext,
  { read, asCalled, behind }: StudiedSidecar,
  sender: CallingWorkload,
  isHttp: boolean,
): Partition {
  const { space } = context;
  const { regions } = space;
  return sentOn(isHttp ? read.http : read.tcp);

  function sentOn(sent: ReadSent): Partition {
    switch (sent.kind) {
      case 'asCalled':
        return fromWorkload(context, asCalled, sender, isHttp);
      case 'asNamed':
        return within(
          regions,
          naming(sent.named),
          fromWorkload(context, asCalled, sender, isHttp),
          past(context, asCalled),
        );
      case 'past':
        return past(context, asCalled);
      case 'onto':
        return ontoShares(context, sent.onto, behind(sent.onto), { sender, isHttp, isHidden: false });
      case 'requests': {
        const routed = alongRoutes(context, sent.routes, (onto) =>
          ontoShares(context, onto, behind(onto), { sender, isHttp, isHidden: false }),
        );
        return within(regions, naming(sent.named), routed, past(context, asCalled));
      }
    }
  }

  /** The requests that name what is called. */
  function naming(named: Formula): Region {
    return truthOf(named, seenByRoutes(space)).yes;
  }
}

/**
 * What names another host is told of by that; one that nobody declares, and what is no HTTP, is sent past all rules in
 * plaintext, if at all, which is not measured.
 */
function past({ space, known, fix, nothing }: WorkloadContext, { partitions }: StudiedWay): Partition {
  const { regions } = space;
  const refused = partitions.reduce(
    (left, way) => regions.intersect(left, fix(way.past, space.caller.first, known.plaintext).deny),
    regions.all,
  );
  return within(regions, refused, nothing, untold(regions, [PAST]));
}
