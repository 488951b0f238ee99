/**
 * Lists of values of one field of a rule: rendered sorted and without repetition, so that same input gives same bytes.
 */

import { checkPort } from '../istio/ports';
import { shown } from '../istio/shown';
import { type FieldCheck, isText } from './given-shape';

/** Those of the fields that have values. */
export function valuesOf<Field extends string>(
  fields: readonly Field[],
  values: { readonly [field in Field]?: readonly string[] | undefined },
): { [field in Field]?: string[] } {
  const rendered: { [field in Field]?: string[] } = {};
  for (const field of fields) {
    const given = values[field];
    if (given !== undefined && given.length > 0) rendered[field] = sortedUnique(given);
  }
  return rendered;
}

/** Each value once, in the order of its bytes. */
export function sortedUnique(values: readonly string[]): string[] {
  return values.length === 1 ? [...values] : [...new Set(values)].sort();
}

/**
 * What is wrong with the values of a field. A list that is given and empty is refused: Istio would read it as "any".
 */
export function problemsOf<T>(
  field: string,
  values: readonly T[] | undefined,
  check: (value: T) => string | undefined,
  isRight: (value: unknown) => boolean = isText,
  accepted = 'a text',
): string[] {
  if (values === undefined) return [];
  if (!Array.isArray(values)) return [`\`${field}\` is \`${shown(values)}\`; give a list`];
  // Istio takes an empty list for no condition, so that "only these" would become "everything".
  if (values.length === 0)
    return [
      `\`${field}\` is an empty list, which Istio reads as no condition at all; leave it out, or name at least one value`,
    ];
  return values.flatMap((value: T) => {
    if (!isRight(value)) return [`\`${field}\` holds \`${shown(value)}\`; each entry is ${accepted}`];
    if (value === '') return [`\`${field}\` holds an empty text, which Istio refuses; remove the entry`];
    return check(value) ?? [];
  });
}

/** The same for ports; `checkPort` says itself what a port is. */
export function portProblemsOf(field: string, ports: readonly number[] | undefined): string[] {
  return problemsOf(field, ports, checkPort, () => true);
}

/** A field that holds texts of which each passes the check. */
export function texts(check: (value: string) => string | undefined): FieldCheck {
  return (field, values) => problemsOf(field, values as readonly string[] | undefined, check);
}

/** A field that holds ports. */
export const PORTS: FieldCheck = (field, values) => portProblemsOf(field, values as readonly number[] | undefined);
