/** What does a route do to the headers of a request, and to its host where that is named among them? */
import type { HeaderChange } from '../../policy/model-virtual-service';
import type { Header } from '../../policy/request';
import { withHeader, withoutHeaders } from '../matching/header-map';

/** Changes that Envoy makes together: it removes, then sets, then adds. */
export interface HeaderStep {
  readonly remove: readonly string[];
  readonly set: readonly Header[];
  readonly add: readonly Header[];
}

/** Headers, and those among them whose value cannot be told. */
export interface ChangedHeaders {
  readonly headers: readonly Header[];
  readonly unknowable: readonly string[];
}

/**
 * The step of these changes together.
 * @see istio pilot/pkg/networking/core/route/route.go, `TranslateHeadersOperations`
 */
export function headerStep(...changes: readonly HeaderChange[]): HeaderStep {
  const pairs = (field: 'set' | 'add'): readonly Header[] =>
    changes
      .flatMap((change) => change[field])
      .filter(([name, value]) => !isInternal(name) && value !== '') // Envoy leaves out an empty value
      .map(([name, value]): Header => [name.toLowerCase(), value]);
  const removed = changes.flatMap(({ remove }) => remove).filter((name) => !isInternal(name));
  return { remove: removed.map((name) => name.toLowerCase()), set: pairs('set'), add: pairs('add') };
}

/** The host that a change of `host` or `:authority` stands for; what is set goes before what is added. */
export function hostIn({ set, add }: HeaderChange): string | undefined {
  const hostAmong = (pairs: HeaderChange['set']): string | undefined =>
    pairs.filter(([name]) => [':authority', 'host'].includes(name.toLowerCase())).at(-1)?.[1];
  return (hostAmong(set) ?? '') || (hostAmong(add) ?? '') || undefined;
}

/** The headers after this step. A value with an operator, such as `%REQ(x)%`, is one that only Envoy knows. */
export function changed({ headers, unknowable }: ChangedHeaders, step: HeaderStep): ChangedHeaders {
  const gone = [...step.remove, ...step.set.map(([name]) => name)];
  const set = step.set.reduce(
    (list, [name, value]) => withHeader(list, name, unescaped(value)),
    withoutHeaders(headers, step.remove),
  );
  const unclear = [...step.set, ...step.add].filter(([, value]) => hasOperator(value)).map(([name]) => name);
  return {
    headers: [...set, ...step.add.map(([name, value]): Header => [name, unescaped(value)])],
    unknowable: [...new Set([...unknowable.filter((name) => !gone.includes(name)), ...unclear])],
  };
}

function isInternal(name: string): boolean {
  return name.startsWith(':') || name.toLowerCase() === 'host';
}

function hasOperator(value: string): boolean {
  return value.replaceAll('%%', '').includes('%');
}

function unescaped(value: string): string {
  return hasOperator(value) ? value : value.replaceAll('%%', '%');
}
