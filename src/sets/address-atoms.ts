/** How do blocks cut up IP addresses? IPv4 and IPv6 are apart. */
import { gather, type Atoms } from './atoms';
import { segmentAt, segments, type Interval, type Segment } from './intervals';

/** One address. */
export interface Address {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** The addresses that share the first `prefix` bits. INVARIANT: all other bits of `first` are 0. */
export interface AddressBlock {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly prefix: number;
}

/** All addresses of both families. */
export const ALL_ADDRESSES: readonly AddressBlock[] = [
  { family: 4, first: 0n, prefix: 0 },
  { family: 6, first: 0n, prefix: 0 },
];

/** Where IPv6 begins on the line that both families share. */
const IPV6 = 1n << 32n;

/**
 * Addresses that readers take for what they are, on that line: 203.0.113.1, 198.51.100.1 and 192.0.2.1 of the
 * documentation, 10.0.0.1, and 2001:db8::1.
 */
const FAMILIAR = [0xcb007101n, 0xc6336401n, 0xc0000201n, 0x0a000001n, IPV6 + (0x20010db8n << 96n) + 1n];

/** The universe and each condition are unions of blocks; what lies outside of the universe is ignored. */
export function addressAtoms(
  universe: readonly AddressBlock[],
  conditions: readonly (readonly AddressBlock[])[],
): Atoms<Address> {
  const ordered = segments(
    universe.map(intervalOf),
    conditions.map((blocks) => blocks.map(intervalOf)),
  );
  const familiar = FAMILIAR.flatMap((point) => {
    const place = segmentAt(ordered, point);
    return place === undefined ? [] : [{ holds: ordered[place]?.holds ?? [], sample: addressAt(point) }];
  });
  const pieces = ordered.map((segment) => ({ holds: segment.holds, sample: sampleOf(segment) }));
  const { atomOfPiece, ...atoms } = gather(conditions.length, [...familiar, ...pieces]);
  const atomOf = (address: Address): number | undefined => {
    const place = isAddress(address) ? segmentAt(ordered, pointOf(address)) : undefined;
    return place === undefined ? undefined : atomOfPiece[familiar.length + place];
  };
  return { ...atoms, atomOf };
}

/** The second address, where there is one: the first of a block is a network, not a host. */
function sampleOf({ from, end }: Segment<bigint>): Address {
  return addressAt(end - from > 1n ? from + 1n : from);
}

function intervalOf({ family, first, prefix }: AddressBlock): Interval<bigint> {
  const from = pointOf({ family, value: first });
  return { from, end: from + (1n << BigInt(widthOf(family) - prefix)) };
}

function pointOf({ family, value }: Address): bigint {
  return family === 4 ? value : IPV6 + value;
}

function addressAt(point: bigint): Address {
  return point < IPV6 ? { family: 4, value: point } : { family: 6, value: point - IPV6 };
}

function isAddress({ family, value }: Address): boolean {
  return value >= 0n && value < 1n << BigInt(widthOf(family));
}

function widthOf(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}
