/** Which requests to a port of a gateway do its routes lead to a target, and what is asked on the way? */
import type { VirtualHost } from '../../evaluate/routes/route-table';
import type { Way } from '../../evaluate/ways/way';
import { nameOf } from '../../policy/metadata';
import type { JwtRule } from '../../policy/model';
import type { DoorReading, ReadChain } from './door-reading';
import { readDoor } from './door-reading';
import type { Formula, Literal } from '../formulas/formula';
import { ALWAYS, constant, literalsIn, NEVER } from '../formulas/formula';
import type { PortTarget } from './port-target';
import { wayBefore } from '../formulas/request-change';
import { hostFormula, matchFormula } from '../formulas/route-formula';
import type { RouteScene } from '../formulas/route-formula';
import type { ReadOnto, ReadRoute, Router } from './route-reading';
import { readingsBehind, readRoutes, readShare } from './route-reading';
import type { AddressSource } from '../formulas/scene';
import type { Terrain } from './terrain';
import { headersOfTokens, placesInWords } from '../formulas/token-places';
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

/**
 * What is asked on the way through this port to the target; undefined: it does not lead there. `apart`: the places in
 * which tokens are told apart from those elsewhere.
 */
export function readEntry(
  terrain: Terrain,
  way: Way,
  target: PortTarget,
  apart: ReadonlySet<string>,
): EntryReading | undefined {
  const { point, workload } = way;
  if (point.kind !== 'gateway') return undefined;
  const destination: AddressSource =
    way.ip === undefined ? { kind: 'asked', about: { kind: 'destination' } } : { kind: 'fixed', ip: way.ip };
  const door = withTokensApart(readDoor(point, CALLER, destination), apart);
  const own = addressOf(workload);
  const router: DoorRouter = {
    terrain,
    target,
    sender: { namespace: workload.namespace, name: workload.name },
    isSidecar: false,
    isCalled: false,
    settings: point.config.settings,
    change: { client: CALLER, gateway: door.envoy },
    readOn: (to, each, change) => {
      const read = readWay(to, each, own);
      return change === undefined ? read : wayBefore(read, change);
    },
  };
  const onward = new Map<ReadChain, ReadOnward>();
  for (const chain of door.chains) {
    const read = readChain({ door, router }, chain);
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
  return [...door.literals, ...literalsIn(formulas), ...readingsBehind(ontosOf(onward)).flatMap(literalsOn)];
}

/** The rules about tokens on this way, of each proxy; of the gateway unless its tokens are told apart. */
export function jwtRulesOnEntry({ door, onward }: EntryReading): readonly (readonly JwtRule[])[] {
  const { rules, apart } = door.envoy.tokens;
  return [...(apart === undefined ? [rules] : []), ...readingsBehind(ontosOf(onward)).flatMap(jwtRulesOn)];
}

/** Whether something behind the gateway is not told, as its tokens are not told apart. */
export function takesSeveral({ onward }: EntryReading): boolean {
  return readingsBehind(ontosOf(onward)).some((read) => read.kind === 'untold' && read.takesSeveral === true);
}

function withTokensApart(door: DoorReading, those: ReadonlySet<string>): DoorReading {
  const { tokens } = door.envoy;
  const apart = placesInWords(tokens.rules);
  return those.has(apart) ? { ...door, envoy: { ...door.envoy, tokens: { ...tokens, apart } } } : door;
}

function ontosOf(onward: EntryReading['onward']): readonly ReadOnto[] {
  return [...onward.values()].flatMap((read) =>
    read.kind === 'bytes'
      ? [read.onto]
      : read.hosts.flatMap(({ routes }) => routes.flatMap((route) => route.onto ?? [])),
  );
}

/** What is asked of a request differs by the server that takes it. */
type DoorRouter = Omit<Router, 'formulaOf'>;

interface Context {
  readonly door: DoorReading;
  readonly router: DoorRouter;
}

/** The address of the gateway itself, as those behind it see it. */
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
      const read = hosts.flatMap((host) => readHost(context, chain, host, hosts) ?? []);
      return read.length === 0 ? undefined : { kind: 'requests', hosts: read };
    }
    case 'bytes': {
      const asker = { namespace: does.by.namespace, port: server.port };
      const isAlone = does.destinations.length === 1;
      const found = does.destinations
        .filter(({ weight }) => isAlone || weight > 0)
        .map((destination) => port.routing.find(destination, asker));
      const router: Router = { ...context.router, formulaOf: () => ALWAYS };
      const shares = found.flatMap((to) => (to === undefined ? [] : readShare(router, to)));
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
  { door, router }: Context,
  { chain: { server } }: ReadChain,
  [host, { routes, redirectsToTls }]: readonly [string, VirtualHost],
  others: readonly (readonly [string, VirtualHost])[],
): ReadHost | undefined {
  const { port } = door;
  const scheme = port.trustedProxies !== 0 ? undefined : server.tls === 'none' ? 'http' : 'https';
  const scene = (shown: string): RouteScene => ({
    shown,
    behaviour: port.config.settings.behaviour,
    rewritten: headersOfTokens(door.envoy.tokens.rules),
    scheme,
  });
  const formulaOf: Router['formulaOf'] = ({ isForAll, match, path, shown }) =>
    isForAll ? ALWAYS : matchFormula(match, path, scene(shown));
  const read = readRoutes({ ...router, formulaOf }, routes);
  if (read.length === 0) return undefined;
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
    routes: read,
  };
}
