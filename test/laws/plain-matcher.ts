/** The meaning of a rule on one request, as plainly as it can be said; it shares no code with what it checks. */
import * as fc from 'fast-check';
import type { PlainRoute } from './routes';

export interface PlainRequest {
  /** none: a caller without identity */
  readonly principal?: string;
  readonly ip: string;
  readonly method: string;
  readonly path: string;
  readonly port: number;
  readonly version?: string;
}

export const plainRequest: fc.Arbitrary<PlainRequest> = fc.record(
  {
    principal: fc.constantFrom('cluster.local/ns/a/sa/x', 'cluster.local/ns/a/sa/y', 'cluster.local/ns/b/sa/x'),
    ip: fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3'),
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
    path: fc.constantFrom('/a', '/a/x', '/a/z', '/b', '/b/z', '/c'),
    port: fc.constantFrom(8080, 5432, 9999),
    version: fc.constantFrom('v1', 'v2', 'v3'),
  },
  { requiredKeys: ['ip', 'method', 'path', 'port'] },
);

/** The words of one `source` and one `operation`, by field. */
type Words = Readonly<Record<string, readonly (string | number)[] | undefined>>;

export interface PlainRule {
  readonly from?: readonly { source: Words }[];
  readonly to?: readonly { operation: Words }[];
  readonly when?: readonly { key: string; values?: readonly string[] }[];
}

/** Whether the rule, as it stands in YAML, matches: any `from`, any `to`, all of `when`; what is absent holds. */
export function matchesRule(rule: PlainRule, request: PlainRequest): boolean {
  return (
    (rule.from === undefined || rule.from.some(({ source }) => holds(source, request))) &&
    (rule.to === undefined || rule.to.some(({ operation }) => holds(operation, request))) &&
    (rule.when ?? []).every(({ key, values = [] }) => {
      if (key !== 'request.headers[x-version]') throw new Error(`unknown key ${key}`);
      return values.some((value) => value === request.version);
    })
  );
}

/** Whether the route, as written, means this request: on its ports, or the declared ones that it can speak of. */
export function meansRequest({ sources, operations, versions }: PlainRoute, request: PlainRequest): boolean {
  const isHttp = versions.length > 0 || operations.some((each) => Object.keys(each).some((f) => !/ports/i.test(f)));
  const declared = isHttp ? [8080] : [8080, 5432];
  const asked = operations.length === 0 ? [{}] : operations;
  return (
    sources.some((source) => holds(source as Words, request)) &&
    asked.some((operation) => holds({ ports: declared, ...operation } as Words, request)) &&
    (versions.length === 0 || versions.some((version) => version === request.version))
  );
}

function holds(words: Words, request: PlainRequest): boolean {
  return Object.entries(words).every(([field, values = []]) => {
    const isNegative = /^not[A-Z]/.test(field);
    const positive = isNegative ? field.charAt(3).toLowerCase() + field.slice(4) : field;
    const actual = attribute(positive, request);
    const isAny = actual !== undefined && values.some((value) => isLike(String(value), actual));
    return isAny !== isNegative;
  });
}

function attribute(field: string, request: PlainRequest): string | undefined {
  switch (field) {
    case 'principals':
      return request.principal;
    case 'namespaces':
      return request.principal?.split('/')[2];
    case 'ipBlocks':
      return request.ip;
    case 'methods':
      return request.method;
    case 'paths':
      return request.path;
    case 'ports':
      return String(request.port);
    default:
      throw new Error(`unknown field ${field}`);
  }
}

function isLike(pattern: string, actual: string): boolean {
  if (pattern === '*') return true;
  if (pattern.endsWith('*')) return actual.startsWith(pattern.slice(0, -1));
  if (pattern.startsWith('*')) return actual.endsWith(pattern.slice(1));
  return actual === pattern;
}
