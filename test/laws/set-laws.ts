/* eslint-disable jest/no-export -- one suite, run for each kind of set */
/** What holds of sets of any kind: one suite for all of them. */
import * as fc from 'fast-check';

/** Sets of one kind, and what their members are. */
export interface KindOfSet<S, P> {
  readonly none: S;
  readonly all: S;
  readonly sets: fc.Arbitrary<S>;
  readonly points: fc.Arbitrary<P>;
  readonly has: (set: S, point: P) => boolean;
  readonly union: (a: S, b: S) => S;
  readonly intersect: (a: S, b: S) => S;
  readonly subtract: (a: S, b: S) => S;
  readonly complement: (a: S) => S;
  readonly isEmpty: (a: S) => boolean;
  readonly isSubset: (a: S, b: S) => boolean;
  readonly equals: (a: S, b: S) => boolean;
  readonly witness: (a: S) => P | undefined;
}

export function describeSet<S, P>(name: string, kind: KindOfSet<S, P>): void {
  const { none, all, sets, points, has, union, intersect, subtract, complement, isEmpty, isSubset, equals } = kind;
  const law = (title: string, holds: (a: S, b: S, c: S, point: P) => boolean): void => {
    test(title, () => fc.assert(fc.property(sets, sets, sets, points, holds)));
  };

  describe(name, () => {
    law('union and intersect commute', (a, b) => union(a, b) === union(b, a) && intersect(a, b) === intersect(b, a));
    law('union associates', (a, b, c) => union(a, union(b, c)) === union(union(a, b), c));
    law('intersect associates', (a, b, c) => intersect(a, intersect(b, c)) === intersect(intersect(a, b), c));
    law('intersect distributes', (a, b, c) => intersect(a, union(b, c)) === union(intersect(a, b), intersect(a, c)));
    law('absorption', (a, b) => union(a, intersect(a, b)) === a && intersect(a, union(a, b)) === a);
    law('De Morgan', (a, b) => complement(union(a, b)) === intersect(complement(a), complement(b)));
    law('complement is its own inverse', (a) => complement(complement(a)) === a);
    law('a set and its complement are everything, and share nothing', (a) => {
      return union(a, complement(a)) === all && intersect(a, complement(a)) === none;
    });
    law('A ∖ B and A ∩ B are together A', (a, b) => union(subtract(a, b), intersect(a, b)) === a);
    law('A ⊆ B means that A ∖ B is empty', (a, b) => isSubset(a, b) === isEmpty(subtract(a, b)));
    law('A ∩ B ⊆ A ⊆ A ∪ B', (a, b) => isSubset(intersect(a, b), a) && isSubset(a, union(a, b)));
    law('equal means that each is a subset of the other', (a, b) => {
      return equals(a, b) === (isSubset(a, b) && isSubset(b, a)) && equals(a, a);
    });
    law('a member of A ∪ B is one of A or of B', (a, b, _, x) => has(union(a, b), x) === (has(a, x) || has(b, x)));
    law('a member of A ∩ B is one of A and of B', (a, b, _, x) => {
      return has(intersect(a, b), x) === (has(a, x) && has(b, x));
    });
    law('a member of A ∖ B is one of A and not of B', (a, b, _, x) => {
      return has(subtract(a, b), x) === (has(a, x) && !has(b, x));
    });
    law('nothing is in none, everything in all', (_a, _b, _c, x) => !has(none, x) && has(all, x) && isEmpty(none));
    law('a witness is a member, and only an empty set has none', (a) => {
      const found = kind.witness(a);
      return found === undefined ? isEmpty(a) && a === none : has(a, found);
    });
  });
}
