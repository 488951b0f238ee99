/**
 * What stands in a field of an object that nobody has checked yet: a wrong type counts as absent here, for admission
 * reports it, and a check must not stop at it.
 */
import { isObject, type Json, type JsonObject } from '../policy/json-object';

/** The mapping, empty when it is none. */
export function asRecord(value: Json): JsonObject {
  return isObject(value) ? value : {};
}

/** The items of the list, none when it is no list. */
export function asItems(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** The texts of the mapping; what is no text is left out. */
export function asTexts(value: Json): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(asRecord(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** Whether protobuf would take the value as absent: null and an empty list. */
export function isEmptyValue(value: Json): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}
