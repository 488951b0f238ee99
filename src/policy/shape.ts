/** Has a parsed value the shape that its format asks for? Every mistake is told, with its place: none passes unseen. */
import { type FieldPath, showFieldPath } from './field-path';
import { isObject, type Json, type JsonObject } from './json-object';
import { nearWord } from './near-word';

/** What a format asks for. */
export type Shape =
  /** `wrong` says what is wrong with a text that is there */
  | { readonly kind: 'text'; readonly mayBeEmpty?: true; readonly wrong?: (text: string) => string | undefined }
  | { readonly kind: 'word'; readonly of: readonly string[] }
  | { readonly kind: 'flag' }
  | { readonly kind: 'whole'; readonly least: number; readonly most: number }
  | { readonly kind: 'list'; readonly of: Shape; readonly atLeast: 0 | 1 }
  /** any keys, whose values are alike */
  | { readonly kind: 'map'; readonly of: Shape }
  | Mapping
  /** the first one whose type is that of the value; `accepts` says them all */
  | { readonly kind: 'either'; readonly of: readonly Shape[]; readonly accepts: string }
  /** null, or an empty place, counts as left out */
  | { readonly kind: 'maybe'; readonly of: Shape }
  /** any mapping: somebody else knows its keys */
  | { readonly kind: 'foreign' };

/** A mapping with these keys. */
export interface Mapping {
  readonly kind: 'mapping';
  readonly keys: Readonly<Record<string, Shape>>;
  readonly required: readonly string[];
  /** what becomes of other keys: where they are refused, no misspelt one passes unseen */
  readonly others: 'refused' | 'ignored';
  /** what is wrong with the keys together */
  readonly wrong?: (mapping: JsonObject) => string | undefined;
}

export const TEXT: Shape = { kind: 'text' };
/** text that means something when it is empty */
export const ANY_TEXT: Shape = { kind: 'text', mayBeEmpty: true };
export const FLAG: Shape = { kind: 'flag' };

export function wordOf(...of: readonly string[]): Shape {
  return { kind: 'word', of };
}

export function listOf(of: Shape, atLeast: 0 | 1 = 0): Shape {
  return { kind: 'list', of, atLeast };
}

/** A mapping with these keys and no others; `wrong` says what is wrong with them together. */
export function closed(
  keys: Mapping['keys'],
  required: readonly string[] = [],
  wrong?: (mapping: JsonObject) => string | undefined,
): Mapping {
  return { kind: 'mapping', keys, required, others: 'refused', ...(wrong === undefined ? {} : { wrong }) };
}

/** A mapping of which only these keys are looked at. */
export function open(keys: Mapping['keys'], required: readonly string[] = []): Mapping {
  return { kind: 'mapping', keys, required, others: 'ignored' };
}

/** The shape of keys which, with null, count as left out; those that are required do not. */
export function maybe(keys: Mapping['keys']): Mapping['keys'] {
  return Object.fromEntries(Object.entries(keys).map(([key, of]) => [key, { kind: 'maybe', of }]));
}

/** What is wrong, and where. */
export interface Mistake {
  readonly path: FieldPath;
  /** without the place */
  readonly message: string;
}

/** The mistake in a sentence about its place; `whole` is the name of the value. */
export function mistakeInWords({ path, message }: Mistake, whole: string): string {
  return path.length === 0 ? `${whole} ${message}` : `\`${showFieldPath(path)}\` ${message}`;
}

/** Everything that is wrong with the value. Only what may be left out is told so. */
export function mistakesIn(shape: Shape, value: Json, path: FieldPath = [], isNeeded = true): readonly Mistake[] {
  const wrong = (message: string): readonly Mistake[] => [{ path, message }];
  const isNot = (expected: string) => wrong(`${shown(value)} is not accepted; expected ${expected}`);
  if (shape.kind === 'maybe') return value === undefined || value === null ? [] : mistakesIn(shape.of, value, path);
  if (value === undefined || value === null) {
    return wrong(`has no value; expected ${accepted(shape)}${isNeeded ? '' : ', or leave it out'}`);
  }
  switch (shape.kind) {
    case 'text': {
      if (typeof value !== 'string') return isNot(`text${isScalar(value) ? `; quote it: "${String(value)}"` : ''}`);
      const isMissing = value === '' && shape.mayBeEmpty !== true;
      const reason = isMissing ? 'is empty; leave it out, or give it a value' : shape.wrong?.(value);
      return reason === undefined ? [] : wrong(reason);
    }
    case 'word': {
      if (typeof value === 'string' && shape.of.includes(value)) return [];
      const meant = typeof value === 'string' ? nearWord(value, shape.of) : undefined;
      return isNot(`${accepted(shape)}${meant === undefined ? '' : `; did you mean \`${meant}\`?`}`);
    }
    case 'flag':
      return typeof value === 'boolean' ? [] : isNot(accepted(shape));
    case 'whole': {
      const fits = typeof value === 'number' && Number.isInteger(value) && value >= shape.least && value <= shape.most;
      return fits ? [] : isNot(accepted(shape));
    }
    case 'list':
      if (!Array.isArray(value)) return isNot('a list');
      if (value.length < shape.atLeast) return wrong('is empty; a list without items says nothing');
      return value.flatMap((item: Json, index) => mistakesIn(shape.of, item, [...path, index], false));
    case 'map':
      if (!isObject(value)) return isNot('a mapping');
      return Object.entries(value).flatMap(([key, item]) => mistakesIn(shape.of, item, [...path, key], false));
    case 'mapping':
      return isObject(value) ? mistakesInMapping(shape, value, path) : isNot(accepted(shape));
    case 'either': {
      const fitting = shape.of.find((one) => hasType(one, value));
      return fitting === undefined ? isNot(shape.accepts) : mistakesIn(fitting, value, path);
    }
    case 'foreign':
      return isObject(value) ? [] : isNot('a mapping');
  }
}

function mistakesInMapping(shape: Mapping, value: JsonObject, path: FieldPath): readonly Mistake[] {
  const known = Object.keys(shape.keys);
  const inKeys = Object.entries(value).flatMap(([key, item]): readonly Mistake[] => {
    const inner = Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined;
    if (inner !== undefined) return mistakesIn(inner, item, [...path, key], shape.required.includes(key));
    if (shape.others === 'ignored') return [];
    const meant = nearWord(key, known);
    const hint = meant === undefined ? '' : `; did you mean \`${meant}\`?`;
    return [{ path: [...path, key], message: `is no key of this format; known are ${listed(known)}${hint}` }];
  });
  const missing = shape.required.filter((key) => !Object.hasOwn(value, key));
  const together = inKeys.length + missing.length > 0 ? undefined : shape.wrong?.(value);
  return [
    ...inKeys,
    ...missing.map((key) => ({ path, message: `has no \`${key}\`, which must be there` })),
    ...(together === undefined ? [] : [{ path, message: together }]),
  ];
}

function hasType(shape: Shape, value: Json): boolean {
  switch (shape.kind) {
    case 'text':
    case 'word':
      return typeof value === 'string';
    case 'flag':
      return typeof value === 'boolean';
    case 'whole':
      return typeof value === 'number';
    case 'list':
      return Array.isArray(value);
    case 'map':
    case 'mapping':
    case 'foreign':
      return isObject(value);
    case 'either':
      return shape.of.some((one) => hasType(one, value));
    case 'maybe':
      return hasType(shape.of, value);
  }
}

function accepted(shape: Shape): string {
  switch (shape.kind) {
    case 'text':
      return 'text';
    case 'word':
      return listed(shape.of, 'or');
    case 'flag':
      return '`true` or `false`';
    case 'whole':
      return `a whole number from ${shape.least} to ${shape.most}`;
    case 'list':
      return 'a list';
    case 'mapping':
      return `a mapping with ${listed(Object.keys(shape.keys))}`;
    case 'map':
    case 'foreign':
      return 'a mapping';
    case 'either':
      return shape.accepts;
    case 'maybe':
      return accepted(shape.of);
  }
}

function listed(words: readonly string[], last = 'and'): string {
  const quoted = words.map((word) => `\`${word}\``);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} ${last} ${quoted.at(-1)}`;
}

function isScalar(value: Json): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

function shown(value: Json): string {
  const text = JSON.stringify(value) ?? String(value);
  return `\`${text.length > 60 ? `${text.slice(0, 57)}...` : text}\``;
}
