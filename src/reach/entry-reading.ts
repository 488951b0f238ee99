/**
 * Which requests to a port of a gateway do its routes lead to a target, and what is asked behind? Read from what the
 * gateway was told: the first route that is for a request decides, as in `routeRequest`, with which it shares nothing.
 * Of a route with several destinations all are read: a request may come to any of them, and gets to the target surely
 * only if it gets through everywhere.
 */
import type { NoWay, Way } from '../evaluate/way';
import type { EdgeRoute, VirtualHost } from '../evaluate/route-table';
import type { Share } from '../evaluate/route-share';
import type { PathMatch } from '../evaluate/route-path';
import type { RouteTarget } from '../evaluate/routing';
import { nameOf } from '../policy/metadata';
import type { JwtRule } from '../policy/model';
import type { Target } from '../policy/request';
import type { DoorReading, ReadChain } from './door-reading';
import { readDoor } from './door-reading';
import type { Formula, Literal } from './formula';
import { ALWAYS, constant, literalsIn, NEVER } from './formula';
import type { Leads } from './gateway-leads';
import type { PortTarget } from './port-target';
import type { RequestChange } from './request-change';
import { wayBefore } from './request-change';
import { hostFormula, matchFormula } from './route-formula';
import type { RouteScene } from './route-formula';
import type { AddressSource } from './scene';
import type { Terrain } from './terrain';
import { headersOfTokens } from './token-places';
import type { WayReading } from './way-reading';
import { CALLER, jwtRulesOn, literalsOn, readWay } from './way-reading';

/** A port of the pods of a gateway, and where it leads. */
export interface EntryReading {
  readonly way: Way;
  readonly door: DoorReading;
  readonly onward: ReadonlyMap<ReadChain, ReadOnward>;
}

/** What becomes of what a chain takes. */
export type ReadOnward =
  | { readonly kind: 'requests'; readonly hosts: readonly ReadHost[] }
  | { readonly kind: 'bytes'; readonly endsTls: boolean; readonly onto: ReadOnto };

/** A virtual host from which some route leads there. */
export interface ReadHost {
  readonly formula: Formula;
  /** which of its requests are sent to HTTPS before any route is looked at */
  readonly redirects: Formula;
  readonly routes: readonly ReadRoute[];
}

/** A route; without `onto` it leads elsewhere. */
export interface ReadRoute {
  readonly shown: string;
  readonly formula: Formula;
  readonly onto?: ReadOnto;
}

/** Where a route leads that may lead to the target. */
export interface ReadOnto {
  readonly shares: readonly ReadShare[];
  /** whether the gateway answers some of the requests itself */
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

/** What is asked on the way through this port to the target; undefined: it does not lead there. */
export function readEntry(terrain: Terrain, leads: Leads, way: Way, target: PortTarget): EntryReading | undefined {
  const { point, workload } = way;
  if (point.kind !== 'gateway') return undefined;
  const destination: AddressSource =
    way.ip === undefined ? { kind: 'asked', about: { kind: 'destination' } } : { kind: 'fixed', ip: way.ip };
  const door = readDoor(point, CALLER, destination);
  const context: Context = { terrain, leads, door, target, own: addressOf(workload), pods: way };
  const onward = new Map<ReadChain, ReadOnward>();
  for (const chain of door.chains) {
    const read = readChain(context, chain);
    if (read !== undefined) onward.set(chain, read);
  }
  return onward.size === 0 ? undefined : { way, door, onward };
}

/** What has to be told apart on the way through this port. */
export function literalsOnEntry({ door, onward }: EntryReading): readonly Literal[] {
  const hosts = [...onward.values()].flatMap((read) => (read.kind === 'requests' ? read.hosts : []));
  const formulas = hosts.flatMap(({ formula, redirects, routes }) => [
    formula,
    redirects,
    ...routes.map((route) => route.formula),
  ]);
  return [...door.literals, ...literalsIn(formulas), ...readingsBehind(onward).flatMap(literalsOn)];
}

/** The rules about tokens on this way, of each proxy. */
export function jwtRulesOnEntry({ door, onward }: EntryReading): readonly (readonly JwtRule[])[] {
  return [door.envoy.tokens.rules, ...readingsBehind(onward).flatMap(jwtRulesOn)];
}

function readingsBehind(onward: EntryReading['onward']): readonly WayReading[] {
  return [...onward.values()]
    .flatMap((read) => (read.kind === 'bytes' ? [read.onto] : read.hosts.flatMap(ontosOf)))
    .flatMap(({ shares }) => shares)
    .flatMap((share) => (share.kind === 'behind' ? share.readings : []));
}

function ontosOf({ routes }: ReadHost): readonly ReadOnto[] {
  return routes.flatMap(({ onto }) => onto ?? []);
}

interface Context {
  readonly terrain: Terrain;
  readonly leads: Leads;
  readonly door: DoorReading;
  readonly target: PortTarget;
  /** the address of the gateway itself, as those behind it see it */
  readonly own: AddressSource;
  readonly pods: Way;
}

function addressOf({ namespace, name, addresses }: Way['workload']): AddressSource {
  const [ip, ...others] = addresses;
  return ip === undefined || others.length > 0
    ? { kind: 'unknown', because: `the address of \`${namespace}/${name}\` is not known` }
    : { kind: 'fixed', ip };
}

function readChain(context: Context, chain: ReadChain): ReadOnward | undefined {
  const { port } = context.door;
  const { server, does } = chain.chain;
  switch (does.kind) {
    case 'http': {
      const hosts = [...port.hostsOn(chain.chain)];
      const read = hosts.flatMap(([host, routes]) => readHost(context, chain, [host, routes], hosts) ?? []);
      return read.length === 0 ? undefined : { kind: 'requests', hosts: read };
    }
    case 'bytes': {
      const asker = { namespace: does.by.namespace, port: server.port };
      const isAlone = does.destinations.length === 1;
      const found = does.destinations
        .filter(({ weight }) => isAlone || weight > 0)
        .map((destination) => port.routing.find(destination, asker));
      const shares = found.flatMap((to) => (to === undefined ? [] : readShare(context, to, (read) => read)));
      if (!shares.some((share) => share.leads)) return undefined;
      const endsTls = server.tls !== 'none' && server.tls !== 'passthrough' && server.tls !== 'auto-passthrough';
      // what the gateway does not know ends the connection
      const unclear = found.includes(undefined)
        ? { unclear: `\`${nameOf(does.by)}\` leads to what the gateway does not know, too` }
        : {};
      return { kind: 'bytes', endsTls, onto: { shares, answers: false, ...unclear } };
    }
    case 'lost':
      return undefined;
  }
}

function readHost(
  context: Context,
  { chain: { server } }: ReadChain,
  [host, { routes, redirectsToTls }]: readonly [string, VirtualHost],
  others: readonly (readonly [string, VirtualHost])[],
): ReadHost | undefined {
  const { port } = context.door;
  const ontos = routes.map((route) => readOnto(context, route));
  const leading = routes.filter((_, index) => ontos[index] !== undefined);
  const last = ontos.map((onto) => onto !== undefined).lastIndexOf(true);
  if (last < 0) return undefined;
  const scheme = port.trustedProxies !== 0 ? undefined : server.tls === 'none' ? 'http' : 'https';
  const { rules } = context.door.envoy.tokens;
  const scene = (shown: string): RouteScene => ({
    shown,
    behaviour: port.config.settings.behaviour,
    rewritten: headersOfTokens(rules),
    scheme,
  });
  return {
    formula: hostFormula(
      host,
      others.map(([other]) => other),
    ),
    redirects: !redirectsToTls
      ? NEVER
      : scheme === undefined
        ? { kind: 'unknown', because: 'whether the client says that it speaks HTTPS' }
        : constant(scheme === 'http'),
    routes: routes.slice(0, last + 1).flatMap((route, index): readonly ReadRoute[] => {
      const onto = ontos[index];
      if (onto === undefined && !leading.some(({ path }) => mayMeet(path, route.path))) return [];
      const formula = route.isForAll ? ALWAYS : matchFormula(route.match, route.path, scene(route.shown));
      return [{ shown: route.shown, formula, ...(onto && { onto }) }];
    }),
  };
}

/** Whether there may be a path that both take; a route that takes none of those that matter need not be told. */
function mayMeet(a: PathMatch, b: PathMatch): boolean {
  if (a.kind === 'regex' || b.kind === 'regex' || a.ignoresCase || b.ignoresCase) return true;
  if (a.kind === 'exact' && b.kind === 'exact') return a.value === b.value;
  if (a.kind === 'exact') return a.value.startsWith(b.value);
  if (b.kind === 'exact') return b.value.startsWith(a.value);
  return a.value.startsWith(b.value) || b.value.startsWith(a.value);
}

function readOnto(context: Context, route: EdgeRoute): ReadOnto | undefined {
  const { shares, answers, unclear } = route.does();
  if (route.copies().some((to) => context.leads.mayLead(to, context.target))) {
    const because = `${route.shown} sends copies of requests there`;
    return { shares: [{ kind: 'untold', because, leads: true }], answers };
  }
  if (!shares.some(({ to }) => to !== undefined && context.leads.mayLead(to, context.target))) return undefined;
  const read = shares.flatMap((share) =>
    share.to === undefined
      ? []
      : readShare(context, share.to, (reading) => wayBefore(reading, changeOf(context, route, share))),
  );
  if (!read.some((share) => share.leads)) return undefined;
  return { shares: read, answers, ...(unclear === undefined ? {} : { unclear }) };
}

function changeOf({ door }: Context, route: EdgeRoute, { steps, host, path }: Share): RequestChange {
  const { port, envoy } = door;
  const { behaviour, pathNormalization } = port.config.settings;
  return {
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
    client: CALLER,
    tokens: envoy.tokens,
  };
}

function readShare(
  { terrain, leads, target, own, pods }: Context,
  routed: RouteTarget,
  map: (read: WayReading) => WayReading,
): readonly ReadShare[] {
  const mayLead = leads.mayLead(routed, target);
  const { service, port, subset, host } = routed;
  if (service === undefined) {
    return [{ kind: 'untold', because: `what is behind \`${host}\` is not judged here`, leads: mayLead }];
  }
  const to: Target = { kind: 'service', service, port, ...(subset === undefined ? {} : { subset }) };
  if (leads.isGateway(routed)) {
    return [{ kind: 'untold', because: 'a route leads on to another gateway, which is not followed', leads: mayLead }];
  }
  const ways = terrain.waysOf(to);
  const { namespace, name } = pods.workload;
  const tried = terrain.callersOf(
    { from: { kind: 'workload', workload: { namespace, name } }, to, isHttp: true },
    ways,
  );
  // of a subset only some pods are called
  const isThere = ways.some(
    (way, index) =>
      way.kind === 'way' &&
      way.port === target.port &&
      nameOf(way.workload) === nameOf(target.workload) &&
      (tried ?? []).some((met) => met[index]?.from.kind !== 'absent'),
  );
  return [{ kind: 'behind', to, ways, readings: ways.map((way) => map(readWay(to, way, own))), leads: isThere }];
}
