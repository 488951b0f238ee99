/** Which addresses do the blocks of Istio's policies stand for? */
import { tryIpAddress } from '../policy/ip-block';
import type { Address, AddressBlock } from '../sets/address-atoms';

/** An IPv4 address within IPv6, which Envoy takes for an IPv6 one. */
const MAPPED = 0xffffn << 32n;

/** The block: an address is a block of one, a zone is dropped, host bits are masked. Undefined: it is none. */
export function blockForm(text: string): AddressBlock | undefined {
  const [withZone = '', length, ...rest] = text.split('/');
  const address = tryAddress(withZone.replace(/%.*$/, ''));
  if (address === undefined || rest.length > 0) return undefined;
  const { family, value } = address;
  const width = widthOf(family);
  const prefix = length === undefined ? width : Number(length);
  if (prefix > width) return undefined;
  const hostBits = BigInt(width - prefix);
  return { family, first: (value >> hostBits) << hostBits, prefix };
}

/** The address of this text, as Envoy takes it. */
export function tryAddress(text: string): Address | undefined {
  const address = tryIpAddress(text);
  if (address?.family !== 4 || !text.includes(':')) return address;
  return { family: 6, value: MAPPED + address.value };
}

/** The address as text. */
export function addressText({ family, value }: Address): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => (value >> BigInt(112 - 16 * index)) & 0xffffn);
  const text = groups.map((group) => group.toString(16)).join(':');
  const longest = /(?:^|:)0(?::0)+(?=:|$)/.exec(text);
  return longest === null ? text : shortened(text, longest.index, longest[0].length);
}

function shortened(text: string, at: number, length: number): string {
  return `${text.slice(0, at)}::${text.slice(at + length).replace(/^:/, '')}`;
}

function widthOf(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}
