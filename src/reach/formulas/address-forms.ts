/** How is an address written? */
import type { Address } from '../../sets/address-atoms';

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
