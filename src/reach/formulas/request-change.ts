/** What does a condition behind a proxy that routes say about the request as it comes to that proxy? */
import type { HeaderStep } from '../../evaluate/routes/route-headers';
import type { TextPattern } from '../../sets/text-pattern';
import { isTaken } from '../../sets/text-rest';
import { isWithin, tryEnvoyAddress } from '../../policy/ip-block';
import type { EnvoyPort, EnvoyReading } from '../ways/envoy-reading';
import { withFormulas } from '../ways/envoy-reading';
import type { Formula, Literal } from './formula';
import { anyOf, constant, NEVER, replacing } from './formula';
import type { KnownRewrite } from './path-before';
import { pathBefore } from './path-before';
import type { PointReading } from '../ways/point-reading';
import type { AddressSource } from './scene';
import { mayTakeSeveral } from './several-tokens';
import { headersOfTokens } from './token-places';
import { PREFLIGHT } from '../ways/token-reading';
import type { WayReading } from '../ways/way-reading';

/** What a gateway, or the sidecar of a caller, does to requests that take one of its routes to one destination. */
export interface RequestChange {
  readonly shown: string;
  readonly steps: readonly HeaderStep[];
  /** undefined: it stays as it is */
  readonly host: string | undefined;
  readonly path: KnownRewrite | undefined;
  /** where connections to a gateway come from, which it tells as the client; a sidecar tells of none */
  readonly client?: AddressSource;
  /** the gateway, which takes tokens out of requests */
  readonly gateway?: EnvoyReading<EnvoyPort>;
}

/** What is asked on the way behind the proxy, in terms of what comes to it. */
export function wayBefore(read: WayReading, change: RequestChange): WayReading {
  if (read.kind === 'untold') return read;
  if (mayTakeTokens(read, change)) return { kind: 'untold', because: SEVERAL, takesSeveral: true };
  const because = whyTokensChange(read, change);
  if (because !== undefined) return { kind: 'untold', because };
  const { waypoint, ...others } = read;
  const known: WayReading = { ...others, point: pointBefore(read.point, change) };
  if (waypoint === undefined) return known;
  if (waypoint.kind === 'untold') return { ...known, waypoint };
  const { envoy, behind } = waypoint;
  return {
    ...known,
    waypoint: { ...waypoint, envoy: envoyBefore(envoy, change), behind: pointBefore(behind, change) },
  };
}

function pointBefore(point: PointReading, change: RequestChange): PointReading {
  switch (point.kind) {
    case 'envoy':
      return { ...point, reading: envoyBefore(point.reading, change) };
    case 'either': {
      const [one, other] = point.of;
      return { ...point, of: [envoyBefore(one, change), envoyBefore(other, change)] };
    }
    case 'ztunnel': // it sees no requests
    case 'door':
    case 'open':
    case 'elsewhere':
    case 'untold':
      return point;
  }
}

function envoyBefore(reading: EnvoyReading, change: RequestChange): EnvoyReading {
  const map = (formula: Formula): Formula => replacing(formula, (literal) => literalBefore(literal, change));
  const { gateway } = change;
  return { ...withFormulas(reading, map), ...(gateway === undefined ? {} : { takenBefore: gateway.tokens }) };
}

/** Headers by which a CORS preflight is known, which needs no token. */
const OF_PREFLIGHTS = PREFLIGHT.flatMap(({ about }) => (about.kind === 'header' ? [about.name] : []));

const SEVERAL = 'a gateway and a proxy behind it may each take a token of their own, and a request may have both';

/** Whether a request may need a token for the gateway and another one behind it; where they stand apart, it may. */
function mayTakeTokens(read: WayBehind, { gateway }: RequestChange): boolean {
  if (gateway === undefined || gateway.tokens.apart !== undefined) return false;
  return envoysOn(read).some((behind) => mayTakeSeveral(gateway, behind));
}

type WayBehind = Extract<WayReading, { kind: 'way' }>;

function envoysOn({ point, waypoint }: WayBehind): readonly EnvoyReading[] {
  return [
    ...(point.kind === 'envoy' ? [point.reading] : []),
    ...(waypoint?.kind === 'waypoint' ? [waypoint.envoy] : []),
    ...(waypoint?.kind === 'waypoint' && waypoint.behind.kind === 'either' ? waypoint.behind.of : []),
  ];
}

/** Whether the route changes what decides about tokens behind it. */
function whyTokensChange(read: WayBehind, change: RequestChange): string | undefined {
  const places = envoysOn(read).flatMap(({ tokens: { rules } }) =>
    rules.length === 0 ? [] : [...headersOfTokens(rules).keys(), ...OF_PREFLIGHTS],
  );
  const changed = new Set(change.steps.flatMap(namesIn));
  const name = places.find((place) => changed.has(place));
  return name === undefined ? undefined : `${change.shown} changes header \`${name}\`, by which tokens are known`;
}

function namesIn({ remove, set, add }: HeaderStep): readonly string[] {
  return [...remove, ...[...set, ...add].map(([name]) => name)];
}

function literalBefore(literal: Literal, change: RequestChange): Formula {
  const { about, among } = literal;
  const same: Formula = { kind: 'is', literal };
  switch (about.kind) {
    case 'identity':
    case 'sni':
    case 'tls':
    case 'method':
    case 'query':
    case 'issuer':
    case 'claim':
    case 'source':
    case 'destination':
      return same;
    case 'remote':
      return clientBefore(literal, change);
    case 'host':
      return change.host === undefined ? same : constant(takes(among, change.host));
    case 'path':
    case 'target':
      return change.path === undefined || among.kind === 'addresses'
        ? same
        : pathBefore(about, among.patterns, change.path);
    case 'header':
      return headerBefore(literal, about, change);
  }
}

function takes(among: Literal['among'], text: string): boolean {
  return among.kind === 'texts' && among.patterns.some((pattern: TextPattern) => isTaken(pattern, text));
}

/** The gateway adds where its connection comes from to the list of which the last entry counts. */
function clientBefore(literal: Literal, { client, steps, shown }: RequestChange): Formula {
  if (steps.some((step) => namesIn(step).includes('x-forwarded-for'))) {
    return { kind: 'unknown', because: `${shown} changes header \`x-forwarded-for\`` };
  }
  switch (client?.kind) {
    case undefined:
      return { kind: 'is', literal };
    case 'asked':
      return { kind: 'is', literal: { ...literal, about: client.about } };
    case 'fixed': {
      const address = tryEnvoyAddress(client.ip);
      const { among } = literal;
      return constant(
        among.kind === 'addresses' && address !== undefined && among.blocks.some((block) => isWithin(block, address)),
      );
    }
    case 'none':
      return NEVER;
    case 'unknown':
      return { kind: 'unknown', because: client.because };
  }
}

/** A gateway takes these from clients, at its edge. */
const REMOVED: readonly string[] = ['x-envoy-downstream-service-cluster', 'x-envoy-downstream-service-node'];

/** The lines of the client, as far as they are left, and those that the route writes. */
function headerBefore(
  literal: Literal,
  { name, joined }: Extract<Literal['about'], { readonly kind: 'header' }>,
  { steps, path, client, gateway, shown }: RequestChange,
): Formula {
  if (name === 'x-envoy-original-path' && path !== undefined) {
    return { kind: 'unknown', because: `${shown} rewrites paths, and header \`${name}\` tells the one before` };
  }
  const because = gateway && headersOfTokens(gateway.tokens.rules).get(name);
  if (because !== undefined) return { kind: 'unknown', because };
  const { isKept, written } = steps.reduce<Lines>((lines, step) => linesAfter(lines, step, name), {
    isKept: client === undefined || !REMOVED.includes(name),
    written: [],
  });
  if (written.some(hasOperator) || (joined && isKept && written.length > 0)) {
    return { kind: 'unknown', because: `${shown} writes header \`${name}\` with what only Envoy knows` };
  }
  const own = written.map((line) => line.replaceAll('%%', '%').trim());
  const lines = joined && own.length > 0 ? [own.join(',')] : own;
  return anyOf([isKept ? { kind: 'is', literal } : NEVER, constant(lines.some((line) => takes(literal.among, line)))]);
}

interface Lines {
  /** whether those of the client are */
  readonly isKept: boolean;
  readonly written: readonly string[];
}

function linesAfter(before: Lines, { remove, set, add }: HeaderStep, name: string): Lines {
  const own = (pairs: HeaderStep['set']): readonly string[] =>
    pairs.flatMap(([header, value]) => (header === name ? [value] : []));
  const [last] = own(set).slice(-1);
  const left = remove.includes(name) ? { isKept: false, written: [] } : before;
  const now = last === undefined ? left : { isKept: false, written: [last] };
  return { ...now, written: [...now.written, ...own(add)] };
}

function hasOperator(value: string): boolean {
  return value.replaceAll('%%', '').includes('%');
}
