/** Where does a call stand in the space of its target? By the plain engine's own reading of the request. */
import type { Arrival } from '../../src/evaluate/matching/arrival';
import { ownTlsOf } from '../../src/evaluate/matching/arrival';
import { joined, valuesOf } from '../../src/evaluate/matching/header-map';
import type { Authentication } from '../../src/evaluate/matching/jwt';
import { authenticate } from '../../src/evaluate/matching/jwt';
import type { ReceivedRequest } from '../../src/evaluate/matching/received-request';
import type { JwtRule } from '../../src/policy/model';
import type { ProxyOrders } from '../../src/evaluate/proxies/policies-at-proxy';
import { receive } from '../../src/evaluate/matching/received-request';
import { queryValueOf } from '../../src/evaluate/routes/route-path';
import { splitQuery } from '../../src/evaluate/matching/path-normalisation';
import { isObject, type JsonObject } from '../../src/policy/json-object';
import type { Request, Target } from '../../src/policy/request';
import { tryEnvoyAddress } from '../../src/policy/ip-block';
import type { Axis } from '../../src/reach/space/axis';
import { otherAtom } from '../../src/reach/space/axis';
import { SCHEME } from '../../src/reach/formulas/identity-forms';
import type { Space } from '../../src/reach/space/space';
import { WAY } from '../../src/reach/space/space';
import type { KnownPlaces } from '../../src/reach/formulas/token-places';
import { isReadAt, placesInWords, refusals } from '../../src/reach/formulas/token-places';
import { tokensOf, type Values } from '../../src/reach/space/universes';

/** The point, or why the call is none: it has a value that the space does not know. */
export type Placed = { readonly point: readonly number[] } | { readonly outside: string };

class Outside extends Error {}

/** The proxy that reads a request first. */
export interface Reader {
  readonly config: ProxyOrders;
  readonly trustedProxies: number | undefined;
  /** rules about tokens of those behind it */
  readonly behind?: readonly (readonly JwtRule[])[];
}

/** The point of the call. `reader`: the proxy that reads its tokens, if one does. */
export function pointOf(space: Space, request: Request, reader: Reader | undefined): Placed {
  const point = new Array<number>(space.dimensions).fill(0);
  try {
    // of several tokens one counts at each proxy, and only where tokens stand apart a point has more
    const isForSeveral = reader?.behind?.some((rules) => rules.length > 0) === true && space.values.apart.size === 0;
    if (isForSeveral && (request.http?.tokens.length ?? 0) > 1) throw new Outside('tokens for several proxies');
    point[WAY] = wayOf(space, request.to);
    point[1] = request.http === undefined ? 1 : 0;
    for (const axis of new Set(space.axes.values())) place(axis, space, request, reader, point);
    return { point };
  } catch (error) {
    if (error instanceof Outside) return { outside: error.message };
    throw error;
  }
}

function wayOf({ ways }: Space, { ip: _, subset: __, ...to }: Target): number {
  const key = (way: Target): string => JSON.stringify(Object.entries(way).sort(([a], [b]) => (a < b ? -1 : 1)));
  const found = ways.findIndex((way) => key(way) === key(to as Target));
  if (found < 0) throw new Outside(`way ${JSON.stringify(to)}`);
  return found;
}

function known(axis: Axis, atom: number | undefined, shown: string): number {
  if (atom === undefined) throw new Outside(`${axis.subject.kind} ${shown}`);
  return atom;
}

function ofText(axis: Axis, text: string | undefined): number {
  if (text === undefined) return otherAtom(axis, 'absent');
  return known(axis, axis.kind === 'texts' ? axis.atoms.atomOf(text) : undefined, text);
}

function ofAddress(axis: Axis, text: string | undefined): number {
  const address = tryEnvoyAddress(text ?? '');
  return known(axis, axis.kind === 'addresses' && address ? axis.atoms.atomOf(address) : undefined, String(text));
}

function place(axis: Axis, { values }: Space, request: Request, reader: Reader | undefined, point: number[]): void {
  const { from, to, http } = request;
  const ownTls = ownTlsOf(request);
  const seen = receivedBy(request, reader);
  const one = (atom: number): void => void (point[axis.first] = atom);
  const several = (texts: readonly string[]): void => {
    for (const text of texts) point[axis.first + ofText(axis, text)] = 1;
  };
  const { subject } = axis;
  if (subject.kind === 'identity') {
    one(from.kind === 'mtls' ? ofText(axis, SCHEME + from.identity) : otherAtom(axis, 'plaintext'));
  }
  if (subject.kind === 'source') one(ofAddress(axis, from.ip));
  if (subject.kind === 'destination') one(ofAddress(axis, to.ip));
  if (subject.kind === 'sni') one(ofText(axis, (from.kind === 'workload' ? '' : (ownTls?.sni ?? '')).toLowerCase()));
  if (subject.kind === 'tls') {
    if (from.kind === 'workload' && ownTls !== undefined) throw new Outside('TLS of a workload with a proxy');
    one(otherAtom(axis, from.kind === 'plaintext' && ownTls !== undefined ? 'own' : 'none'));
  }
  if (http === undefined || ['identity', 'source', 'destination', 'sni', 'tls'].includes(subject.kind)) return;
  if (seen === undefined) throw new Outside(`path ${http.path}`);
  const { places } = tokensOf(values, axis.apart);
  const rules = rulesOf(reader, values, axis);
  const tokens = tokensAt(rules, seen);
  const payload = tokens.kind === 'passed' ? tokens.payload : undefined;
  switch (subject.kind) {
    case 'identity':
    case 'source':
    case 'destination':
    case 'sni':
    case 'tls':
      return;
    case 'method':
      return one(ofText(axis, seen.method));
    case 'path':
      return one(ofText(axis, splitQuery(seen.target)[0]));
    case 'target':
      return one(ofText(axis, seen.target));
    case 'query':
      return one(ofText(axis, queryValueOf(seen.target, subject.name)));
    case 'host':
      return one(ofText(axis, seen.host));
    case 'remote':
      return one(ofAddress(axis, seen.remote.kind === 'ip' ? seen.remote.ip : undefined));
    case 'header': {
      const lines = valuesOf(seen.headers, subject.name);
      return subject.joined ? one(ofText(axis, joined(lines)[0])) : several(lines);
    }
    case 'issuer':
      if (payload !== undefined) return one(ofText(axis, String(payload.iss)));
      if (tokens.kind === 'undecided') return one(otherAtom(axis, 'stranger'));
      if (tokens.kind === 'passed') return one(otherAtom(axis, 'none'));
      return one(otherAtom(axis, refusalOf(places, rules, seen)));
    case 'claim': {
      const claim = subject.path.reduce<unknown>(
        (v, name) => (isObject(v) ? v[name] : undefined),
        payload as JsonObject,
      );
      const texts = (Array.isArray(claim) ? claim : [claim]).filter((text): text is string => typeof text === 'string');
      return subject.single ? one(ofText(axis, texts[0])) : several(texts);
    }
  }
}

/** Where there are tokens that are refused by those, and only those, who look there. */
function refusalOf(places: KnownPlaces, proxies: Proxies, seen: ReceivedRequest): string {
  const index = places.each.findIndex((those) =>
    proxies.every((rules) => isReadAt(those, rules) === (authenticate(rules, seen).kind === 'failed')),
  );
  const name = refusals(places)[index];
  if (name === undefined) throw new Outside('tokens that are refused in several places');
  return name;
}

type Proxies = readonly (readonly JwtRule[])[];

/** The rules of those who look at this token: of the first alone, where its tokens stand apart. */
function rulesOf(reader: Reader | undefined, { apart }: Values, axis: Axis): Proxies {
  const { config: { jwtRules = [] } = {}, behind = [] } = reader ?? {};
  const own = placesInWords(jwtRules);
  if (axis.apart !== undefined) return axis.apart === own ? [jwtRules] : [];
  return apart.has(own) ? behind : [jwtRules, ...behind];
}

/** Whoever accepts the token tells its claims; else some may refuse it. */
function tokensAt(proxies: Proxies, seen: ReceivedRequest): Authentication {
  const tried = proxies.map((rules) => authenticate(rules, seen));
  const accepted = tried.find((one) => one.kind === 'passed' && one.payload !== undefined);
  return accepted ?? tried.find(({ kind }) => kind !== 'passed') ?? { kind: 'passed', request: seen };
}

const ANYWHERE = {
  connection: { kind: 'unknown' },
  proxy: { kind: 'sidecar' },
} as unknown as Arrival;

function receivedBy({ from, http }: Request, reader: Reader | undefined): ReturnType<typeof receive> {
  if (http === undefined || reader === undefined) return undefined;
  const { config, trustedProxies } = reader;
  const connection: Arrival['connection'] = from.ip === undefined ? { kind: 'unknown' } : { kind: 'ip', ip: from.ip };
  return receive({ ...ANYWHERE, connection, trustedProxies }, http, config.settings);
}
