/** Has a parsed value the form that its reader takes? Each place where it has not, and what is accepted there. */
import type { FieldPath } from './field-path';
import { isObject, type Json } from './json-object';
import { nearWord } from './near-word';

/** The form of a value. Absent and null always fit, unless the mapping around demands the field. */
export type Shape =
  | { readonly kind: 'text' | 'number' | 'boolean' }
  | { readonly kind: 'word'; readonly words: readonly string[] }
  | { readonly kind: 'list'; readonly of: Shape }
  | {
      readonly kind: 'mapping';
      readonly fields: Readonly<Record<string, Shape>>;
      readonly required?: readonly string[];
      /** fields that are not named: a closed mapping has none, so that no misspelt one passes unseen */
      readonly others: 'refused' | 'ignored';
    };

/** One place where a value does not fit. */
export interface Misfit {
  readonly path: FieldPath;
  readonly message: string;
}

export const TEXT: Shape = { kind: 'text' };
export const NUMBER: Shape = { kind: 'number' };
export const BOOLEAN: Shape = { kind: 'boolean' };

export function wordOf(...words: readonly string[]): Shape {
  return { kind: 'word', words };
}

export function listOf(of: Shape): Shape {
  return { kind: 'list', of };
}

/** Every misfit of the value, in the order of its fields. */
export function misfitsOf(value: Json, shape: Shape, path: FieldPath = []): Misfit[] {
  if (value === undefined || value === null) return [];
  const refuse = (accepted: string): Misfit[] => [
    { path, message: `${shown(value)} is not accepted here; expected ${accepted}` },
  ];
  switch (shape.kind) {
    case 'text':
      return typeof value === 'string' ? [] : refuse('text');
    case 'number':
      return typeof value === 'number' ? [] : refuse('a number');
    case 'boolean':
      return typeof value === 'boolean' ? [] : refuse('`true` or `false`');
    case 'word': {
      if (typeof value === 'string' && shape.words.includes(value)) return [];
      return refuse(shape.words.map((word) => `\`${word}\``).join(', '));
    }
    case 'list':
      return Array.isArray(value)
        ? value.flatMap((item, index) => misfitsOf(item, shape.of, [...path, index]))
        : refuse('a list');
    case 'mapping':
      return isObject(value) ? misfitsOfFields(value, shape, path) : refuse('a mapping');
  }
}

function misfitsOfFields(
  value: Readonly<Record<string, Json>>,
  { fields, required = [], others }: Extract<Shape, { kind: 'mapping' }>,
  path: FieldPath,
): Misfit[] {
  const known = Object.keys(fields);
  const missing = required.filter((field) => value[field] === undefined || value[field] === null);
  return [
    ...Object.entries(value).flatMap(([field, item]) => {
      const shape = Object.hasOwn(fields, field) ? fields[field] : undefined;
      if (shape !== undefined) return misfitsOf(item, shape, [...path, field]);
      return others === 'ignored' ? [] : [{ path: [...path, field], message: aboutUnknown(field, known) }];
    }),
    ...missing.map((field) => ({ path, message: `\`${field}\` is missing` })),
  ];
}

function aboutUnknown(field: string, known: readonly string[]): string {
  const near = nearWord(field, known);
  const hint = near === undefined ? '' : `; did you mean \`${near}\`?`;
  return `field \`${field}\` is unknown here, where ${known.map((one) => `\`${one}\``).join(', ')} may stand${hint}`;
}

function shown(value: Json): string {
  const text = JSON.stringify(value);
  return `\`${text.length > 60 ? `${text.slice(0, 57)}…` : text}\``;
}
