/** What the API server stores of an object: fields that the schema does not know go, and so do most nulls. */
import { isObject } from './json';
import type { Schema } from './schema';

/** What is left, and what went. */
export interface Pruned {
  readonly value: unknown;
  readonly unknownFields: readonly string[];
}

/**
 * The value without the fields that its schema does not know, and without nulls where null is not allowed. The value
 * itself stays as it is. A value of the wrong type is pruned as if it had no schema: an object in place of a list loses
 * all fields, a list in place of an object keeps its items, which lose all theirs.
 * @see kubernetes apiextensions-apiserver pkg/apiserver/schema/pruning/algorithm.go, `PruneWithOptions`
 * @see kubernetes apiextensions-apiserver pkg/apiserver/schema/defaulting/prune.go, for nulls
 */
export function prune(value: unknown, schema: Schema, field: string): Pruned {
  const unknownFields: string[] = [];
  return { value: pruned(value, schema, field, unknownFields), unknownFields };
}

function pruned(value: unknown, schema: Schema | undefined, field: string, unknown: string[]): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) =>
      schema?.open === true ? item : pruned(item, schema?.items, `${field}[${index}]`, unknown),
    );
  }
  if (!isObject(value)) return value;
  const kept: Record<string, unknown> = {};
  for (const [name, child] of Object.entries(value)) {
    const place = field === '' ? name : `${field}.${name}`;
    const childSchema = knownField(schema, name);
    if (childSchema === undefined) {
      if (schema?.open === true) put(kept, name, child);
      else unknown.push(place);
    } else if (child !== null || childSchema.nullable === true) {
      put(kept, name, pruned(child, childSchema, place, unknown));
    }
  }
  return kept;
}

function knownField(schema: Schema | undefined, name: string): Schema | undefined {
  const fields = schema?.fields;
  return fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : schema?.values;
}

/** Sets a field whatever its name is: assigned, `__proto__` would change the object. */
function put(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') target[name] = value;
  else Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}
