/** Where does a route send requests, and as what do they arrive there? As data, before any request comes. */
import type { HttpAction, HttpDestination, HttpRoute } from '../../policy/model-virtual-service';
import type { RoutePlace } from './route-place';
import type { HeaderStep } from './route-headers';
import { headerStep, hostIn } from './route-headers';
import type { PathMatch } from './route-path';
import type { PathRewrite } from './route-rewrite';
import { pathRewriteOf } from './route-rewrite';
import type { RouteTarget } from './routing';

/** A destination that some of the requests go to, and how they are changed on the way. */
export interface Share {
  readonly destination: HttpDestination;
  /** undefined: the proxy does not know it, and answers itself */
  readonly to: RouteTarget | undefined;
  /** in this order */
  readonly steps: readonly HeaderStep[];
  /** undefined: it stays as it is */
  readonly host: string | undefined;
  readonly path: PathRewrite | undefined;
}

/** The destinations of this route; none is one that Envoy refuses. */
export function sharesOf(
  route: HttpRoute,
  { destinations, rewrite }: Extract<HttpAction, { kind: 'route' }>,
  match: PathMatch,
  { find, namespace, semantics, server }: RoutePlace,
): readonly Share[] {
  const own = headerStep(route.headers.request);
  const host = (rewrite.authority ?? '') || hostIn(route.headers.request);
  const path = pathRewriteOf(rewrite, match, semantics);
  const isAlone = destinations.length === 1;
  return destinations
    .filter(({ weight }) => isAlone || weight > 0)
    .map((destination) => {
      const { request } = destination.headers;
      return {
        destination,
        to: find(destination, { namespace, port: server.port }),
        // one destination alone is no different from its route; among several its changes come first
        steps: isAlone ? [headerStep(route.headers.request, request)] : [headerStep(request), own],
        host: host ?? hostIn(request),
        path,
      };
    });
}

/** What a route does, as far as it is known before a request comes. */
export interface RouteDoing {
  /** where some of the requests go */
  readonly shares: readonly Share[];
  /** whether the proxy answers some of them itself */
  readonly answers: boolean;
  /** why it cannot be told of some of them */
  readonly unclear?: string;
}

/** What this route does. */
export function doingOf(route: HttpRoute, match: PathMatch, place: RoutePlace): RouteDoing {
  const { action, abort = { percentage: 0 } } = route;
  if (action.kind === 'delegate') return { shares: [], answers: false, unclear: `${place.name} delegates` };
  const isAborted = abort.percentage > 0;
  const isSent = action.kind === 'route' && abort.percentage < 100;
  const shares = isSent ? sharesOf(route, action, match, place) : [];
  const hasNoStatus = isAborted && abort.status === undefined;
  return {
    shares: shares.filter(({ to }) => to !== undefined),
    answers: isAborted || !isSent || shares.some(({ to }) => to === undefined),
    ...(hasNoStatus ? { unclear: `${place.name} aborts requests on purpose, with a status of gRPC` } : {}),
    ...(isSent && shares.length === 0 ? { unclear: `${place.name} has a route without destination` } : {}),
  };
}
