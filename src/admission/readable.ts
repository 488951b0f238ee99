/** Whether Istio's webhook can read a spec at all. */
import { isObject } from './json';
import type { Schema } from './schema';

/**
 * Whether all types and enum words fit; null stands for nothing, and whole numbers may stand in quotes. Otherwise the
 * webhook says no more than that it cannot decode the object.
 * @see istio pilot/pkg/config/kube/crd/conversion.go, `ConvertObject`
 */
export function isReadable(value: unknown, schema: Schema): boolean {
  if (value === null) return true;
  switch (schema.type) {
    case 'object':
      return (
        isObject(value) &&
        Object.entries(value).every(([name, child]) => {
          const known = Object.hasOwn(schema.fields ?? {}, name) ? schema.fields?.[name] : schema.values;
          return known === undefined || isReadable(child, known);
        })
      );
    case 'array':
      return (
        Array.isArray(value) && value.every((item) => schema.items === undefined || isReadable(item, schema.items))
      );
    case 'string':
      return typeof value === 'string' && (schema.words?.includes(value) ?? true);
    case 'integer':
      return Number.isInteger(value) || (typeof value === 'string' && /^-?(0|[1-9]\d*)$/.test(value));
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'int-or-string':
      return true;
  }
}
