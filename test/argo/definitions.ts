/** What is wrong with an object by Argo CD's definitions? Also a field that they do not know, as it would be lost. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';

type Schema = Readonly<Record<string, unknown>>;

const FILE = join(__dirname, 'argo-cd-schemas.json');
const { $defs, ...kinds } = closed(JSON.parse(readFileSync(FILE, 'utf8'))) as Readonly<Record<string, Schema>>;
// the schemas have words of Kubernetes's own, and formats that bind nobody
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
const validators = new Map(
  Object.entries(kinds).map(([kind, schema]) => [kind, ajv.compile({ ...schema, $defs })] as const),
);

/** The problems, each with its place; `metadata` is Kubernetes's own affair. */
export function schemaProblems(object: { readonly kind: string; readonly metadata: object }): string[] {
  const validate = validators.get(object.kind);
  if (validate === undefined) throw new Error(`no definition of ${object.kind}`);
  validate({ ...object, metadata: {} });
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

/** The schema, in which an object that lists its fields has no others. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  const isOpen =
    typeof inner.properties !== 'object' || inner.type !== 'object' || inner['x-kubernetes-preserve-unknown-fields'];
  return isOpen ? inner : { ...inner, additionalProperties: false };
}
