/** Of the requests of a set, which would people write down? Plain ones, where there are any. */
import type { Bits } from '../../sets/bits';
import { single } from '../../sets/bits';
import type { Region } from '../../sets/region';
import type { Axis } from './axis';
import { otherAtom } from './axis';
import type { Space } from './space';
import { HTTP, PROTOCOL } from './space';

/** What is left of the region when one attribute after the other is as plain as it can be. */
export function preferred(space: Space, region: Region): Region {
  const { regions } = space;
  const wishes = [[PROTOCOL, HTTP] as const, ...[...new Set(space.axes.values())].flatMap(wishOn)];
  return wishes.reduce((left, [dimension, bits]) => {
    const plain = regions.intersect(left, regions.box(new Map([[dimension, bits]])));
    return regions.isEmpty(plain) ? left : plain;
  }, region);
}

function wishOn(axis: Axis): readonly (readonly [number, Bits])[] {
  const wish = (atom: number | undefined): readonly (readonly [number, Bits])[] =>
    atom === undefined ? [] : [[axis.first, single(atom)]];
  switch (axis.subject.kind) {
    case 'issuer':
      return wish(otherAtom(axis, 'none'));
    case 'tls':
      return wish(otherAtom(axis, 'none'));
    case 'query':
      return wish(otherAtom(axis, 'absent'));
    case 'header':
    case 'claim': // of several values, none at all
      return axis.each
        ? axis.atoms.samples.map((_, atom): readonly [number, Bits] => [axis.first + atom, 1n])
        : wish(otherAtom(axis, 'absent'));
    case 'method':
      return wish(atomOf(axis, 'GET'));
    case 'path':
    case 'target':
      return wish(atomOf(axis, '/'));
    case 'sni':
      return wish(atomOf(axis, ''));
    case 'identity':
    case 'host':
    case 'source':
    case 'remote':
    case 'destination':
      return [];
  }
}

function atomOf(axis: Axis, text: string): number | undefined {
  return axis.kind === 'texts' ? axis.atoms.atomOf(text) : undefined;
}
