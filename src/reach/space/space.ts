/** What can differ between requests to one port, as far as somebody asks: the dimensions of its request sets. */
import { groupBy } from '../../policy/group-by';
import type { Target } from '../../policy/request';
import type { Bits } from '../../sets/bits';
import { NO_ATOM, toAtoms } from '../../sets/bits';
import type { Region } from '../../sets/region';
import { Regions } from '../../sets/regions';
import type { Readers } from '../../sets/text-readers';
import type { Axis } from './axis';
import { axisOf, sizesOf } from './axis';
import { refuseEntangled } from './entangled';
import type { Literal, Subject } from '../formulas/formula';
import type { Values } from './universes';

/** The dimensions of the requests to one port: by which name it is called, what is spoken, and all that is asked. */
export interface Space {
  readonly regions: Regions;
  /** by which the port may be called: a dimension */
  readonly ways: readonly Target[];
  /** in the order of their dimensions */
  readonly axes: ReadonlyMap<string, Axis>;
  /** who calls is always asked */
  readonly caller: Axis;
  readonly values: Values;
  /** shared with other ports */
  readonly readers: Readers;
  /** how many dimensions there are */
  readonly dimensions: number;
}

/** The dimension of the way, and that of the protocol with its atoms. */
export const WAY = 0;
export const PROTOCOL = 1;
export const HTTP: Bits = 1n;
export const TCP: Bits = 2n;

/** More nodes than this are not told apart. */
const NODE_LIMIT = 200_000;

const IDENTITY: Subject = { kind: 'identity' };
const TARGET: Subject = { kind: 'target' };

/** The order of dimensions: what tells most stands first. */
const ORDER: readonly Subject['kind'][] = [
  ...(['identity', 'issuer', 'claim', 'method', 'path', 'target', 'query', 'host', 'header'] as const),
  ...(['source', 'remote', 'destination', 'tls', 'sni'] as const),
];

/** The space of requests to a port that is called in these ways, in which these literals can be told. */
export function spaceOf(
  ways: readonly Target[],
  literals: readonly Literal[],
  values: Values,
  readers: Readers,
): Space {
  // who looks at the query sees the path, too
  const seesQuery = literals.some(({ about }) => about.kind === 'target');
  const placeOf = ({ about }: Literal): Subject => (seesQuery && about.kind === 'path' ? TARGET : about);
  const groups: readonly Group[] = [...groupBy(literals, (literal) => keyOf(placeOf(literal))).values()]
    .flatMap((asked) => groupsOf(placeOf(asked[0] as Literal), asked, values))
    .sort((a, b) => ORDER.indexOf(a.subject.kind) - ORDER.indexOf(b.subject.kind));
  const isCallerAsked = groups[0]?.subject.kind === 'identity';
  const all: readonly Group[] = isCallerAsked ? groups : [{ subject: IDENTITY, asked: [] }, ...groups];
  refuseEntangled(all.filter(({ apart }) => apart === undefined).map(({ subject }) => subject));
  const sizes: number[] = [ways.length, 2];
  const axes = new Map<string, Axis>();
  for (const { subject, asked, apart } of all) {
    const axis = axisOf(subject, asked, { first: sizes.length, values, readers, apart });
    sizes.push(...sizesOf(axis));
    axes.set(keyOf(subject, apart), axis);
  }
  const path = axes.get(keyOf(TARGET));
  if (path !== undefined) axes.set('path', path);
  const caller = axes.get(keyOf(IDENTITY)) as Axis;
  return { regions: new Regions(sizes, NODE_LIMIT), ways, axes, caller, values, readers, dimensions: sizes.length };
}

/** What is asked of one attribute. */
interface Group {
  readonly subject: Subject;
  readonly asked: readonly Literal[];
  readonly apart?: string | undefined;
}

/** What is asked of the token that counts, is asked of any. */
function groupsOf(subject: Subject, asked: readonly Literal[], { apart }: Values): readonly Group[] {
  const isOfToken = subject.kind === 'issuer' || subject.kind === 'claim';
  return [undefined, ...(isOfToken ? apart.keys() : [])].map((each) => ({ subject, asked, apart: each }));
}

/** A subject, of a token in these places apart, as a key: equal for equal subjects. */
export function keyOf(subject: Subject, apart?: string): string {
  if (apart !== undefined) return `${keyOf(subject)} in ${apart}`;
  switch (subject.kind) {
    case 'header':
      return `header ${subject.joined ? 'joined' : 'alone'} ${subject.name}`;
    case 'query':
      return `query ${subject.name}`;
    case 'claim':
      return `claim ${JSON.stringify(subject.path)}`;
    case 'identity':
    case 'sni':
    case 'tls':
    case 'method':
    case 'path':
    case 'target':
    case 'host':
    case 'issuer':
    case 'source':
    case 'remote':
    case 'destination':
      return subject.kind;
  }
}

/** The axis of the attribute, of a token in these places apart; undefined: nobody asks. */
export function axisIn({ axes }: Space, subject: Subject, apart?: string): Axis | undefined {
  return axes.get(keyOf(subject, apart));
}

/** The requests in which the attribute has one of these values, or one of these lacks. */
export function regionOn({ regions }: Space, { first, each }: Axis, bits: Bits): Region {
  if (bits === NO_ATOM) return regions.none;
  if (!each) return regions.box(new Map([[first, bits]]));
  return regions.unionOf(toAtoms(bits).map((atom) => regions.box(new Map([[first + atom, 2n]]))));
}

/** The values that this literal takes, of a token in these places apart. */
export function bitsOf(space: Space, literal: Literal, apart?: string): { readonly axis: Axis; readonly bits: Bits } {
  const axis = axisIn(space, literal.about, apart);
  const bits = axis?.bits.get(literal);
  if (axis === undefined || bits === undefined) throw new Error('a literal was not told of before');
  return { axis, bits };
}
