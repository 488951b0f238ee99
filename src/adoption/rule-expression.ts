/** How do the constructs say what one rule of an AuthorizationPolicy says? */
import { OPERATION_FIELDS, SOURCE_FIELDS } from '../istio/rule-fields';
import { asObjects, asStrings, type JsonObject } from '../policy/json-object';
import { call, type Expression, list, literal, named, object, plain } from './program';

/** A rule that the constructs have no words for. */
export class NoCounterpart extends Error {
  override readonly name = 'NoCounterpart';
}

/** What a route says beside its target. */
export interface RouteWords {
  readonly from: readonly Expression[];
  readonly operations: readonly Expression[];
  readonly conditions: readonly Expression[];
}

/** The variable of an identity, and of a namespace that the program protects, if they have one. */
export interface KnownNames {
  readonly identity: (principal: string) => string | undefined;
  readonly namespace: (name: string) => string | undefined;
}

const SHORT_METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The words for a rule. Throws `NoCounterpart` where there are none. */
export function wordsFor(rule: JsonObject, names: KnownNames): RouteWords {
  knowsOnly('rule', rule, ['from', 'to', 'when']);
  const sources = asObjects(rule['from'], 'from').map((each) => inside(each, 'source'));
  const operations = asObjects(rule['to'], 'to').map((each) => inside(each, 'operation'));
  const conditions = asObjects(rule['when'], 'when');
  const isAny = sources.length + operations.length + conditions.length === 0;
  return {
    from: isAny ? [call('Source', 'anyone')] : sources.flatMap((source) => sourceWords(source, names)),
    operations: operations.map(operationWords),
    conditions: conditions.map(conditionWords),
  };
}

/** Who one source is. Throws `NoCounterpart`. */
export function sourceWords(source: JsonObject, names: KnownNames): readonly Expression[] {
  knowsOnly('source', source, SOURCE_FIELDS);
  const fields = Object.entries(source).map(([field, value]) => [field, asStrings(value, field)] as const);
  const [[field, values] = ['', []], ...others] = fields;
  if (others.length === 0) {
    if (field === 'principals') return principalsWords(values, names);
    if (field === 'namespaces') return namespacesWords(values, names);
    if (['ipBlocks', 'remoteIpBlocks', 'requestPrincipals'].includes(field)) {
      return [call('Source', field, ...values.map(literal))];
    }
  }
  if (fields.every(([name]) => name.startsWith('not'))) {
    return [call('Source', 'anyoneBut', object(Object.fromEntries(fieldWords(fields, names))))];
  }
  return [call('Source', 'of', object(Object.fromEntries(fieldWords(fields, names))))];
}

type Field = readonly [name: string, values: readonly string[]];

function fieldWords(fields: readonly Field[], names: KnownNames): readonly (readonly [string, Expression])[] {
  return fields.flatMap(([name, values]): readonly (readonly [string, Expression])[] => {
    if (name !== 'principals' && name !== 'notPrincipals') return [[name, plain(values)]];
    const known = values.filter((each) => names.identity(each) !== undefined);
    const rest = values.filter((each) => !known.includes(each));
    const identities = known.map((each) => named(names.identity(each) ?? ''));
    return [
      ...(known.length === 0
        ? []
        : [[name === 'principals' ? 'identities' : 'notIdentities', list(identities)] as const]),
      ...(rest.length === 0 ? [] : [[name, plain(rest)] as const]),
    ];
  });
}

function principalsWords(values: readonly string[], names: KnownNames): readonly Expression[] {
  const rest = values.filter((each) => each !== '*' && names.identity(each) === undefined);
  return [
    ...values.flatMap((each) => names.identity(each) ?? []).map((name) => named(name)),
    ...(values.includes('*') ? [call('Source', 'anyAuthenticated')] : []),
    ...(rest.length === 0 ? [] : [call('Source', 'principals', ...rest.map(literal))]),
  ];
}

function namespacesWords(values: readonly string[], names: KnownNames): readonly Expression[] {
  const rest = values.filter((each) => names.namespace(each) === undefined);
  return [
    ...values.flatMap((each) => names.namespace(each) ?? []).map((name) => named(name)),
    ...(rest.length === 0 ? [] : [call('Source', 'namespaces', ...rest.map(literal))]),
  ];
}

function operationWords(operation: JsonObject): Expression {
  knowsOnly('operation', operation, OPERATION_FIELDS);
  const { methods, paths = [], ports } = listsOf(operation);
  const given = Object.keys(operation);
  const [method, ...more] = methods ?? [];
  const isShort = method !== undefined && more.length === 0 && SHORT_METHODS.includes(method);
  if (isShort && !paths.some(isExact) && given.every((field) => field === 'methods' || field === 'paths')) {
    return call('Operation', method.toLowerCase(), ...paths.map(literal));
  }
  if (ports !== undefined && given.length === 1) {
    return call('Operation', 'ports', ...ports.map((port) => literal(Number(port))));
  }
  return call('Operation', 'of', object(operationFields(operation)));
}

/** The fields of an operation, as constructs call them. */
export function operationFields(operation: JsonObject): Readonly<Record<string, Expression | undefined>> {
  const { methods, paths = [], ports, notPorts, ...others } = listsOf(operation);
  const texts = (values: readonly string[] | undefined): Expression | undefined =>
    values === undefined || values.length === 0 ? undefined : plain(values);
  const numbers = (values: readonly string[] | undefined): Expression | undefined =>
    values === undefined ? undefined : list(values.map((port) => literal(Number(port))));
  return {
    methods: texts(methods),
    paths: texts(paths.filter((path) => !isExact(path))),
    exactPaths: texts(paths.filter(isExact)),
    ...Object.fromEntries(Object.entries(others).map(([field, values]) => [field, texts(values)])),
    ports: numbers(ports),
    notPorts: numbers(notPorts),
  };
}

function listsOf(operation: JsonObject): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.entries(operation).map(([field, value]) => [field, asStrings(value, field)]));
}

/** Such a path reads like a prefix and is none. */
function isExact(path: string): boolean {
  return path.length > 1 && path.endsWith('/');
}

function conditionWords(condition: JsonObject): Expression {
  knowsOnly('when', condition, ['key', 'values', 'notValues']);
  const key = String(condition['key']);
  const match = object({
    values: condition['values'] === undefined ? undefined : plain(condition['values']),
    notValues: condition['notValues'] === undefined ? undefined : plain(condition['notValues']),
  });
  const header = /^request\.headers\[([^[\]]+)\]$/.exec(key)?.[1];
  if (header !== undefined) return call('Condition', 'header', literal(header), match);
  const path = tryClaimPath(key);
  if (path === undefined) return call('Condition', 'of', literal(key), match);
  return path.length === 1
    ? call('Condition', 'claim', literal(path[0] ?? ''), match)
    : call('Condition', 'nestedClaim', plain(path), match);
}

/** Which claim a key names, from the outside in. */
export function tryClaimPath(key: string): readonly string[] | undefined {
  const claim = /^request\.auth\.claims((?:\[[^[\]]+\])+)$/.exec(key)?.[1];
  return claim?.slice(1, -1).split('][');
}

/** What stands below the one field that an item of `from` or `to` has. */
function inside(item: JsonObject, field: 'source' | 'operation'): JsonObject {
  knowsOnly(field === 'source' ? 'from' : 'to', item, [field]);
  const [content] = asObjects([item[field] ?? {}], field);
  if (content === undefined || Object.keys(content).length === 0) throw new NoCounterpart(`\`${field}\` is empty`);
  return content;
}

function knowsOnly(place: string, given: JsonObject, fields: readonly string[]): void {
  const others = Object.keys(given).filter((field) => !fields.includes(field));
  if (others.length === 0) return;
  throw new NoCounterpart(
    `${others.map((field) => `\`${field}\``).join(', ')} of \`${place}\` ${others.length === 1 ? 'has' : 'have'} no counterpart among the constructs`,
  );
}
