/** Laws of calls through a gateway, on routes and policies at random. */
import * as fc from 'fast-check';
import { evaluator } from '../../src/evaluate/evaluate';
import { explainer } from '../../src/evaluate/explain';
import type { JsonObject } from '../../src/policy/json-object';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { gateway, HTTP, policy, routes, to, WORLD } from './gateway-mesh';

const SIDECARS = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', labels: { 'istio-injection': 'enabled' } },
};
const pods = (name: string): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'shop' },
  spec: { template: { metadata: { labels: { app: name } }, spec: { serviceAccountName: name } } },
});
const BASE = [SIDECARS, pods('web'), pods('api'), ...WORLD.filter(({ kind }) => kind !== 'Namespace'), gateway(HTTP)];

const rule: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constant({}),
  fc.constantFrom('/a', '/b', '/new', '/a/*').map((path): JsonObject => ({ to: [{ operation: { paths: [path] } }] })),
  fc.constantFrom('gw-account', 'web').map((account): JsonObject => ({
    from: [{ source: { principals: [`cluster.local/ns/shop/sa/${account}`] } }],
  })),
);
const policyAt = (action: string, app: string, name: string): fc.Arbitrary<JsonObject> =>
  fc
    .array(rule, { maxLength: 2 })
    .map((rules) => policy('AuthorizationPolicy', name, { selector: { matchLabels: { app } }, action, rules }));
const policies = fc
  .tuple(
    fc.option(policyAt('ALLOW', 'web', 'web'), { nil: undefined }),
    fc.option(policyAt('DENY', 'api', 'api'), { nil: undefined }),
    fc.option(policyAt('ALLOW', 'gw', 'gw'), { nil: undefined }),
  )
  .map((some) => some.filter((one) => one !== undefined));
const route: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constantFrom('web', 'api', 'none', 'gw').map((host) => to(host)),
  fc.constantFrom('web', 'api').map((host) => to(host, { rewrite: { uri: '/new' } })),
  fc.constantFrom({ redirect: { uri: '/n' } }, { directResponse: { status: 418 } }),
  fc.constant({
    route: ['web', 'api'].map((host) => ({ destination: { host, port: { number: 80 } }, weight: 50 })),
  }),
);
const http = fc
  .array(
    fc
      .tuple(fc.constantFrom('/a', '/b', '/'), route)
      .map(([prefix, done]): JsonObject => ({ match: [{ uri: { prefix } }], ...done })),
    { minLength: 1, maxLength: 3 },
  )
  .map((list) => routes('one', '*', list));
const call = fc
  .record({
    to: fc.constantFrom(
      { gateway: 'shop/gw', port: 80 },
      { service: 'shop/gw', port: 80 },
      { gateway: 'shop/gw', port: 81 },
    ),
    path: fc.constantFrom('/a', '/b', '/c'),
  })
  .map(({ to: called, path }) =>
    readCase({ from: { plaintext: true, ip: '203.0.113.7' }, to: called, request: { path, host: 'x.example' } }),
  );

const verdictsIn = (...manifests: readonly JsonObject[]) => evaluator(readMesh([...BASE, ...manifests]));

test('one more DENY policy at the gateway never opens anything', () => {
  fc.assert(
    fc.property(http, policies, policyAt('DENY', 'gw', 'more'), call, (virtualService, some, more, one) => {
      const before = verdictsIn(virtualService, ...some)(one).verdict;
      const after = verdictsIn(virtualService, ...some, more)(one).verdict;
      expect(before === 'allow' || after === 'deny' || after === before).toBe(true);
    }),
  );
});

test('a gateway that denies all denies, wherever its routes lead', () => {
  const closed = policy('AuthorizationPolicy', 'closed', {
    selector: { matchLabels: { app: 'gw' } },
    action: 'DENY',
    rules: [{}],
  });
  fc.assert(
    fc.property(http, policies, call, (virtualService, some, one) => {
      expect(verdictsIn(virtualService, ...some, closed)(one)).toMatchObject({ verdict: 'deny', point: 'gateway' });
    }),
  );
});

test('the explanation tells the verdict, and each hop what comes to it', () => {
  fc.assert(
    fc.property(http, policies, call, (virtualService, some, one) => {
      const mesh = readMesh([...BASE, virtualService, ...some]);
      const { verdict, steps } = explainer(mesh)(one);
      expect(verdict).toEqual(evaluator(mesh)(one));
      const denial = steps.filter(({ outcome }) => outcome === 'deny').at(-1);
      const isNamed = verdict.point === undefined || verdict.point === denial?.point;
      expect(verdict.verdict === 'deny' ? isNamed : denial === undefined || verdict.verdict !== 'allow').toBe(true);
      // behind a route comes what it made of the call; gateways that go round in a circle have no last hop
      const hops = steps.flatMap(({ why }, index) => {
        const next = steps.slice(index + 1).find((step) => step.call !== undefined)?.call;
        return next !== undefined && why.includes('sends it to') ? [{ why, path: next.request?.path }] : [];
      });
      expect(
        hops.filter(({ why, path }) => !why.endsWith(`\`GET x.example${path}\``) && !why.includes('outcomes')),
      ).toEqual([]);
    }),
  );
});
