/** Random routes to one target, as plain data: the same data is made into constructs, and judged by `allows`. */
import * as fc from 'fast-check';
import { AllowRoute, Condition, DenyRoute, Operation, type OperationProps, Source, type SourceProps } from '../../src';
import type { Shop } from '../constructs/shop';

export interface PlainRoute {
  readonly sources: SourceProps[];
  readonly operations: OperationProps[];
  /** values of the header `x-version`, none for no condition */
  readonly versions: string[];
}

const some = <T>(values: T[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });
const PRINCIPALS = ['cluster.local/ns/a/sa/x', 'cluster.local/ns/a/sa/y', 'cluster.local/ns/b/sa/x', '*/sa/y', '*'];

/** At least one field that names somebody, so that an ALLOW accepts it. */
const source: fc.Arbitrary<SourceProps> = fc
  .record(
    {
      principals: some(PRINCIPALS),
      notPrincipals: some(PRINCIPALS.slice(0, 3)),
      namespaces: some(['a', 'b', 'b*']),
      notNamespaces: some(['a', 'c']),
      ipBlocks: some(['10.0.0.1', '10.0.0.2']),
    },
    { requiredKeys: [] },
  )
  .filter((props) => 'principals' in props || 'namespaces' in props || 'ipBlocks' in props);

const operation: fc.Arbitrary<OperationProps> = fc
  .record(
    {
      methods: some(['GET', 'POST', 'DELETE']),
      notMethods: some(['PUT', 'GET']),
      paths: some(['/a', '/a/*', '/b', '*/z', '*']),
      notPaths: some(['/a/x', '/b/*']),
      ports: fc.constant(8080).map((port) => [port]),
    },
    { requiredKeys: [] },
  )
  .filter((props) => Object.keys(props).length > 0);

export const plainRoute: fc.Arbitrary<PlainRoute> = fc.record({
  sources: fc.array(source, { minLength: 1, maxLength: 3 }),
  operations: fc.array(operation, { maxLength: 3 }),
  versions: fc.uniqueArray(fc.constantFrom('v1', 'v2'), { maxLength: 2 }),
});

/** Adds the routes to the backend, in this order. */
export function addRoutes({ chart, backend }: Shop, action: 'ALLOW' | 'DENY', routes: readonly PlainRoute[]): void {
  const Route = action === 'ALLOW' ? AllowRoute : DenyRoute;
  routes.forEach(({ sources, operations, versions }, index) => {
    new Route(chart, `route${index}`, {
      to: backend,
      from: sources.map((props) => Source.of(props)),
      operations: operations.map((props) => Operation.of(props)),
      conditions: versions.length === 0 ? [] : [Condition.header('x-version', { values: versions })],
    });
  });
}
