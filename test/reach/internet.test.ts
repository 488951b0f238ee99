import { elsewhereIn } from '../../src/evaluate/elsewhere';
import { evaluator } from '../../src/evaluate/evaluate';
import type { JsonObject } from '../../src/policy/json-object';
import { readMesh } from '../../src/policy/read-mesh';
import { analystOf } from '../../src/reach/analyst';
import { compareReach } from '../../src/reach/compare';
import { matrixOf } from '../../src/reach/matrix';
import { neverReaches } from '../../src/reach/invariants/never-reaches';
import { prove } from '../../src/reach/prove';
import { gateway, HTTP, policy, routes, to, WORLD } from '../evaluate/gateway-mesh';

const SIDECARS = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', labels: { 'istio-injection': 'enabled' } },
};
const PODS = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { template: { metadata: { labels: { app: 'web' } }, spec: { serviceAccountName: 'web' } } },
};
const BASE = [SIDECARS, PODS, ...WORLD.filter(({ kind }) => kind !== 'Namespace'), gateway(HTTP)];
const only = (...paths: readonly string[]): JsonObject =>
  policy('AuthorizationPolicy', 'web', {
    selector: { matchLabels: { app: 'web' } },
    rules: [{ to: [{ operation: { paths: [...paths] } }] }],
  });

const meshOf = (...manifests: readonly JsonObject[]) => readMesh([...BASE, ...manifests]);

function internetTo(...manifests: readonly JsonObject[]) {
  const mesh = meshOf(...manifests);
  const { edges } = matrixOf(analystOf([mesh]), mesh.workloads, {
    judge: evaluator(mesh),
    from: ({ kind }) => kind === 'internet',
  });
  return edges.find((edge) => edge.to === 'shop/web');
}

test('where no route leads, the internet sends nothing', () => {
  expect(internetTo(routes('one', '*', [to('api')]))).toBeUndefined();
});

test('what a policy asks of the path is told of the path before the rewrite', () => {
  const edge = internetTo(
    routes('one', '*', [to('web', { match: [{ uri: { prefix: '/api/' } }], rewrite: { uri: '/' } })]),
    only('/orders*'),
  );
  expect(edge?.requests).toEqual([{ paths: ['/api/orders*'], tls: false }]);
  expect(edge?.witness).toMatchObject({ to: { gateway: 'shop/gw', port: 80 }, request: { path: '/api/orders' } });
});

test('a prefix without slash leaves a way around, which is told', () => {
  const edge = internetTo(
    routes('one', '*', [to('web', { match: [{ uri: { prefix: '/api' } }], rewrite: { uri: '/app/' } })]),
    only('/admin'),
  );
  // beside it stands what has parameters in the segment of dots, such as `/api..;x/admin`
  expect(edge?.requests[0]).toEqual({ paths: ['/api../admin'], tls: false });
  expect(edge?.witness).toMatchObject({ request: { path: '/api../admin' } });
  const slashed = to('web', { match: [{ uri: { prefix: '/api/' } }], rewrite: { uri: '/app/' } });
  expect(internetTo(routes('one', '*', [slashed]), only('/admin'))).toBeUndefined();
});

test('the first route that is for a request counts', () => {
  const shut = { match: [{ uri: { prefix: '/admin' } }], directResponse: { status: 403 } };
  const open = internetTo(routes('one', '*', [to('web'), shut]), only('/admin'));
  expect(open?.requests).toEqual([{ paths: ['/admin'], tls: false }]);
  expect(internetTo(routes('one', '*', [shut, to('web')]), only('/admin'))).toBeUndefined();
});

test('what is rewritten by a regular expression is undecided, and the route is named', () => {
  const rewrite = { uriRegexRewrite: { match: '/a(b|c)*', rewrite: '/\\1' } };
  const edge = internetTo(routes('one', '*', [to('web', { rewrite })]), only('/admin'));
  expect(edge?.requests).toEqual([]);
  expect(edge?.undecided?.because.join()).toContain('VirtualService `shop/one` rewrites paths by regular expression');
});

test('that the internet never reaches some paths is proved, or a call to the gateway shows that it does', () => {
  const invariant = neverReaches({
    name: 'admin is inside',
    from: { internet: true },
    to: { workload: 'shop/web' },
    requests: { paths: ['/admin*'] },
  });
  const proofOf = (...manifests: readonly JsonObject[]) =>
    prove(meshOf(...manifests), [invariant], { analystOf, judgeOf: evaluator })[0];
  expect(proofOf(routes('one', '*', [to('web', { match: [{ uri: { exact: '/' } }] })]))).toMatchObject({
    proof: { kind: 'holds' },
  });
  expect(proofOf(routes('one', '*', [to('web')]))).toMatchObject({
    proof: { kind: 'fails', counterexample: { request: { to: { kind: 'gateway' } } } },
  });
});

test('a route that leads to others than before takes the internet from those there', () => {
  const [one, other] = ['web', 'api'].map((host) => meshOf(routes('one', '*', [to(host)])));
  if (one === undefined || other === undefined) throw new Error('two meshes are compared');
  const found = (before: typeof one, after: typeof one) => {
    const engines = { judgeOf: evaluator, elsewhereOf: elsewhereIn };
    const { wider, narrower, undecided } = compareReach(analystOf([before, after]), { before, after, ...engines });
    const told = [...wider, ...narrower, ...undecided];
    expect(told.every(({ from }) => 'internet' in from)).toBe(true);
    return { wider, narrower, undecided: undecided.filter((doubt) => doubt.to === 'shop/web') };
  };
  const cause = [{ kind: 'VirtualService', name: 'one' }];
  const isThere = { verdict: 'allow' };
  expect(found(one, other)).toMatchObject({
    narrower: [{ to: 'shop/web', cause, witness: { before: isThere, after: { verdict: 'absent' } } }],
    undecided: [],
  });
  expect(found(other, one).wider).toMatchObject([{ to: 'shop/web', cause, witness: { after: isThere } }]);
  expect(found(one, one)).toEqual({ wider: [], narrower: [], undecided: [] });
});
