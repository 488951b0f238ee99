import * as fc from 'fast-check';
import type { Bits } from '../../src/sets/bits';
import type { TextPattern } from '../../src/sets/text-pattern';
import { axisOf, valuesOf } from '../../src/reach/space/axis';
import type { Literal } from '../../src/reach/formulas/formula';
import type { Among } from '../../src/reach/space/request-box';
import type { Values } from '../../src/reach/space/universes';
import { textReaders } from '../../src/sets/text-readers';

/** Lists of patterns about paths, as users write them; each word is in few lists. */
const LISTS = [['/a*'], ['*b'], ['/a', '/b'], ['/ab*', '/c'], ['/c*'], ['*/d', '/a/d'], ['/a/*'], ['/x']];

function patternOf(word: string): TextPattern {
  if (word.endsWith('*')) return { kind: 'prefix', text: word.slice(0, -1) };
  return word.startsWith('*') ? { kind: 'suffix', text: word.slice(1) } : { kind: 'exact', text: word };
}

function axisAbout(lists: readonly (readonly string[])[]) {
  return axisOn(
    lists.map((written): Literal => ({
      about: { kind: 'path' },
      among: { kind: 'texts', patterns: written.map(patternOf) },
      written,
    })),
  );
}

/** Lists about hosts: `hosts`, and the header `:authority`, which alone heeds case. */
const HOSTS = [['api'], ['API'], ['api*', 'web'], ['*.com']];

function axisOfHosts(lists: readonly (readonly string[])[], cased: readonly (readonly string[])[]) {
  const anyCase = (pattern: TextPattern): TextPattern =>
    pattern.kind === 'sequence' ? pattern : { ...pattern, anyCase: true };
  const literal = (written: readonly string[], patterns: readonly TextPattern[]): Literal => ({
    about: { kind: 'host' },
    among: { kind: 'texts', patterns },
    written,
  });
  return axisOn([
    ...lists.map((written) => literal(written, written.map(patternOf).map(anyCase))),
    ...cased.map((written) => literal(written, written.map(patternOf))),
  ]);
}

function axisOn(literals: readonly Literal[]) {
  const places = { byIssuer: new Map(), each: [] };
  const values: Values = {
    normalization: 'NONE',
    places,
    issuers: [],
    acceptsAnyIssuer: false,
    apart: new Map(),
    takesBytes: true,
  };
  const { about } = literals[0] as Literal;
  return axisOf(about as Parameters<typeof axisOf>[0], literals, { first: 2, values, readers: textReaders() });
}

/** The samples of which a statement speaks, read as a person reads it. */
function meant(samples: readonly string[], { values, notValues }: Among): readonly string[] {
  const isLike = (sample: string, word: string): boolean => {
    const pattern = patternOf(word);
    if (pattern.kind === 'sequence') return false;
    if (pattern.kind === 'exact') return sample === pattern.text;
    return pattern.kind === 'prefix' ? sample.startsWith(pattern.text) : sample.endsWith(pattern.text);
  };
  const isIn = (sample: string, said: string): boolean =>
    said.split(' and ').every((part) =>
      part
        .replace(/^\((.*)\)$/, '$1')
        .split(' or ')
        .some((word) => isLike(sample, word)),
    );
  return samples.filter(
    (sample) =>
      (values === undefined || values.some((said) => isIn(sample, said))) &&
      !(notValues ?? []).some((word) => isLike(sample, word)),
  );
}

test('LAW: what is said of values are those values, and no others', () => {
  fc.assert(
    fc.property(fc.subarray(LISTS, { minLength: 1 }), fc.bigInt({ min: 0n, max: 2n ** 40n }), (lists, random) => {
      const axis = axisAbout(lists);
      const { samples } = axis.atoms as { samples: readonly string[] };
      const bits: Bits = random & valuesOf(axis);
      fc.pre(bits !== 0n && bits !== valuesOf(axis));
      const said = new Set(axis.shown(bits).flatMap((among) => meant(samples, among)));
      expect([...said].sort()).toEqual(samples.filter((_, atom) => (bits >> BigInt(atom)) & 1n).sort());
    }),
  );
});

test('LAW: so it is of hosts, which are told with case only as a header', () => {
  const some = fc.subarray(HOSTS, { minLength: 1 });
  const lower = (words: readonly string[] | undefined) => words?.map((word) => word.toLowerCase());
  fc.assert(
    fc.property(some, some, fc.bigInt({ min: 0n, max: 2n ** 40n }), (lists, cased, random) => {
      const axis = axisOfHosts(lists, cased);
      const { samples } = axis.atoms as { samples: readonly string[] };
      const bits: Bits = random & valuesOf(axis);
      fc.pre(bits !== 0n && bits !== valuesOf(axis));
      const said = new Set(
        axis.shown(bits).flatMap(({ values, notValues, ofHeader = {} }) => {
          const uncased = { values: lower(values), notValues: lower(notValues) } as Among;
          const isSaid = (sample: string) => meant([sample.toLowerCase()], uncased).length > 0;
          return meant(samples, ofHeader).filter(isSaid);
        }),
      );
      expect([...said].sort()).toEqual(samples.filter((_, atom) => (bits >> BigInt(atom)) & 1n).sort());
    }),
  );
});

test('as little is said as it takes: no list that could be left out, and alike statements together', () => {
  const axis = axisAbout([['/a*'], ['/b*'], ['*x'], ['*y']]);
  const { samples } = axis.atoms as { samples: readonly string[] };
  const either = samples.reduce<Bits>((bits, sample, atom) => {
    const isMeant = /^\/[ab].*x$/.test(sample) || (/y$/.test(sample) && !/^\/a/.test(sample));
    return isMeant ? bits | (1n << BigInt(atom)) : bits;
  }, 0n);
  expect(axis.shown(either)).toEqual([
    { values: ['*y'], notValues: ['/a*'] },
    { values: ['*x and /a*', '*x and /b*'] },
  ]);
});
