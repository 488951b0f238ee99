/** A set of requests in the words of policies: boxes, which may overlap. */
import type { Bits } from '../../sets/bits';
import { allAtoms, has, single } from '../../sets/bits';
import type { Region } from '../../sets/region';
import { LimitReached } from '../../sets/regions';
import { onAnyCaller, onAnyWay } from '../allowance';
import type { Axis } from './axis';
import { otherAtom, valuesOf } from './axis';
import { fixed } from './fixed';
import type { Among, RequestBox } from './request-box';
import type { RequestSet } from './request-set';
import type { Space } from './space';
import { axisIn, HTTP, PROTOCOL, regionOn, TCP } from './space';
import { refusals } from '../formulas/token-places';
import { tokensOf } from './universes';
import { PREFLIGHT } from '../ways/token-reading';

/** Our limit: nobody reads more. Rules that each name two headers of their own would double them with each rule. */
const MOST_BOXES = 300;

/**
 * The requests, whoever sends them on whichever way. A token that is refused is told of where it makes a difference.
 * Where they take more than 300 boxes, `LimitReached` is thrown.
 */
export function boxesOf(set: RequestSet): readonly RequestBox[] {
  const { space } = set;
  const { regions } = space;
  const whole = onAnyCaller(onAnyWay(set)).region;
  const meant = withoutOddTokens(space, whole);
  const refused = refusedTokensIn(space, regions.isEmpty(meant) ? whole : onlyRefused(space, whole));
  const all = regions.union(meant, refused);
  const isMixed = [HTTP, TCP].every(
    (protocol) => !regions.isEmpty(regions.intersect(all, regions.box(new Map([[PROTOCOL, protocol]])))),
  );
  const boxesIn = (region: Region): readonly RequestBox[] =>
    regions.boxes(region, MOST_BOXES).flatMap((bits) => boxesFrom(space, bits, isMixed));
  const told = [
    ...boxesIn(meant),
    ...boxesIn(refused).map((box): RequestBox => ({ ...withoutProtocol(box), refusedToken: true })),
  ];
  // attributes that policies have no words for may be all in which two of them differ
  return [...new Map(told.map((box) => [JSON.stringify(box), box])).values()];
}

/** The tokens that somebody asks for. */
function tokensIn(space: Space): readonly Axis[] {
  return [undefined, ...space.values.apart.keys()].flatMap((apart) => axisIn(space, { kind: 'issuer' }, apart) ?? []);
}

/** The atoms of tokens that no proxy is known to accept. */
function oddTokens({ values }: Space, { apart }: Axis): readonly string[] {
  const { places, acceptsAnyIssuer } = tokensOf(values, apart);
  return [...refusals(places), ...(acceptsAnyIssuer ? ['stranger'] : [])];
}

/** The requests that have a token that is refused, whichever. */
function refusedTokensIn(space: Space, region: Region): Region {
  const { regions } = space;
  const refused = tokensIn(space).flatMap((token) =>
    oddTokens(space, token).map((name) => fixed(regions, region, token.first, otherAtom(token, name))),
  );
  return withoutPreflights(space, regions.unionOf(refused));
}

/** The part that has a token which is refused, and is not there without one. */
function onlyRefused(space: Space, whole: Region): Region {
  const { regions } = space;
  const parts = tokensIn(space).map((token) => {
    const { places } = tokensOf(space.values, token.apart);
    const atoms = refusals(places).reduce<Bits>((bits, name) => bits | single(otherAtom(token, name)), 0n);
    const asNone = fixed(regions, whole, token.first, otherAtom(token, 'none'));
    return regions.subtract(regions.intersect(whole, regionOn(space, token, atoms)), asNone);
  });
  return regions.unionOf(parts);
}

/** A token that is refused is as none, and CORS preflights, which no token is needed for, are left out. */
function withoutOddTokens(space: Space, whole: Region): Region {
  const { regions } = space;
  const tokens = tokensIn(space);
  if (tokens.length === 0) return whole;
  const meant = tokens.reduce((region, token) => {
    const none = otherAtom(token, 'none');
    const atoms = oddTokens(space, token).reduce<Bits>((bits, name) => bits | single(otherAtom(token, name)), 0n);
    const odd = regionOn(space, token, atoms);
    const asNone = regions.intersect(odd, fixed(regions, region, token.first, none));
    return regions.union(regions.subtract(region, odd), asNone);
  }, whole);
  return withoutPreflights(space, meant);
}

function withoutPreflights(space: Space, region: Region): Region {
  return PREFLIGHT.map(({ about }) => axisIn(space, about)).reduce(
    (left, axis) =>
      axis?.subject.kind !== 'header' || isWritten(axis)
        ? left
        : fixed(space.regions, left, axis.first, otherAtom(axis, 'absent')),
    region,
  );
}

function isWritten({ bits }: Axis): boolean {
  return [...bits.keys()].some(({ written }) => written !== undefined);
}

type Mutable = { -readonly [Key in keyof RequestBox]: RequestBox[Key] };

/** What the box says of each attribute; where one takes several lists of patterns, a box for each. */
function boxesFrom(space: Space, bits: readonly Bits[], isMixed: boolean): readonly RequestBox[] {
  const protocol = bits[PROTOCOL];
  const begin: RequestBox = protocol === TCP ? { protocol: 'tcp' } : protocol === HTTP ? { protocol: 'http' } : {};
  const boxes = [...new Set(space.axes.values())].reduce<readonly RequestBox[]>(
    (boxes, axis) => {
      const all = boxes.flatMap((box) => saidOn(axis, bits).map((said) => merged(box, said)));
      if (all.length > MOST_BOXES) throw new LimitReached(MOST_BOXES, 'boxes');
      return all;
    },
    [begin],
  );
  return isMixed ? boxes : boxes.map((box) => (isPlainlyHttp(space, box) ? withoutProtocol(box) : box));
}

/** What connections have that are no HTTP. */
const OF_CONNECTIONS: ReadonlySet<string> = new Set<keyof RequestBox>([
  ...(['protocol', 'tls', 'sni', 'notSni', 'ips', 'notIps'] as const),
  ...(['remoteIps', 'notRemoteIps', 'destinationIps', 'notDestinationIps'] as const),
]);

/** Whether nobody takes these for anything but HTTP: they say what only HTTP has, or nothing else is taken there. */
function isPlainlyHttp({ values: { takesBytes } }: Space, box: RequestBox): boolean {
  const saysHttp = Object.keys(box).some((key) => !OF_CONNECTIONS.has(key));
  return box.protocol === 'http' && (saysHttp || !takesBytes);
}

function withoutProtocol({ protocol: _, ...box }: RequestBox): RequestBox {
  return box;
}

function saidOn(axis: Axis, bits: readonly Bits[]): readonly RequestBox[] {
  const { apart } = axis;
  const said = saidOfValues(axis, bits);
  if (apart === undefined) return said;
  return said.map((box): RequestBox => (Object.keys(box).length === 0 ? box : { tokens: { [apart]: box } }));
}

function saidOfValues(axis: Axis, bits: readonly Bits[]): readonly RequestBox[] {
  if (axis.subject.kind === 'identity') return [{}];
  if (axis.each) return [saidOfSeveral(axis, bits)];
  const own = bits[axis.first] ?? 0n;
  if (own === allAtoms(axis.atoms.count + axis.others.length)) return [{}];
  if (axis.subject.kind === 'issuer') return saidOfTokens(axis, own);
  if (axis.subject.kind === 'tls') return [{ tls: has(own, otherAtom(axis, 'own')) }];
  const values = own & valuesOf(axis);
  const isAbsent = axis.others.includes('absent') && has(own, otherAtom(axis, 'absent'));
  const said =
    values === valuesOf(axis)
      ? [named(axis, { values: ['*'] })]
      : values === 0n
        ? []
        : axis.shown(values).map(({ ofHeader, ...among }) => ({
            ...named(axis, among),
            ...(ofHeader && { headers: { [axis.subject.kind === 'host' ? ':authority' : ':path']: ofHeader } }),
          }));
  return isAbsent ? [...said, named(axis, { notValues: ['*'] })] : said;
}

/** Of a header or a claim with several values: that it has one, and that it has none. */
function saidOfSeveral(axis: Axis, bits: readonly Bits[]): RequestBox {
  const those = (answer: Bits): Bits =>
    axis.atoms.samples.reduce<Bits>(
      (found, _, atom) => (bits[axis.first + atom] === answer ? found | single(atom) : found),
      0n,
    );
  const [no, yes] = [those(1n), those(2n)];
  const words = (atoms: Bits): readonly string[] =>
    atoms === 0n
      ? []
      : atoms === valuesOf(axis)
        ? ['*']
        : axis.shown(atoms).flatMap(({ values = [], notValues = [] }) => {
            if (values.length === 0) return [`none of ${notValues.join(', ')}`];
            return notValues.length === 0 ? values : values.map((value) => `${value} but not ${notValues.join(', ')}`);
          });
  const [has_, hasNot] = [words(yes), words(no)];
  if (has_.length + hasNot.length === 0) return {};
  return named(axis, {
    ...(has_.length === 0 ? {} : { values: has_ }),
    ...(hasNot.length === 0 ? {} : { notValues: hasNot }),
  });
}

function saidOfTokens(axis: Axis, bits: Bits): readonly RequestBox[] {
  const issuers = bits & valuesOf(axis);
  const without = has(bits, otherAtom(axis, 'none')) ? [{ token: false }] : [];
  if (issuers === 0n) return without;
  if (issuers === valuesOf(axis)) return [{ token: true }, ...without];
  const names = axis.kind === 'texts' ? axis.atoms.samples.filter((_, atom) => has(issuers, atom)) : [];
  return [{ token: true, claims: { iss: { values: names } } }, ...without];
}

/** The statement under the key of the attribute. */
function named({ subject }: Axis, { values, notValues }: Among): RequestBox {
  const pair = <K extends string, N extends string>(key: K, notKey: N): RequestBox => ({
    ...(values === undefined ? {} : { [key]: values }),
    ...(notValues === undefined ? {} : { [notKey]: notValues }),
  });
  const among: Among = {
    ...(values === undefined ? {} : { values }),
    ...(notValues === undefined ? {} : { notValues }),
  };
  switch (subject.kind) {
    case 'method':
      return pair('methods', 'notMethods');
    case 'path':
    case 'target':
      return pair('paths', 'notPaths');
    case 'host':
      return pair('hosts', 'notHosts');
    case 'source':
      return pair('ips', 'notIps');
    case 'remote':
      return pair('remoteIps', 'notRemoteIps');
    case 'destination':
      return pair('destinationIps', 'notDestinationIps');
    case 'sni':
      return pair('sni', 'notSni');
    case 'query':
      return { query: { [subject.name]: among } };
    case 'header':
      return { headers: { [subject.name]: among } };
    case 'claim':
      return { claims: { [subject.path.join('.')]: among } };
    case 'identity':
    case 'issuer':
    case 'tls':
      return {};
  }
}

function merged(box: RequestBox, said: RequestBox): RequestBox {
  const together: Mutable = { ...box, ...said };
  if (box.claims !== undefined && said.claims !== undefined) together.claims = { ...box.claims, ...said.claims };
  if (box.tokens !== undefined && said.tokens !== undefined) {
    const { tokens } = box;
    const more = Object.entries(said.tokens).map(([place, token]) => [place, merged(tokens[place] ?? {}, token)]);
    together.tokens = { ...tokens, ...Object.fromEntries(more) };
  }
  if (box.query !== undefined && said.query !== undefined) together.query = { ...box.query, ...said.query };
  if (box.headers !== undefined && said.headers !== undefined) together.headers = { ...box.headers, ...said.headers };
  return together;
}
