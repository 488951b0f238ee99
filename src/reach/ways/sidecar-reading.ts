/** Where does the sidecar of a caller send what it is to send to a host, as far as that leads to a target? */
import type { PastRoutes, SidecarChoice } from '../../evaluate/client/sidecar-choice';
import type { SidecarRoute } from '../../evaluate/client/sidecar-route';
import type { NoWay, Way } from '../../evaluate/ways/way';
import { nameOf } from '../../policy/metadata';
import type { JwtRule, ObjectName } from '../../policy/model';
import { remember } from '../../policy/remember';
import type { Target } from '../../policy/request';
import type { Formula, Literal } from '../formulas/formula';
import { ALWAYS, literalsIn } from '../formulas/formula';
import type { PortTarget } from './port-target';
import type { RequestChange } from '../formulas/request-change';
import { wayBefore } from '../formulas/request-change';
import { hostsFormula, matchFormula } from '../formulas/route-formula';
import type { ReadOnto, ReadRoute, Router } from './route-reading';
import { ontoOf, readingsBehind, readRoutes, readShare } from './route-reading';
import { likenessTowards } from '../callers/speakers';
import type { Terrain } from './terrain';
import { wayKey } from './ways-to';
import type { WayReading } from './way-reading';
import { jwtRulesOn, literalsOn, readWay } from './way-reading';

/** What a sidecar does with what is sent to one host. */
export interface SidecarReading {
  readonly http: ReadSent;
  /** what is no HTTP, and has no TLS of its own */
  readonly tcp: ReadSent;
}

/** Where it goes. */
export type ReadSent =
  /** to the host that is called */
  | { readonly kind: 'asCalled' }
  /** to the host that is called, if requests name it so */
  | { readonly kind: 'asNamed'; readonly named: Formula }
  | PastRoutes
  | { readonly kind: 'onto'; readonly onto: ReadOnto }
  /** where routes say, if requests name the host so */
  | { readonly kind: 'requests'; readonly named: Formula; readonly routes: readonly ReadRoute[] };

/** The sidecar of this caller, asked about what is called; undefined: it sends it by no routes. */
export type ReadSidecar = (caller: ObjectName, to: Target) => SidecarReading | undefined;

/** Reads the sidecars of a mesh. What is alike for several callers is read once. */
export function sidecarReader(terrain: Terrain, target: PortTarget): ReadSidecar {
  const { settings } = terrain.mesh;
  const { behaviour } = settings;
  // a match belongs to one VirtualService, whoever follows that
  const matching = remember(
    ({ match, path, shown }: Parameters<Router['formulaOf']>[0]) =>
      // a sidecar reads no tokens, and believes what clients say of their scheme
      matchFormula(match, path, { shown, behaviour, rewritten: new Map(), scheme: undefined }),
    ({ match }) => match,
  );
  const readingOn = remember((way: Way | NoWay) =>
    remember(
      ([to, change]: readonly [Target, RequestChange | undefined]) => {
        const read = readWay(to, way);
        return change === undefined ? read : wayBefore(read, change);
      },
      (asked) => JSON.stringify(asked),
    ),
  );
  const named = remember(hostsFormula, (names) => names.join());
  const routerOf = (sender: ObjectName, to: Target): Router => ({
    terrain,
    target,
    sender,
    isSidecar: true,
    isCalled: to.kind === 'workload',
    settings,
    change: {},
    formulaOf: (route) => (route.isForAll ? ALWAYS : matching(route)),
    readOn: (to, way, change) => readingOn(way)([to, change]),
  });
  const readBy = remember(
    ({ caller, to }: { readonly caller: ObjectName; readonly to: Target }) => {
      const route = terrain.sidecarRouteOf({ from: { kind: 'workload', workload: caller }, to });
      return route && readSidecar(routerOf(caller, to), route, named);
    },
    ({ caller, to }) => {
      const speaker = terrain.speakers().get(nameOf(caller));
      const likeness = speaker && likenessTowards(speaker, target.workload.namespace);
      return `${likeness ?? nameOf(caller)} ${wayKey(to)}`;
    },
  );
  return (caller, to) => readBy({ caller, to });
}

function readSidecar(
  router: Router,
  { chooser: { bytes, requests } }: SidecarRoute,
  named: (names: readonly string[]) => Formula,
): SidecarReading {
  const tcp = readChoice(router, bytes());
  if (requests === undefined) return { http: tcp, tcp };
  const { names, routes } = requests;
  if (routes === undefined) return { http: { kind: 'asCalled' }, tcp };
  return { http: { kind: 'requests', named: named(names), routes: readRoutes(router, routes) }, tcp };
}

function readChoice(router: Router, choice: SidecarChoice): ReadSent {
  if (choice.kind === 'asCalled' || choice.kind === 'past') return choice;
  const outcomes = choice.kind === 'anyOf' ? choice.outcomes : [choice];
  const shares = outcomes.flatMap((outcome) => {
    switch (outcome.kind) {
      case 'routed':
      case 'passedOn':
        return readShare(router, outcome.to);
      case 'undecided':
        return { kind: 'untold', because: outcome.because, leads: true } as const;
      case 'answered':
      case 'refused':
        return [];
    }
  });
  const answers = outcomes.some(({ kind }) => kind === 'answered' || kind === 'refused');
  const isThere = shares.some(({ leads }) => leads);
  return { kind: 'onto', onto: ontoOf(router, isThere ? shares : [], answers) };
}

/** What requests must name for the routes of one of these; undefined: none has any. */
export function namesAskedBy(readings: readonly SidecarReading[]): Formula | undefined {
  return readings.flatMap(({ http }) => (http.kind === 'requests' ? http.named : []))[0];
}

/**
 * The reading of a sidecar where in some mesh it asks what requests name. Without routes one is taken to name what
 * is called; beside a mesh with routes, by which others go past them, those would seem to be lost there.
 */
export function namedAlike(reading: SidecarReading, namesAsked: () => Formula | undefined): SidecarReading {
  const named = reading.http.kind === 'asCalled' ? namesAsked() : undefined;
  return named === undefined ? reading : { ...reading, http: { kind: 'asNamed', named } };
}

/** What has to be told apart. */
export function literalsAtSidecar(reading: SidecarReading): readonly Literal[] {
  const { http } = reading;
  const formulas = http.kind === 'requests' ? [http.named, ...http.routes.map(({ formula }) => formula)] : [];
  return [...literalsIn(formulas), ...behindSidecars(reading).flatMap(literalsOn)];
}

/** The rules about tokens behind it, of each proxy. */
export function jwtRulesAtSidecar(reading: SidecarReading): readonly (readonly JwtRule[])[] {
  return behindSidecars(reading).flatMap(jwtRulesOn);
}

/** What is asked where it may lead. */
export function behindSidecars({ http, tcp }: SidecarReading): readonly WayReading[] {
  const ontos = [http, tcp].flatMap((sent): readonly ReadOnto[] => {
    switch (sent.kind) {
      case 'asCalled':
      case 'asNamed':
      case 'past':
        return [];
      case 'onto':
        return [sent.onto];
      case 'requests':
        return sent.routes.flatMap(({ onto }) => onto ?? []);
    }
  });
  return readingsBehind(ontos);
}

/** A caller of each kind that proxies tell apart. */
export function sendersIn(terrain: Terrain): readonly ObjectName[] {
  const first = new Map<string, ObjectName>();
  for (const [name, { likeness }] of terrain.speakers()) {
    const [workload] = terrain.byName.get(name) ?? [];
    if (workload !== undefined && !first.has(likeness)) {
      first.set(likeness, { namespace: workload.namespace, name: workload.name });
    }
  }
  return [...first.values()];
}
