import * as fc from 'fast-check';
import type { Atoms } from '../../src/sets/atoms';
import { has } from '../../src/sets/bits';
import { textAtoms, type TextUniverse } from '../../src/sets/text-atoms';
import { ANY_TEXT, type TextPattern } from '../../src/sets/text-pattern';
import { matches, patterns, values } from './pattern-oracle';

const ALL: TextUniverse = { within: [ANY_TEXT], without: [] };
const unions = fc.array(fc.array(patterns, { maxLength: 3 }), { maxLength: 5 });
const universes: fc.Arbitrary<TextUniverse> = fc.oneof(
  fc.constant(ALL),
  fc.record({ within: fc.array(patterns, { maxLength: 3 }), without: fc.array(patterns, { maxLength: 2 }) }),
);

function atomsOf(universe: TextUniverse, conditions: readonly (readonly TextPattern[])[]): Atoms<string> {
  const atoms = textAtoms(universe, conditions);
  if (atoms.kind === 'too-many') throw new Error('the patterns of tests are within the limit');
  return atoms;
}

const anyMatches = (some: readonly TextPattern[], text: string): boolean =>
  some.some((pattern) => matches(pattern, text));
const isWithin = ({ within, without }: TextUniverse, text: string): boolean =>
  anyMatches(within, text) && !anyMatches(without, text);

const law = (title: string, holds: (...given: [TextUniverse, TextPattern[][], string]) => boolean) =>
  test(title, () => fc.assert(fc.property(universes, unions, values, holds), { numRuns: 500 }));

law('a text has an atom exactly if it is in the universe', (universe, conditions, text) => {
  return (atomsOf(universe, conditions).atomOf(text) !== undefined) === isWithin(universe, text);
});

law('a text is in the atoms of a condition exactly if one of its patterns matches', (universe, conditions, text) => {
  const atoms = atomsOf(universe, conditions);
  const atom = atoms.atomOf(text);
  return conditions.every(
    (some, index) => atom === undefined || has(atoms.conditions[index] ?? 0n, atom) === anyMatches(some, text),
  );
});

law('so is the sample of each atom, which is in the universe', (universe, conditions) => {
  const { samples, ...atoms } = atomsOf(universe, conditions);
  return samples.every(
    (sample, atom) =>
      isWithin(universe, sample) &&
      conditions.every((some, index) => has(atoms.conditions[index] ?? 0n, atom) === anyMatches(some, sample)),
  );
});

law('the atom of a sample is the one that it stands for', (universe, conditions) => {
  const { samples, atomOf, count } = atomsOf(universe, conditions);
  return samples.length === count && samples.every((sample, atom) => atomOf(sample) === atom);
});

law('two atoms differ in some condition', (universe, conditions) => {
  const atoms = atomsOf(universe, conditions);
  const vectors = atoms.samples.map((_, atom) => atoms.conditions.map((bits) => has(bits, atom)).join());
  return new Set(vectors).size === atoms.count;
});

law('nothing depends on the order of patterns', (universe, conditions) => {
  const turned = conditions.map((some) => [...some].reverse());
  return atomsOf(universe, turned).count === atomsOf(universe, conditions).count;
});

const exact = (text: string): TextPattern => ({ kind: 'exact', text });
const prefix = (text: string): TextPattern => ({ kind: 'prefix', text });
const suffix = (text: string): TextPattern => ({ kind: 'suffix', text });
const contains = (text: string): TextPattern => ({
  kind: 'sequence',
  parts: [
    { kind: 'run', of: { kind: 'not', characters: '' }, atLeast: 0 },
    { kind: 'text', text },
    { kind: 'run', of: { kind: 'not', characters: '' }, atLeast: 0 },
  ],
});

test('prefixes, which are looked up, cut up texts as automata do', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', '/', 'é'), maxLength: 4 }).map((text) => `/a${text}`);
  const some = fc.array(fc.oneof({ weight: 3, arbitrary: texts.map(prefix) }, texts.map(exact)), { maxLength: 3 });
  const paths: TextUniverse = { within: [prefix('/')], without: [contains('//'), contains('b/b')] };
  const isAlike = (conditions: TextPattern[][], asked: string[]): void => {
    const { atomOf, ...looked } = atomsOf(paths, conditions);
    // with a suffix, nothing is looked up; no text that is asked for has this one
    const beside = { ...paths, without: [...paths.without, suffix('!')] };
    const { atomOf: readAtomOf, ...read } = atomsOf(beside, [...conditions, [suffix('!')]]);
    expect(looked).toEqual({ ...read, conditions: read.conditions.slice(0, -1) });
    expect(asked.map(atomOf)).toEqual(asked.map(readAtomOf));
  };
  fc.assert(fc.property(fc.array(some, { maxLength: 4 }), fc.array(fc.oneof(texts, values)), isAlike), {
    numRuns: 500,
  });
});

test('texts that no condition tells apart are one atom', () => {
  const names = Array.from({ length: 1000 }, (_, i) => exact(`cluster.local/ns/shop/sa/s${i}`));
  const { samples } = atomsOf(ALL, [names]);
  expect(samples).toEqual(['cluster.local/ns/shop/sa/s0', '']);
});

test('samples are what people write, else as short as can be', () => {
  const paths: TextUniverse = { within: [prefix('/')], without: [] };
  const { samples } = atomsOf(paths, [[exact('/orders')], [prefix('/api/')], [suffix('.js')], [exact('/')]]);
  expect(samples).toEqual(['/orders', '/', '/a', '/.js', '/api/', '/api/.js']);
});

test('a language of which all texts are written out gives no atom of its own', () => {
  const digit: TextPattern = { kind: 'sequence', parts: [{ kind: 'one', of: { kind: 'of', characters: '01' } }] };
  const only = { within: [digit], without: [] };
  expect(atomsOf(only, [[exact('0')], [exact('1')]]).samples).toEqual(['0', '1']);
  expect(atomsOf(only, [[exact('0')]]).samples).toEqual(['0', '1']);
  expect(atomsOf(only, [[exact('0')]]).atomOf('2')).toBeUndefined();
});

test('a universe of texts that are all known is closed', () => {
  const { samples, atomOf } = atomsOf({ within: [exact('a'), exact('b')], without: [exact('b')] }, [[prefix('')]]);
  expect(samples).toEqual(['a']);
  expect(atomOf('b')).toBeUndefined();
});

test('letters of either case are met where the pattern says so, and only there', () => {
  const host: TextPattern = { kind: 'exact', text: 'Shop.example', anyCase: true };
  const { atomOf, conditions } = atomsOf(ALL, [[host], [exact('shop.example')]]);
  expect(
    ['SHOP.EXAMPLE', 'shop.example', 'shop-example'].map((text) => has(conditions[0] ?? 0n, atomOf(text) ?? NaN)),
  ).toEqual([true, true, false]);
  expect(atomOf('shop.example')).not.toBe(atomOf('SHOP.example'));
});

test('past its limit nothing is guessed', () => {
  const many = Array.from({ length: 40 }, (_, i) => [contains(`/${i}/`)]);
  expect(textAtoms(ALL, many, { limit: 1000 })).toEqual({ kind: 'too-many', limit: 1000 });
  expect(textAtoms(ALL, many.slice(0, 3), { limit: 1000 })).toMatchObject({ kind: 'atoms', count: 8 });
});
