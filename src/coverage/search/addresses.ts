/** Which addresses show what a block holds? */
import { tryCidr, type Cidr } from '../../policy/ip-block';

/** An address of each half of the block: a block of half the size holds only one of them. None, if it is no block. */
export function addressesIn(text: string): readonly string[] {
  const block = tryCidr(text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`);
  if (block === undefined) return [];
  const bits = block.family === 4 ? 32 : 128;
  const first = shown(block.family, block.first);
  if (block.prefix === bits) return [first];
  return [first, shown(block.family, block.first + (1n << BigInt(bits - block.prefix - 1)))];
}

function shown(family: Cidr['family'], value: bigint): string {
  if (family === 4) return parts(value, 4, 8n).join('.');
  return parts(value, 8, 16n)
    .map((part) => part.toString(16))
    .join(':');
}

function parts(value: bigint, count: number, bits: bigint): readonly bigint[] {
  const mask = (1n << bits) - 1n;
  return Array.from({ length: count }, (_, index) => (value >> (bits * BigInt(count - 1 - index))) & mask);
}
