/** IP blocks as Kubernetes takes them: always with a prefix, and without bits beyond it. */
import { isIP } from 'node:net';

/**
 * The block in CIDR form. Istio takes a single address, and ignores bits beyond the prefix; Kubernetes refuses both.
 * INVARIANT: the text is an address or a CIDR block.
 * @see kubernetes pkg/apis/networking/validation/validation.go, `ValidateIPBlock`
 */
export function maskedBlock(text: string): string {
  const [address = '', length] = text.split('/');
  const isShort = isIP(address) === 4;
  const width = isShort ? 32 : 128;
  const prefix = Number(length ?? width);
  const value = isShort ? fromOctets(address) : fromGroups(address);
  const hostBits = BigInt(width - prefix);
  const first = (value >> hostBits) << hostBits;
  // what needs no change stays as it is written
  if (first === value) return `${address}/${prefix}`;
  return `${isShort ? toOctets(first) : toGroups(first)}/${prefix}`;
}

function fromOctets(address: string): bigint {
  return address.split('.').reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
}

function toOctets(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
}

function fromGroups(address: string): bigint {
  const [left = [], right = []] = canonical(address)
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = new Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

function toGroups(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => (value >> BigInt(16 * (7 - i))) & 65535n);
  return canonical(groups.map((group) => group.toString(16)).join(':'));
}

/** In the shortest form, as URLs have it: no dots, no leading zeros. */
function canonical(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}
