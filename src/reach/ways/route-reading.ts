/**
 * Which requests do the routes of a proxy lead to a target, and what is asked behind? Read from what it was told: the
 * first route that is for a request decides, as in `routeAmong`, with which it shares nothing. Of a route with several
 * destinations all are read: a request may come to any of them, and gets to the target surely only if it gets through
 * everywhere.
 */
import type { EdgeRoute } from '../../evaluate/routes/route-table';
import type { Share } from '../../evaluate/routes/route-share';
import type { PathMatch } from '../../evaluate/routes/route-path';
import type { RouteTarget } from '../../evaluate/routes/routing';
import type { NoWay, Way } from '../../evaluate/ways/way';
import type { MeshSettings } from '../../policy/mesh-settings';
import { nameOf } from '../../policy/metadata';
import type { ObjectName } from '../../policy/model';
import type { Target } from '../../policy/request';
import type { Formula } from '../formulas/formula';
import type { PortTarget } from './port-target';
import type { RequestChange } from '../formulas/request-change';
import type { Terrain } from './terrain';
import type { WayReading } from './way-reading';

/** A route; without `onto` it leads elsewhere. */
export interface ReadRoute {
  readonly shown: string;
  readonly formula: Formula;
  readonly onto?: ReadOnto;
}

/** Where a route leads that may lead to the target. */
export interface ReadOnto {
  readonly shares: readonly ReadShare[];
  /** whether the proxy answers some of the requests itself */
  readonly answers: boolean;
  readonly unclear?: string;
}

/** One destination. */
export type ReadShare =
  | { readonly kind: 'untold'; readonly because: string; readonly leads: boolean }
  | {
      readonly kind: 'behind';
      readonly to: Target;
      readonly ways: readonly (Way | NoWay)[];
      /** one for each of the ways */
      readonly readings: readonly WayReading[];
      /** whether the target is among its pods */
      readonly leads: boolean;
    };

/** Who has the routes, and what is looked for behind them. */
export interface Router {
  readonly terrain: Terrain;
  readonly target: PortTarget;
  /** the workload that calls what they name */
  readonly sender: ObjectName;
  /** it is the sidecar of the sender that has them */
  readonly isSidecar: boolean;
  /** the target itself is called: of all that is behind a destination, only that is meant */
  readonly isCalled: boolean;
  readonly settings: MeshSettings;
  /** what it takes from requests, and writes to them, whichever route they take */
  readonly change: Pick<RequestChange, 'client' | 'gateway'>;
  readonly formulaOf: (route: EdgeRoute) => Formula;
  /** what is asked on a way that a route names, of requests that are changed so */
  readonly readOn: (to: Target, way: Way | NoWay, change: RequestChange | undefined) => WayReading;
}

/** These routes, as far as they matter for those that lead to the target; none: no route leads there. */
export function readRoutes(router: Router, routes: readonly EdgeRoute[]): readonly ReadRoute[] {
  const ontos = routes.map((route) => readOnto(router, route));
  const leading = routes.filter((_, index) => ontos[index] !== undefined);
  const last = ontos.map((onto) => onto !== undefined).lastIndexOf(true);
  return routes.slice(0, last + 1).flatMap((route, index): readonly ReadRoute[] => {
    const onto = ontos[index];
    if (onto === undefined && !leading.some(({ path }) => mayMeet(path, route.path))) return [];
    return [{ shown: route.shown, formula: router.formulaOf(route), ...(onto && { onto }) }];
  });
}

/** What is called where a route leads. */
export function calledBy({ host, service, port, subset }: RouteTarget): Target {
  const place = { port, ...(subset === undefined ? {} : { subset }) };
  return service === undefined ? { kind: 'host', host, ...place } : { kind: 'service', service, ...place };
}

/** What is asked behind these. */
export function readingsBehind(ontos: readonly ReadOnto[]): readonly WayReading[] {
  return ontos.flatMap(({ shares }) => shares).flatMap((share) => (share.kind === 'behind' ? share.readings : []));
}

/** Whether there may be a path that both take; a route that takes none of those that matter need not be told. */
function mayMeet(a: PathMatch, b: PathMatch): boolean {
  if (a.kind === 'regex' || b.kind === 'regex' || a.ignoresCase || b.ignoresCase) return true;
  if (a.kind === 'exact' && b.kind === 'exact') return a.value === b.value;
  if (a.kind === 'exact') return a.value.startsWith(b.value);
  if (b.kind === 'exact') return b.value.startsWith(a.value);
  return a.value.startsWith(b.value) || b.value.startsWith(a.value);
}

function readOnto(router: Router, route: EdgeRoute): ReadOnto | undefined {
  const { target } = router;
  const { leads } = router.terrain;
  const { shares, answers, unclear } = route.does();
  if (route.copies().some((to) => leads.mayLead(to, target))) {
    const because = `${route.shown} sends copies of requests there`;
    return { shares: [{ kind: 'untold', because, leads: true }], answers };
  }
  if (!shares.some(({ to }) => to !== undefined && leads.mayLead(to, target))) return undefined;
  const read = shares.flatMap((share) =>
    share.to === undefined ? [] : readShare(router, share.to, changeOf(router, route, share)),
  );
  if (!read.some((share) => share.leads)) return undefined;
  return { ...ontoOf(router, read, answers), ...(unclear === undefined ? {} : { unclear }) };
}

/** Where these lead. What goes elsewhere comes to nobody who is meant. */
export function ontoOf({ isCalled }: Router, shares: readonly ReadShare[], answers: boolean): ReadOnto {
  const meant = isCalled ? shares.filter(({ leads }) => leads) : shares;
  return { shares: meant, answers: answers || meant.length < shares.length || meant.length === 0 };
}

function changeOf({ settings, change }: Router, route: EdgeRoute, { steps, host, path }: Share): RequestChange {
  const { behaviour, pathNormalization } = settings;
  return {
    ...change,
    shown: route.shown,
    steps,
    host,
    path: path && {
      rewrite: path,
      ignoresCase: route.path.kind !== 'regex' && route.path.ignoresCase,
      normalization: pathNormalization,
      dotSegmentsMayHaveParameters: behaviour.dotSegmentsMayHaveParameters,
      shown: route.shown,
    },
  };
}

/** What is asked where this leads; `change`: what becomes of requests before, where they are read. */
export function readShare(
  { terrain, target, sender, isSidecar, isCalled, readOn }: Router,
  routed: RouteTarget,
  change?: RequestChange,
): ReadShare {
  const { leads, waysOf, callersOf } = terrain;
  const mayLead = leads.mayLead(routed, target);
  const { service, host } = routed;
  if (service === undefined) {
    return { kind: 'untold', because: `what is behind \`${host}\` is not judged here`, leads: mayLead };
  }
  if (leads.isGateway(routed)) {
    return { kind: 'untold', because: 'a route leads on to a gateway, which is not followed', leads: mayLead };
  }
  const to = calledBy(routed);
  const ways = waysOf(to);
  const from = { kind: 'workload', workload: sender } as const;
  const tried = callersOf({ from, to, isHttp: true, ...(isSidecar ? { isRouted: true } : {}) }, ways);
  // of a subset only some pods are called
  const there = ways.filter(
    (way, index) =>
      way.kind === 'way' &&
      way.port === target.port &&
      nameOf(way.workload) === nameOf(target.workload) &&
      (tried ?? []).some((met) => met[index]?.from.kind !== 'absent'),
  );
  const meant = isCalled ? there : ways;
  const readings = meant.map((way) => readOn(to, way, change));
  return { kind: 'behind', to, ways: meant, readings, leads: there.length > 0 };
}
