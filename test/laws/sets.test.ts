/** The laws of sets, for each kind of set that there is. */
import * as fc from 'fast-check';
import { addressAtoms, ALL_ADDRESSES, type Address, type AddressBlock } from '../../src/sets/address-atoms';
import type { Atoms } from '../../src/sets/atoms';
import * as bits from '../../src/sets/bits';
import { nameAtoms } from '../../src/sets/name-atoms';
import { numberAtoms } from '../../src/sets/number-atoms';
import { Regions } from '../../src/sets/regions';
import { textAtoms } from '../../src/sets/text-atoms';
import { ANY_TEXT, type TextPattern } from '../../src/sets/text-pattern';
import { describeSet } from './set-laws';

const ATOMS = 70; // more than a machine word, fewer than two

describeSet('bits', {
  ...bits,
  none: bits.NO_ATOM,
  all: bits.allAtoms(ATOMS),
  sets: fc.bigInt(0n, bits.allAtoms(ATOMS)),
  points: fc.nat(ATOMS - 1),
  complement: (a) => bits.complement(a, bits.allAtoms(ATOMS)),
});

/** Sets of values as sets of the atoms of some conditions. */
function describeAtoms<V>(name: string, atoms: Atoms<V>, values: fc.Arbitrary<V>): void {
  const atomOf = (value: V): number => atoms.atomOf(value) ?? NaN;
  describeSet<bigint, V>(name, {
    ...bits,
    none: bits.NO_ATOM,
    all: atoms.all,
    sets: fc.bigInt(0n, atoms.all),
    points: values,
    has: (set, value) => bits.has(set, atomOf(value)),
    complement: (a) => bits.complement(a, atoms.all),
    witness: (a) => atoms.samples[bits.witness(a) ?? NaN],
  });
}

const PORTS = [[{ first: 80, last: 80 }], [{ first: 1024, last: 65535 }], [{ first: 1, last: 8080 }]];
describeAtoms('numbers', numberAtoms({ first: 1, last: 65535 }, PORTS), fc.integer({ min: 1, max: 65535 }));

const METHODS = [['GET', 'HEAD'], ['GET'], ['POST']];
const methods = fc.oneof(fc.constantFrom('GET', 'HEAD', 'POST', 'PUT'), fc.string());
describeAtoms('names', nameAtoms({ kind: 'open', likely: ['GET', 'PUT'] }, METHODS), methods);

const BLOCKS: readonly (readonly AddressBlock[])[] = [
  [{ family: 4, first: 10n << 24n, prefix: 8 }],
  [
    { family: 4, first: 10n << 24n, prefix: 16 },
    { family: 6, first: 0n, prefix: 1 },
  ],
];
const addresses = fc.oneof(
  fc.bigInt(9n << 24n, 11n << 24n).map((value): Address => ({ family: 4, value })),
  fc.bigInt(0n, (1n << 128n) - 1n).map((value): Address => ({ family: 6, value })),
);
describeAtoms('addresses', addressAtoms(ALL_ADDRESSES, BLOCKS), addresses);

const PATTERNS: readonly (readonly TextPattern[])[] = [
  [{ kind: 'prefix', text: '/api/' }],
  [
    { kind: 'suffix', text: '.js' },
    { kind: 'exact', text: '/' },
  ],
  [
    {
      kind: 'sequence',
      parts: [
        { kind: 'text', text: '/' },
        { kind: 'run', of: { kind: 'not', characters: '/' }, atLeast: 1 },
      ],
    },
  ],
];
const texts = textAtoms({ within: [ANY_TEXT], without: [] }, PATTERNS);
if (texts.kind === 'too-many') throw new Error('the patterns of tests are within the limit');
describeAtoms('texts', texts, fc.oneof(fc.constantFrom('/', '/a', '/api/', '/api/x.js', '/x.js', '.js'), fc.string()));

const SIZES = [3, 1, 4, 2, 40];
const regions = new Regions(SIZES, 10_000_000);
const boxes = fc
  .tuple(...SIZES.map((size) => fc.option(fc.bigInt(0n, bits.allAtoms(size)), { nil: undefined })))
  .map((given) => new Map(given.flatMap((atoms, level) => (atoms === undefined ? [] : [[level, atoms] as const]))))
  .map((given) => regions.box(given));
describeSet('regions', {
  ...{ none: regions.none, all: regions.all, union: regions.union, intersect: regions.intersect },
  subtract: regions.subtract,
  sets: fc
    .tuple(fc.array(boxes, { maxLength: 4 }), fc.array(boxes, { maxLength: 2 }))
    .map(([inside, outside]) => regions.subtract(regions.unionOf(inside), regions.unionOf(outside))),
  points: fc.tuple(...SIZES.map((size) => fc.nat(size - 1))).map((point): readonly number[] => point),
  has: (set, point) => regions.has(set, point),
  complement: (a) => regions.complement(a),
  isEmpty: (a) => regions.isEmpty(a),
  isSubset: (a, b) => regions.isSubset(a, b),
  equals: (a, b) => regions.equals(a, b),
  witness: (a) => regions.witness(a),
});
