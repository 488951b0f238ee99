/** IP addresses and CIDR blocks as values. IPv4 and IPv6 are apart: no address is in a block of the other family. */
import { isIP } from 'node:net';

/** One address. An IPv6 address that holds an IPv4 one (`::ffff:192.0.2.1`) is that IPv4 address, as Go reads it. */
export interface IpAddress {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** The addresses that share the first `prefix` bits. INVARIANT: all other bits of `first` are 0. */
export interface Cidr {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly prefix: number;
}

/** Bits above an IPv4 address within an IPv6 one, and what they hold. */
const MAPPED_BITS = 96;
const MAPPED = 0xffffn;

/** The address, if the text is one, without port, brackets or zone. */
export function tryIpAddress(text: string): IpAddress | undefined {
  const bits = tryBits(text);
  if (bits === undefined || bits.family === 4) return bits;
  return bits.value >> 32n === MAPPED ? { family: 4, value: bits.value & 0xffff_ffffn } : bits;
}

/**
 * The block, if the text is `address/prefix`. Bits beyond the prefix are ignored: new objects with such bits are
 * refused, but stored ones may have them.
 * @see kubernetes pkg/apis/networking/validation/validation.go, `ValidateIPBlock`
 */
export function tryCidr(text: string): Cidr | undefined {
  const [address = '', length = '', ...rest] = text.split('/');
  const bits = tryBits(address);
  if (bits === undefined || rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const prefix = Number(length);
  if (prefix > widthOf(bits.family)) return undefined;
  const first = withoutHostBits(bits.family, bits.value, prefix);
  if (bits.family === 6 && prefix >= MAPPED_BITS && first >> 32n === MAPPED) {
    return { family: 4, first: first & 0xffff_ffffn, prefix: prefix - MAPPED_BITS };
  }
  return { family: bits.family, first, prefix };
}

/**
 * The block as Istio reads it, if the text is one: an address is a block of one, a zone is dropped, and an IPv4 address
 * within an IPv6 one stays IPv6.
 * @see istio pilot/pkg/security/authz/matcher/cidr.go, `CidrRange`
 */
export function tryIstioBlock(text: string): Cidr | undefined {
  const [address = '', length, ...rest] = text.split('/');
  const bits = tryEnvoyAddress(address);
  if (bits === undefined || rest.length > 0) return undefined;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined;
  const prefix = length === undefined ? widthOf(bits.family) : Number(length);
  if (prefix > widthOf(bits.family)) return undefined;
  return { family: bits.family, first: withoutHostBits(bits.family, bits.value, prefix), prefix };
}

/** The address as Envoy compares it with such blocks: without zone, and without what makes a block of it. */
export function tryEnvoyAddress(text: string): IpAddress | undefined {
  return tryBits(text.replace(/[%/].*$/, ''));
}

/** Whether the address is in the block. */
export function isWithin(block: Cidr, address: IpAddress): boolean {
  return (
    block.family === address.family && withoutHostBits(address.family, address.value, block.prefix) === block.first
  );
}

/** The address as a key: equal for equal addresses, however they are written. */
export function addressKey({ family, value }: IpAddress): string {
  return `${family}/${value}`;
}

function widthOf(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}

function withoutHostBits(family: 4 | 6, value: bigint, prefix: number): bigint {
  const hostBits = BigInt(widthOf(family) - prefix);
  return (value >> hostBits) << hostBits;
}

function tryBits(text: string): IpAddress | undefined {
  const family = isIP(text);
  if (text.includes('%') || (family !== 4 && family !== 6)) return undefined;
  return { family, value: family === 4 ? fromOctets(text) : fromGroups(text) };
}

function fromOctets(text: string): bigint {
  return BigInt(text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0));
}

function fromGroups(text: string): bigint {
  const [head = '', tail = ''] = text.replace(/[\d.]*\.[\d.]*$/, inHexadecimal).split('::');
  const left = head.split(':').filter((group) => group !== '');
  const right = tail.split(':').filter((group) => group !== '');
  const zeros = new Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

function inHexadecimal(octets: string): string {
  const value = fromOctets(octets);
  return `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
}
