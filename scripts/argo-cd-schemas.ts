/**
 * Writes `test/argo/argo-cd-schemas.json`, by which tests judge what we write for Argo CD, from its definitions:
 *
 *     npm run argo-cd-schemas -- <CRD file>...
 *
 * The files are `manifests/crds/*-crd.yaml` of Argo CD, at the commit that cdk8s.yaml names. The schemas are whole but
 * for prose and status; what stands in several places is written once, as an ApplicationSet repeats the schema of an
 * Application many times.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';

const TARGET = 'test/argo/argo-cd-schemas.json';
/** Schemas as text that are not worth a name of their own. */
const SHORT = 60;

interface Definition {
  readonly spec: {
    readonly names: { readonly kind: string };
    readonly versions: readonly [{ readonly schema: { readonly openAPIV3Schema: Schema } }];
  };
}

type Schema = Readonly<Record<string, unknown>>;

function main(files: readonly string[]): void {
  if (files.length === 0) throw new Error('give the CRD files of Argo CD');
  const schemas = files.map((file) => {
    const { names, versions } = (parse(readFileSync(file, 'utf8')) as Definition).spec;
    const { status: _, ...properties } = versions[0].schema.openAPIV3Schema.properties as Record<string, unknown>;
    return [names.kind, withoutProse({ ...versions[0].schema.openAPIV3Schema, properties })] as const;
  });
  writeFileSync(TARGET, `${JSON.stringify(withShared(Object.fromEntries(schemas)))}\n`);
}

function withoutProse(value: unknown): unknown {
  return mapped(value, (object) =>
    Object.fromEntries(Object.entries(object).filter(([key, inner]) => key !== 'description' || isObject(inner))),
  );
}

/** The same, with each schema that stands in several places once, below `$defs`. */
function withShared(schemas: Schema): Schema {
  const counts = new Map<string, number>();
  mapped(schemas, (object) => {
    const text = JSON.stringify(object);
    if (isSchema(object) && text.length > SHORT) counts.set(text, (counts.get(text) ?? 0) + 1);
    return object;
  });
  const names = new Map([...counts].filter(([, count]) => count > 1).map(([text], index) => [text, `shared-${index}`]));
  const refer = (value: unknown): unknown => {
    const name = names.get(JSON.stringify(value));
    return name === undefined ? inside(value) : { $ref: `#/$defs/${name}` };
  };
  const inside = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(refer);
    return isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, refer(inner)]))
      : value;
  };
  const shared = [...names].map(([text, name]) => [name, inside(JSON.parse(text))]);
  return { ...(inside(schemas) as Schema), $defs: Object.fromEntries(shared) };
}

function isSchema(object: Schema): boolean {
  return typeof object.type === 'string';
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value with each object in it mapped, outer ones first. */
function mapped(value: unknown, map: (object: Schema) => Schema): unknown {
  if (Array.isArray(value)) return value.map((inner) => mapped(inner, map));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(map(value)).map(([key, inner]) => [key, mapped(inner, map)]));
}

main(process.argv.slice(2));
