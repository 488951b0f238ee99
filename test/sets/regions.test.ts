import * as fc from 'fast-check';
import { allAtoms, has, type Bits } from '../../src/sets/bits';
import { LimitReached, Regions } from '../../src/sets/regions';

const SIZES = [3, 2, 5];
const POINTS = Array.from({ length: 30 }, (_, i) => [i % 3, Math.floor(i / 3) % 2, Math.floor(i / 6)]);
const bitsOf = (size: number) => fc.option(fc.bigInt(0n, allAtoms(size)), { nil: undefined });
const givenBoxes = fc.array(fc.tuple(...SIZES.map(bitsOf)), { maxLength: 5 });
type Given = readonly (Bits | undefined)[];

const contains = (box: Given, point: readonly number[]) =>
  box.every((atoms, level) => atoms === undefined || has(atoms, point[level] ?? NaN));
const toMap = (box: Given) =>
  new Map(box.flatMap((atoms, level) => (atoms === undefined ? [] : [[level, atoms] as const])));

test('a union of boxes holds the points of each, and no other', () => {
  fc.assert(
    fc.property(givenBoxes, (given) => {
      const regions = new Regions(SIZES, 1000);
      const union = regions.unionOf(given.map((box) => regions.box(toMap(box))));
      return POINTS.every((point) => regions.has(union, point) === given.some((box) => contains(box, point)));
    }),
  );
});

test('sets with the same points are one object, however they came about', () => {
  fc.assert(
    fc.property(givenBoxes, (given) => {
      const regions = new Regions(SIZES, 1000);
      const union = regions.unionOf(given.map((box) => regions.box(toMap(box))));
      const single = POINTS.filter((point) => regions.has(union, point)).map((point) =>
        regions.box(toMap(point.map((atom) => 1n << BigInt(atom)))),
      );
      return regions.equals(regions.unionOf(single), union);
    }),
  );
});

test('its boxes are together the region, and none can grow', () => {
  fc.assert(
    fc.property(givenBoxes, (given) => {
      const regions = new Regions(SIZES, 1000);
      const union = regions.unionOf(given.map((box) => regions.box(toMap(box))));
      const boxes = regions.boxes(union, 100);
      const isGrowable = boxes.some((box) =>
        box.some((atoms, level) =>
          POINTS.some(
            (point) =>
              !has(atoms, point[level] ?? NaN) &&
              regions.isSubset(
                regions.box(
                  toMap(box.map((old, at) => (at === level ? atoms | (1n << BigInt(point[level] ?? 0)) : old))),
                ),
                union,
              ),
          ),
        ),
      );
      return (
        !isGrowable && POINTS.every((point) => boxes.some((box) => contains(box, point)) === regions.has(union, point))
      );
    }),
  );
});

test('boxes depend on the set, not on how it came about', () => {
  fc.assert(
    fc.property(givenBoxes, (given) => {
      const boxesIn = (order: readonly Given[]) => {
        const regions = new Regions(SIZES, 1000);
        return regions.boxes(regions.unionOf(order.map((box) => regions.box(toMap(box)))), 100);
      };
      expect(boxesIn([...given].reverse())).toEqual(boxesIn(given));
    }),
  );
});

test('boxes are as large as can be, so that they say no more than they must', () => {
  const regions = new Regions([2, 2, 3], 100);
  const read = regions.box(toMap([undefined, 1n]));
  const write = regions.box(toMap([2n, undefined, 1n]));
  expect(regions.boxes(regions.union(read, write), 2)).toEqual([
    [3n, 1n, 7n],
    [2n, 3n, 1n],
  ]);
});

test('everything is one box, and nothing is none', () => {
  const regions = new Regions([2, 3], 100);
  expect(regions.boxes(regions.all, 2)).toEqual([[3n, 7n]]);
  expect(regions.boxes(regions.none, 2)).toEqual([]);
});

test('a dimension without atoms leaves no points at all', () => {
  const regions = new Regions([2, 0], 100);
  expect(regions.isEmpty(regions.all)).toBe(true);
  expect(regions.boxes(regions.all, 2)).toEqual([]);
  expect(regions.witness(regions.complement(regions.none))).toBeUndefined();
});

test('the witness is the lowest point, the first dimension first', () => {
  const regions = new Regions([4, 4], 100);
  const late = regions.box(toMap([0b0110n, 0b1000n]));
  const early = regions.box(toMap([0b0100n, 0b0001n]));
  expect(regions.witness(regions.union(late, early))).toEqual([1, 3]);
});

test('past its limit nothing is guessed', () => {
  const build = (limit: number) => {
    const regions = new Regions([8, 8], limit);
    const diagonal = Array.from({ length: 8 }, (_, i) => regions.box(toMap([1n << BigInt(i), 1n << BigInt(i)])));
    return regions.unionOf(diagonal);
  };
  expect(() => build(5)).toThrow(LimitReached);
  expect(build(500).edges).toHaveLength(8);
  const boxes = new Regions([8, 8], 500);
  const two = boxes.union(boxes.box(toMap([1n, 1n])), boxes.box(toMap([2n, 2n])));
  expect(() => boxes.boxes(two, 1)).toThrow('these sets take more than `1` boxes');
  expect(boxes.boxes(two, 2)).toHaveLength(2);
});
