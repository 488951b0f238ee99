/**
 * Writes `src/admission/schema-facts.ts` from Istio's custom resource definitions.
 *
 *     npm run schema-facts -- <Istio commit> <CRD file>...
 *
 * The CRD file of an Istio release is `manifests/charts/base/files/crd-all.gen.yaml`; it stays out of the project.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { parseAllDocuments } from 'yaml';
import type { KindFacts, Schema } from '../src/admission/schema';
import { celRuleName } from './cel-rule-names';

const TARGET = 'src/admission/schema-facts.ts';

interface CrdNode {
  readonly [member: string]: unknown;
  readonly type?: Schema['type'];
  readonly properties?: Readonly<Record<string, CrdNode>>;
  readonly additionalProperties?: CrdNode;
  readonly items?: CrdNode;
  readonly oneOf?: readonly CrdNode[];
  readonly allOf?: readonly CrdNode[];
  readonly required?: readonly string[];
}

interface CrdVersion {
  readonly name: string;
  readonly served: boolean;
  readonly schema: { readonly openAPIV3Schema: CrdNode };
}

interface Crd {
  readonly kind: string;
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly CrdVersion[];
  };
}

/** Members that say nothing of what is accepted, or that another member says. */
const SILENT = ['description', 'properties', 'type', 'anyOf', 'x-kubernetes-list-type', 'x-kubernetes-int-or-string'];

void main(process.argv.slice(2));

async function main([commit, ...files]: readonly string[]): Promise<void> {
  if (commit === undefined || files.length === 0) throw new Error('give the Istio commit and at least one CRD file');
  const kinds = files.flatMap(readCrds).map(factsOfCrd);
  const printed = print(kinds, commit);
  writeFileSync(TARGET, await format(printed, { parser: 'typescript', printWidth: 120, singleQuote: true }));
}

function readCrds(file: string): Crd[] {
  return parseAllDocuments(readFileSync(file, 'utf8'))
    .map((document) => document.toJS() as Crd | null)
    .filter((crd) => crd !== null && crd.kind === 'CustomResourceDefinition') as Crd[];
}

function factsOfCrd(crd: Crd): KindFacts {
  const { group, names, versions } = crd.spec;
  const served = versions.filter((version) => version.served);
  const schemas = served.map(({ schema }) => {
    const { spec, status } = schema.openAPIV3Schema.properties ?? {};
    if (spec === undefined || status === undefined) throw new Error(`${names.kind}: spec or status is missing`);
    return {
      spec: schemaOf(spec, `${names.kind}.spec`),
      specRequired: schema.openAPIV3Schema.required?.includes('spec') ?? false,
      status: schemaOf(status, `${names.kind}.status`),
    };
  });
  const first = schemas[0];
  if (first === undefined || schemas.some((schema) => JSON.stringify(schema) !== JSON.stringify(first)))
    throw new Error(`${names.kind}: its versions differ; the facts hold one schema a kind`);
  return { group, kind: names.kind, versions: served.map((version) => version.name), ...first };
}

function schemaOf(node: CrdNode, place: string): Schema {
  const facts: Record<string, unknown> = {
    type: node['x-kubernetes-int-or-string'] === true ? 'int-or-string' : node.type,
  };
  const put = (name: string, value: unknown) => (value === undefined ? undefined : (facts[name] = value));
  for (const [member, value] of Object.entries(node)) {
    switch (member) {
      case 'additionalProperties':
        put('values', schemaOf(value as CrdNode, `${place}{}`));
        break;
      case 'items':
        put('items', schemaOf(value as CrdNode, `${place}[]`));
        break;
      case 'required':
        put('required', value);
        break;
      case 'oneOf':
        put('atMostOne', [...((facts['atMostOne'] as string[][]) ?? []), alternatives(node.oneOf ?? [], place)]);
        break;
      case 'allOf':
        put(
          'atMostOne',
          (node.allOf ?? []).map((each) => alternatives(each.oneOf ?? [], place)),
        );
        break;
      case 'enum':
        put('words', value);
        break;
      case 'minimum':
        put('min', value);
        break;
      case 'maximum':
        put('max', value);
        break;
      case 'minLength':
      case 'minItems':
      case 'minProperties':
        put('minSize', value);
        break;
      case 'maxLength':
      case 'maxItems':
      case 'maxProperties':
        put('maxSize', value);
        break;
      case 'pattern':
        put('pattern', value);
        break;
      case 'format':
        // Other formats bind nothing: the API server does not know `double`, and `date-time` is only in the status.
        if (value === 'int32' || value === 'byte') put('format', value);
        break;
      case 'nullable':
        put('nullable', value);
        break;
      case 'x-kubernetes-preserve-unknown-fields':
        put('open', value);
        break;
      case 'x-kubernetes-list-map-keys':
        put('listKeys', value);
        break;
      case 'x-kubernetes-validations':
        put('rules', [...new Set((value as { rule: string }[]).map((each) => celRuleName(each.rule)))]);
        break;
      default:
        if (!SILENT.includes(member)) throw new Error(`${place}: the schema says \`${member}\`, which is not handled`);
    }
  }
  if (node.properties !== undefined) {
    const fields = Object.entries(node.properties).map(([name, child]) => [name, schemaOf(child, `${place}.${name}`)]);
    put('fields', Object.fromEntries(fields));
  }
  return facts as unknown as Schema;
}

/** `oneOf` as Istio writes it: none of the fields, or exactly one. */
function alternatives(oneOf: readonly CrdNode[], place: string): string[] {
  const [none, ...single] = oneOf;
  const names = single.flatMap((each) => each.required ?? []);
  const excluded = ((none?.['not'] as CrdNode | undefined)?.['anyOf'] as CrdNode[] | undefined) ?? [];
  const same = JSON.stringify(excluded.flatMap((each) => each.required ?? [])) === JSON.stringify(names);
  if (!same || names.length !== single.length) throw new Error(`${place}: oneOf in a form that is not handled`);
  return names;
}

/** Equal parts become one constant each, as the traffic policies of a DestinationRule occur many times. */
function print(kinds: readonly KindFacts[], commit: string): string {
  const counts = new Map<string, number>();
  const count = (value: unknown): void => {
    if (!isShareable(value)) return;
    const text = JSON.stringify(value);
    counts.set(text, (counts.get(text) ?? 0) + 1);
    if (counts.get(text) === 1) childSchemas(value).forEach(([, child]) => count(child));
  };
  for (const kind of kinds) for (const root of [kind.spec, kind.status]) count(root);

  const constants = new Map<string, string>();
  const lines: string[] = [];
  const write = (schema: Schema, name: string): string => {
    const text = JSON.stringify(schema);
    const known = constants.get(text);
    if (known !== undefined) return known;
    const { fields, values, items, ...plain } = schema;
    const members = Object.entries(plain).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    if (values !== undefined) members.push(`values: ${write(values, `${name}Value`)}`);
    if (items !== undefined) members.push(`items: ${write(items, `${name}Item`)}`);
    if (fields !== undefined) {
      const written = Object.entries(fields).map(([key, child]) => `${JSON.stringify(key)}: ${write(child, key)}`);
      members.push(`fields: { ${written.join(', ')} }`);
    }
    const body = `{ ${members.join(', ')} }`;
    if ((counts.get(text) ?? 0) < 2) return body;
    const constant = freeName(name, [...constants.values()]);
    constants.set(text, constant);
    lines.push(`const ${constant}: Schema = ${body};\n`);
    return constant;
  };
  const entries = kinds.map(
    (kind) =>
      `{ group: '${kind.group}', kind: '${kind.kind}', versions: ${JSON.stringify(kind.versions)}, spec: ${write(kind.spec, 'spec')}, specRequired: ${kind.specRequired}, status: ${write(kind.status, 'status')} }`,
  );
  return `/**
 * GENERATED by \`npm run schema-facts\`: what Istio's custom resource definitions say. Do not edit.
 * @see istio manifests/charts/base/files/crd-all.gen.yaml at commit ${commit}
 */
import type { KindFacts, Schema } from './schema';

/** The commit of istio/istio that the facts are of. */
export const SCHEMA_COMMIT = '${commit}';

${lines.join('\n')}
/** The facts of every kind. */
export const SCHEMA_FACTS: readonly KindFacts[] = [${entries.join(',\n')}];
`;
}

/** A part that is worth a name of its own. */
function isShareable(value: unknown): value is Schema {
  return JSON.stringify(value).length > 40;
}

function childSchemas(schema: Schema): (readonly [string, Schema])[] {
  const { fields = {}, values, items } = schema;
  return [
    ...Object.entries(fields),
    ...(values === undefined ? [] : [['value', values] as const]),
    ...(items === undefined ? [] : [['item', items] as const]),
  ];
}

function freeName(wanted: string, taken: readonly string[]): string {
  const base = /^[A-Za-z]\w*$/.test(wanted) && !['string', 'default', 'from', 'in'].includes(wanted) ? wanted : 'part';
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base}${n}`;
    if (!taken.includes(name)) return name;
  }
}
