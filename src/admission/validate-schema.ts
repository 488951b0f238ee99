/**
 * Which rules of its schema a pruned value breaks, all of them.
 *
 * A walker of our own in place of a JSON-schema library: the facts are few (types, words, bounds, list keys), while
 * pruning, dropping of nulls, `at most one of` and CEL rules need the same walk and have no place in such a library.
 */
import type { Findings } from './admission';
import { CEL_RULES } from './cel-rules';
import { isObject, listed, shown } from './json';
import type { Schema } from './schema';

/**
 * Puts into `findings` what is wrong with the value, at its own place and below.
 * @see kubernetes apiextensions-apiserver pkg/registry/customresource/validator.go, `validateCustomResource`
 * @see kubernetes kube-openapi pkg/validation/validate
 */
export function validateSchema(value: unknown, schema: Schema, field: string, findings: Findings): void {
  if (value === null && schema.nullable === true) return;
  const type = typeProblem(value, schema);
  if (type !== undefined) return findings.reject(field, type);
  findings.reject(field, valueProblem(value, schema));
  if (Array.isArray(value)) validateList(value, schema, field, findings);
  else if (isObject(value)) validateObject(value, schema, field, findings);
  // Unlike the API server, CEL rules are also asked when something else is wrong, so that all is said at once.
  for (const rule of schema.rules ?? []) findings.reject(field, CEL_RULES[rule](value));
}

function typeProblem(value: unknown, schema: Schema): string | undefined {
  if (isOfType(value, schema.type)) return undefined;
  return `${shown(value)} is ${nameOf(value)}; give ${TYPE_NAMES[schema.type]}${typeHint(value, schema)}`;
}

const TYPE_NAMES: Readonly<Record<Schema['type'], string>> = {
  object: 'an object',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: '`true` or `false`',
  'int-or-string': 'a whole number or text',
};

function isOfType(value: unknown, type: Schema['type']): boolean {
  switch (type) {
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value);
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type;
    case 'integer':
      return isInteger(value);
    case 'int-or-string':
      return isInteger(value) || typeof value === 'string';
  }
}

/** JSON has no integers: `1.0` is one, and what exceeds 64 bits is none. */
function isInteger(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 2 ** 63;
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return { number: 'a number', boolean: 'a truth value', string: 'text' }[typeof value as string] ?? 'an object';
}

function typeHint(value: unknown, schema: Schema): string {
  if (schema.type === 'string' && (typeof value === 'number' || typeof value === 'boolean'))
    return `, in quotes: "${String(value)}"`;
  if (schema.type === 'array' && value !== null && schema.items?.type !== undefined)
    return ', with a `-` before each item';
  if (typeof value === 'string' && ['integer', 'number', 'boolean'].includes(schema.type)) return ', without quotes';
  return '';
}

/** What is wrong with a value of the right type: its word, bounds, size, form. */
function valueProblem(value: unknown, schema: Schema): string | undefined {
  const { words, min, max, minSize = 0, maxSize = Infinity, pattern, format } = schema;
  if (words !== undefined && !words.includes(value as string)) return wordProblem(value, words);
  if (typeof value === 'number') {
    const [low, high] = format === 'int32' ? [-(2 ** 31), 2 ** 31 - 1] : [-Infinity, Infinity];
    const [from, to] = [Math.max(min ?? low, low), Math.min(max ?? high, high)];
    if (value >= from && value <= to) return undefined;
    return `\`${value}\` is out of range; give ${from === -Infinity ? '' : `at least ${from}`}${from !== -Infinity && to !== Infinity ? ' and ' : ''}${to === Infinity ? '' : `at most ${to}`}`;
  }
  const [size, unit] = sizeOf(value);
  if (size < minSize) return `${shown(value)} has ${size} ${unit}; give at least ${minSize}`;
  if (size > maxSize) return `this has ${size} ${unit}; at most ${maxSize} are accepted`;
  if (typeof value === 'string' && pattern !== undefined && !new RegExp(pattern, 'u').test(value))
    return `${shown(value)} does not have the accepted form \`${pattern}\``;
  if (typeof value === 'string' && format === 'byte' && !isBase64(value))
    return `${shown(value)} is not base64; encode the bytes with padding, or use the text field beside it`;
  return undefined;
}

function wordProblem(value: unknown, words: readonly string[]): string {
  const wanted = typeof value === 'string' ? value.trim().toUpperCase().replace(/[- ]/g, '_') : '';
  const close = words.find((word) => word.toUpperCase() === wanted);
  const hint = close === undefined ? `one of ${listed(words)}` : `\`${close}\``;
  return `${shown(value)} is not a word that Istio knows here; write ${hint}`;
}

function sizeOf(value: unknown): readonly [number, string] {
  if (typeof value === 'string') return [[...value].length, 'characters'];
  if (Array.isArray(value)) return [value.length, 'items'];
  return isObject(value) ? [Object.keys(value).length, 'entries'] : [0, 'entries'];
}

/** @see kubernetes kube-openapi pkg/validation/strfmt/default.go, `IsBase64` */
function isBase64(value: string): boolean {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/.test(value);
}

function validateList(list: readonly unknown[], schema: Schema, field: string, findings: Findings): void {
  const { items, listKeys } = schema;
  if (items !== undefined) list.forEach((item, index) => validateSchema(item, items, `${field}[${index}]`, findings));
  if (listKeys === undefined) return;
  const seen = new Set<string>();
  list.filter(isObject).forEach((item) => {
    const key = JSON.stringify(listKeys.map((name) => item[name] ?? null));
    if (seen.has(key))
      findings.reject(
        field,
        `two items have the same ${listKeys.map((name) => `\`${name}\` ${shown(item[name])}`).join(' and ')}; each must differ`,
      );
    seen.add(key);
  });
}

function validateObject(
  value: Readonly<Record<string, unknown>>,
  schema: Schema,
  field: string,
  findings: Findings,
): void {
  const { fields = {}, values, required = [], atMostOne = [] } = schema;
  for (const name of required)
    if (!Object.hasOwn(value, name))
      findings.reject(`${field}.${name}`, 'this field is required; it is absent or null');
  for (const names of atMostOne) {
    const there = names.filter((name) => Object.hasOwn(value, name));
    if (there.length > 1) findings.reject(field, `${listed(there)} exclude each other; keep one of them`);
  }
  for (const [name, child] of Object.entries(value)) {
    const childSchema = Object.hasOwn(fields, name) ? fields[name] : values;
    if (childSchema !== undefined) validateSchema(child, childSchema, `${field}.${name}`, findings);
  }
}
