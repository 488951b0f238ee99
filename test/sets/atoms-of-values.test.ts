/** Atoms of numbers, addresses and names, against membership by plain arithmetic. */
import * as fc from 'fast-check';
import { addressAtoms, ALL_ADDRESSES, type Address, type AddressBlock } from '../../src/sets/address-atoms';
import type { Atoms } from '../../src/sets/atoms';
import { has } from '../../src/sets/bits';
import { nameAtoms } from '../../src/sets/name-atoms';
import { numberAtoms, type NumberRange } from '../../src/sets/number-atoms';

/** Whether values and samples are where the conditions put them, and any two atoms differ. */
function isExact<V>(
  atoms: Atoms<V>,
  values: readonly V[],
  isIn: (value: V) => boolean,
  holds: ((value: V) => boolean)[],
) {
  const vector = (value: V, atom: number) =>
    holds.every((condition, index) => has(atoms.conditions[index] ?? 0n, atom) === condition(value));
  const distinct = new Set(atoms.samples.map((_, atom) => atoms.conditions.map((bits) => has(bits, atom)).join()));
  return (
    distinct.size === atoms.count &&
    atoms.samples.every((sample, atom) => isIn(sample) && atoms.atomOf(sample) === atom && vector(sample, atom)) &&
    values.every((value) => {
      const atom = atoms.atomOf(value);
      return atom === undefined ? !isIn(value) : isIn(value) && vector(value, atom);
    })
  );
}

const ranges = fc.array(
  fc.tuple(fc.nat(30), fc.nat(8)).map(([first, length]): NumberRange => ({ first, last: first + length })),
  { maxLength: 3 },
);
const within = ({ first, last }: NumberRange, value: number) => first <= value && value <= last;

test('a number is in the atoms of a condition exactly if one of its ranges holds it', () => {
  const universe = { first: 3, last: 30 };
  const values = Array.from({ length: 45 }, (_, value) => value - 2);
  fc.assert(
    fc.property(fc.array(ranges, { maxLength: 4 }), (conditions) =>
      isExact(
        numberAtoms(universe, conditions),
        values,
        (value) => within(universe, value),
        conditions.map((some) => (value: number) => some.some((range) => within(range, value))),
      ),
    ),
  );
});

test('what is no whole number has no atom', () => {
  const { atomOf } = numberAtoms({ first: 1, last: 9 }, []);
  expect([atomOf(1), atomOf(1.5), atomOf(NaN), atomOf(10)]).toEqual([0, undefined, undefined, undefined]);
});

const blocks = fc.array(
  fc
    .tuple(fc.constantFrom(4 as const, 6 as const), fc.bigInt(0n, 255n), fc.nat(8))
    .map(([family, top, prefix]): AddressBlock => {
      const width = family === 4 ? 32n : 128n;
      const host = width - BigInt(prefix);
      return { family, prefix, first: ((top << (width - 8n)) >> host) << host };
    }),
  { maxLength: 3 },
);
const addresses = fc.array(
  fc.oneof(
    fc.bigInt(0n, (1n << 32n) - 1n).map((value): Address => ({ family: 4, value })),
    fc.bigInt(0n, (1n << 128n) - 1n).map((value): Address => ({ family: 6, value })),
  ),
);
const holdsAddress = ({ family, first, prefix }: AddressBlock, address: Address) => {
  const host = BigInt((family === 4 ? 32 : 128) - prefix);
  return family === address.family && first >> host === address.value >> host;
};

test('an address is in the atoms of a condition exactly if one of its blocks holds it', () => {
  const universes = fc.oneof(fc.constant(ALL_ADDRESSES), blocks);
  fc.assert(
    fc.property(universes, fc.array(blocks, { maxLength: 4 }), addresses, (universe, conditions, values) =>
      isExact(
        addressAtoms(universe, conditions),
        values,
        (value) => universe.some((block) => holdsAddress(block, value)),
        conditions.map((some) => (value: Address) => some.some((block) => holdsAddress(block, value))),
      ),
    ),
  );
});

test('an address that people know stands for its atom, else a host', () => {
  const private10: AddressBlock = { family: 4, first: 10n << 24n, prefix: 8 };
  const private192: AddressBlock = { family: 4, first: (192n << 24n) + (168n << 16n), prefix: 16 };
  const texts = addressAtoms(ALL_ADDRESSES, [[private10], [private192]]).samples.map(({ value }) => value.toString(16));
  expect(texts).toEqual(['cb007101', 'a000001', 'c0a80001']);
});

const NAMES = ['GET', 'HEAD', 'POST', 'PUT', 'TRACE'];
const lists = fc.array(fc.subarray(NAMES), { maxLength: 4 });

test('a name is in the atoms of a condition exactly if it is listed', () => {
  fc.assert(
    fc.property(lists, fc.subarray(NAMES), (conditions, names) => {
      const holds = conditions.map((list) => (name: string) => list.includes(name));
      const open = nameAtoms({ kind: 'open', likely: ['GET', 'TRACE'] }, conditions);
      const closed = nameAtoms({ kind: 'closed', names }, conditions);
      const values = [...NAMES, 'PURGE', ''];
      return isExact(open, values, () => true, holds) && isExact(closed, values, (name) => names.includes(name), holds);
    }),
  );
});

test('the first likely name that no condition lists stands for all others', () => {
  expect(nameAtoms({ kind: 'open', likely: ['GET', 'TRACE'] }, [['GET']]).samples).toEqual(['GET', 'TRACE']);
  expect(nameAtoms({ kind: 'open', likely: ['GET'] }, [['GET'], ['GETX']]).samples).toEqual(['GET', 'GETX', 'GETXX']);
});
