/** When is an address in one of the blocks of a policy? */
import type { Address, AddressBlock } from '../sets/address-atoms';
import { blockForm, tryAddress } from './address-forms';
import type { Formula } from './formula';
import { constant, NEVER } from './formula';
import type { AddressSource } from './scene';

/** The address from there is in one of these blocks. */
export function addressFormula(where: AddressSource, written: readonly string[]): Formula {
  const blocks = written.flatMap((text) => blockForm(text) ?? []);
  switch (where.kind) {
    case 'none':
      return NEVER;
    case 'unknown':
      return blocks.length === 0 ? NEVER : { kind: 'unknown', because: where.because };
    case 'fixed': {
      const address = tryAddress(where.ip);
      return constant(address !== undefined && blocks.some((block) => holds(block, address)));
    }
    case 'asked':
      return { kind: 'is', literal: { about: where.about, among: { kind: 'addresses', blocks }, written } };
  }
}

function holds({ family, first, prefix }: AddressBlock, address: Address): boolean {
  const hostBits = BigInt((family === 4 ? 32 : 128) - prefix);
  return family === address.family && first >> hostBits === address.value >> hostBits;
}
