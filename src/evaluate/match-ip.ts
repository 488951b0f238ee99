/** IP addresses and blocks. IPv4 and IPv6 never match each other. */
import { isIP } from 'node:net';

interface Block {
  readonly family: 4 | 6;
  readonly address: bigint;
  readonly prefix: number;
}

/** Whether the text is one address, without port or brackets. */
export function isAddress(text: string): boolean {
  return isIP(text) !== 0;
}

/** Whether the text is an address or a CIDR block. */
export function isBlock(text: string): boolean {
  return tryBlock(text) !== undefined;
}

/**
 * Whether an address lies in any of the blocks; a single address is a block of one, and host bits are masked.
 * @see istio pilot/pkg/security/authz/matcher/cidr.go, `CidrRange`
 */
export function anyBlock(blocks: readonly string[]): (address: string) => boolean {
  const ranges = blocks.flatMap((block) => tryBlock(block) ?? []);
  return (address) => {
    const point = tryBlock(address);
    return point !== undefined && ranges.some((range) => holdsPoint(range, point));
  };
}

function holdsPoint(range: Block, point: Block): boolean {
  if (range.family !== point.family) return false;
  const hostBits = BigInt(bitsOf(range.family) - range.prefix);
  return range.address >> hostBits === point.address >> hostBits;
}

function tryBlock(text: string): Block | undefined {
  const [withZone = '', length, ...rest] = text.split('/');
  const host = withZone.replace(/%.*$/, ''); // a zone is dropped
  const family = isIP(host);
  if (rest.length > 0 || (family !== 4 && family !== 6)) return undefined;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined;
  const prefix = length === undefined ? bitsOf(family) : Number(length);
  if (prefix > bitsOf(family)) return undefined;
  return { family, address: family === 4 ? fromIpv4(host) : fromIpv6(host), prefix };
}

function bitsOf(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}

function fromIpv4(text: string): bigint {
  return BigInt(text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0));
}

function fromIpv6(text: string): bigint {
  const [head = '', tail] = ipv4TailAsHex(text).split('::');
  const left = groupsOf(head);
  const right = groupsOf(tail ?? '');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

function groupsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(':');
}

function ipv4TailAsHex(text: string): string {
  return text.replace(/\d+\.\d+\.\d+\.\d+$/, (ipv4) => {
    const value = fromIpv4(ipv4);
    return `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
  });
}
