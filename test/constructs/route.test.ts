import { AllowRoute, Condition, DenyRoute, Operation, Source } from '../../src';
import { manifestOf, manifestsOf } from './manifests';
import { newShop } from './shop';

const ruleOf = (shop: ReturnType<typeof newShop>, name = 'backend-allow') =>
  manifestOf(shop.app, 'AuthorizationPolicy', name).spec.rules[0];

test('a route about HTTP is confined to the declared HTTP ports', () => {
  const shop = newShop();
  shop.backend.allowFrom(shop.frontend, Operation.get('/data'));
  expect(ruleOf(shop).to).toEqual([{ operation: { methods: ['GET'], paths: ['/data'], ports: ['8080'] } }]);
});

test('a route about nothing but the caller is confined to the declared ports', () => {
  const shop = newShop();
  shop.backend.allowFrom(shop.frontend);
  expect(ruleOf(shop).to).toEqual([{ operation: { ports: ['5432', '8080'] } }]);
});

test('a condition about HTTP confines a route to HTTP ports too', () => {
  const shop = newShop();
  new AllowRoute(shop.chart, 'route', {
    to: shop.backend,
    from: [shop.frontend],
    conditions: [Condition.header('x-api-version', { values: ['v2', 'v1'] })],
  });
  expect(ruleOf(shop)).toEqual({
    from: [{ source: { principals: ['cluster.local/ns/shop/sa/frontend'] } }],
    to: [{ operation: { ports: ['8080'] } }],
    when: [{ key: 'request.headers[x-api-version]', values: ['v1', 'v2'] }],
  });
});

test('a DENY about HTTP leaves the TCP ports alone', () => {
  const shop = newShop();
  new DenyRoute(shop.chart, 'deny', {
    to: shop.backend,
    operations: [Operation.of({ paths: ['/admin', '/admin/*'] })],
  });
  expect(ruleOf(shop, 'backend-deny')).toEqual({
    to: [{ operation: { paths: ['/admin', '/admin/*'], ports: ['8080'] } }],
  });
});

test('everybody, said explicitly, is a rule without callers', () => {
  const shop = newShop();
  shop.frontend.allowFrom(Source.anyone());
  expect(manifestOf(shop.app, 'AuthorizationPolicy', 'frontend-allow').spec.rules).toStrictEqual([{}]);
});

test('everybody but some is a rule with those left out', () => {
  const shop = newShop();
  shop.backend.allowFrom(Source.anyoneBut({ notNamespaces: ['dev'] }), Operation.get('/'));
  expect(ruleOf(shop).from).toEqual([{ source: { notNamespaces: ['dev'] } }]);
});

test('gRPC methods are POST requests to their path', () => {
  const shop = newShop();
  shop.backend.allowFrom(shop.frontend, Operation.grpc('shop.Orders/List', 'shop.Items/*'));
  expect(ruleOf(shop).to[0].operation).toMatchObject({
    methods: ['POST'],
    paths: ['/shop.Items/*', '/shop.Orders/List'],
  });
});

test('more than 512 callers of two kinds become several rules of one policy', () => {
  const shop = newShop();
  for (let index = 0; index < 600; index += 1) {
    const principals = [`cluster.local/ns/a/sa/s${index}`];
    shop.backend.allowFrom(Source.of({ principals, ipBlocks: ['10.0.0.1'] }), Operation.get('/'));
  }
  const policies = manifestsOf(shop.app).filter((m) => m.metadata.name.startsWith('backend-allow'));
  expect(policies.map((m) => m.spec.rules.map((rule: { from: unknown[] }) => rule.from.length))).toEqual([[512, 88]]);
});

test('more than 512 plain identities need one source of one rule', () => {
  const shop = newShop();
  for (let index = 0; index < 600; index += 1)
    shop.backend.allowFrom(Source.principals(`cluster.local/ns/a/sa/s${index}`), Operation.get('/'));
  expect(ruleOf(shop).from).toHaveLength(1);
  expect(ruleOf(shop).from[0].source.principals).toHaveLength(600);
});

describe('a policy that client-side apply could not store', () => {
  const newLargeShop = () => {
    const shop = newShop();
    for (let index = 0; index < 6_000; index += 1)
      shop.backend.allowFrom(Source.principals(`cluster.local/ns/some-namespace/sa/service-${index}`));
    return shop;
  };

  test('asks for server-side apply, and says so once on standard error', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { app } = newLargeShop();
    app.synthYaml();
    app.synthYaml();
    expect(warn.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^warning: \[chart\/backend\.allow\] AuthorizationPolicy `shop\/backend-allow` has about \d+ bytes, more than client-side apply can store \(262144\); it carries `ServerSideApply=true` for Argo CD, and `kubectl apply` needs `--server-side`$/,
        ),
      ],
    ]);
    const { annotations } = manifestOf(app, 'AuthorizationPolicy', 'backend-allow').metadata;
    expect(annotations?.['argocd.argoproj.io/sync-options']).toBe('ServerSideApply=true');
    warn.mockRestore();
  });

  test('a smaller one does not', () => {
    const { app, backend, frontend } = newShop();
    backend.allowFrom(frontend);
    expect(manifestOf(app, 'AuthorizationPolicy', 'backend-allow').metadata.annotations).toEqual({
      'argocd.argoproj.io/sync-wave': '-10',
    });
  });
});
