/**
 * Reading parsed manifests field by field, as protobuf decodes JSON: absent, null and the zero value are alike. A value
 * of the wrong type, which no API server would have stored, is an error that names the field.
 */

/** A value of a parsed manifest, of which nothing is known yet. */
export type Json = unknown;

/** A mapping of a parsed manifest. */
export type JsonObject = Readonly<Record<string, Json>>;

/** A manifest, or a case, with a value of the wrong type. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
  constructor(
    message: string,
    /** the whole manifest, where it is known */
    readonly manifest?: JsonObject,
  ) {
    super(message);
  }
}

/** Whether the value is a mapping. */
export function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The mapping, empty when absent. */
export function asObject(value: Json, field: string): JsonObject {
  if (value === undefined || value === null) return {};
  if (isObject(value)) return value;
  throw wrong(field, value, 'a mapping');
}

/** The list, empty when absent. */
export function asList(value: Json, field: string): readonly Json[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw wrong(field, value, 'a list');
}

/** The list of mappings, empty when absent. */
export function asObjects(value: Json, field: string): readonly JsonObject[] {
  return asList(value, field).map((item) => asObject(item, field));
}

/** The text, empty when absent. */
export function asString(value: Json, field: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  throw wrong(field, value, 'text');
}

/** The text, if there is any. */
export function tryString(value: Json, field: string): string | undefined {
  return asString(value, field) || undefined;
}

/** The list of texts, empty when absent. */
export function asStrings(value: Json, field: string): readonly string[] {
  return asList(value, field).map((item) => asString(item, field));
}

/** The number, or `fallback` when absent. */
export function asNumber(value: Json, field: string, fallback: number): number {
  if (value === undefined || value === null) return fallback;
  if (typeof value === 'number') return value;
  throw wrong(field, value, 'a number');
}

/** The truth value, or `fallback` when absent. */
export function asBoolean(value: Json, field: string, fallback: boolean): boolean {
  if (value === undefined || value === null) return fallback;
  if (typeof value === 'boolean') return value;
  throw wrong(field, value, '`true` or `false`');
}

/** The mapping of texts, empty when absent. */
export function asLabels(value: Json, field: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(asObject(value, field)).map(([key, item]) => [key, asString(item, field)]));
}

function wrong(field: string, value: Json, expected: string): ManifestError {
  return new ManifestError(`\`${field}\` is \`${JSON.stringify(value)}\`; expected ${expected}`);
}
