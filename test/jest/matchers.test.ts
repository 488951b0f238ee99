import 'cdk8s-zero-trust/jest';
import { withMesh } from 'cdk8s-zero-trust/jest';
import { ApiObject, App, Chart } from 'cdk8s';
import { ServiceIdentity, ZeroTrustNamespace } from 'cdk8s-zero-trust';
import { toAllow, toDeny } from '../../src/jest/matchers';
import { manifestsOf } from '../../src/policy/synthesized';
import { ASKS_ELSEWHERE, CHARGE, REFUND, SHOP } from './shop';

const objects = manifestsOf(SHOP).manifests.map(({ object }) => object as { apiVersion: string; kind: string });

/** The mesh as a chart of an app. */
function shopApp(): { app: App; chart: Chart } {
  const app = new App();
  const chart = new Chart(app, 'shop');
  objects.forEach((object, index) => new ApiObject(chart, `object-${index}`, object));
  return { app, chart };
}

/** What the matcher tells when it does not hold. */
function messageOf(assertion: () => unknown): string {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it holds');
}

describe('a call is allowed or denied by', () => {
  const { app, chart } = shopApp();
  test.each([
    ['a chart', chart],
    ['an app', app],
    ['manifest text', SHOP],
    ['objects', objects],
    ['a mesh that was read once', withMesh(chart)],
  ])('%s', (_, subject) => {
    expect(subject).toAllow(CHARGE);
    expect(subject).toDeny(REFUND);
    expect(subject).not.toDeny(CHARGE);
    expect(subject).not.toAllow(REFUND);
  });
});

test('a denial is compared as far as the test says', () => {
  expect(SHOP).toDeny(REFUND, { layer: 'authorization', status: 403 });
  expect(SHOP).not.toDeny(REFUND, { layer: 'mtls' });
  const trace = { ...CHARGE, request: { method: 'TRACE', path: '/charges' } };
  expect(SHOP).toDeny(trace, { by: 'shop/payments-deny#0' });
  expect(SHOP).not.toDeny(trace, { by: 'shop/payments-allow#0' });
  expect(SHOP).toDeny({ ...CHARGE, from: { plaintext: true } }, { layer: 'mtls' });
});

describe('a call to a gateway', () => {
  const edge = `${SHOP}---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: shop }
spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec:
  parentRefs: [{ name: edge }]
  hostnames: [pay.example]
  rules: [{ backendRefs: [{ name: payments, port: 80 }] }]
`;
  const open = edge.replace('cluster.local/ns/shop/sa/orders', 'cluster.local/ns/shop/sa/edge-istio');
  const called = (host: string) => ({
    from: { plaintext: true },
    to: { gateway: 'shop/edge', port: 80 },
    request: { method: 'POST', path: '/charges', host },
  });

  test('is allowed or denied where its route leads', () => {
    expect(open).toAllow(called('pay.example'));
    expect(edge).toDeny(called('pay.example'), { layer: 'authorization', status: 403 });
  });

  test('is neither where the gateway answers itself', () => {
    expect(open).not.toAllow(called('other.example'));
    expect(open).not.toDeny(called('other.example'));
    expect(messageOf(() => expect(open).toAllow(called('other.example')))).toContain('the gateway answers 404 itself');
    // no policy denies it, so that neither word says `deny`, and no rule would grant it
    expect(messageOf(() => expect(open).toDeny(called('other.example')))).toContain('got answered (status 404, point');
    expect(messageOf(() => expect(open).toAllow(called('other.example')))).not.toContain('smallest rule');
  });

  test('of a gateway that is not there is wrong use', () => {
    const elsewhere = { ...called('pay.example'), to: { gateway: 'shop/other', port: 80 } };
    expect(messageOf(() => expect(open).toAllow(elsewhere))).toContain('shop/other');
  });
});

describe('messages', () => {
  test('when a call should be allowed: what denies it, and the smallest rule that grants it', () => {
    expect(messageOf(() => expect(SHOP).toAllow(REFUND))).toMatchInlineSnapshot(`
     "expect(subject).toAllow(call)

     DELETE /charges from shop/orders to shop/payments, port 8080
     expected allow
     got deny (status 403, layer authorization, point sidecar)
       pass      capture       shop/orders: the caller \`shop/orders\` speaks mTLS as \`cluster.local/ns/shop/sa/orders\`
       pass      capture       shop/payments: \`shop/payments\` has a sidecar
       skip      network       no NetworkPolicy is among the manifests
       pass      mtls          shop/payments: port 8080 is STRICT by PeerAuthentication \`shop/default\` for the namespace, and the caller proves \`cluster.local/ns/shop/sa/orders\`
       skip      custom        shop/payments: no CUSTOM policy is in force
       skip      jwt           shop/payments: no RequestAuthentication is in force, so that no token is read
       pass      authorization shop/payments: no rule of the DENY policies matches
       deny      authorization shop/payments: ALLOW is in force by \`shop/payments-allow\`, and its one rule does not match
     nearest rules:
       rule 0 of \`shop/payments-allow\` wants method \`POST\`, got \`DELETE\`
     the smallest rule that would grant it:
       apiVersion: security.istio.io/v1
       kind: AuthorizationPolicy
       metadata:
         name: allow-orders
         namespace: shop
       spec:
         selector:
           matchLabels:
             app: payments
         action: ALLOW
         rules:
           - from:
               - source:
                   principals:
                     - cluster.local/ns/shop/sa/orders
             to:
               - operation:
                   methods:
                     - DELETE
                   paths:
                     - /charges
                   ports:
                     - "8080""
    `);
  });
  test('when a call should be denied', () => {
    expect(messageOf(() => expect(SHOP).toDeny(CHARGE, { layer: 'authorization' }))).toMatchInlineSnapshot(`
     "expect(subject).toDeny(call)

     POST /charges from shop/orders to shop/payments, port 8080
     expected deny (layer authorization)
     got allow (by shop/payments-allow#0, point sidecar)
       pass      capture       shop/orders: the caller \`shop/orders\` speaks mTLS as \`cluster.local/ns/shop/sa/orders\`
       pass      capture       shop/payments: \`shop/payments\` has a sidecar
       skip      network       no NetworkPolicy is among the manifests
       pass      mtls          shop/payments: port 8080 is STRICT by PeerAuthentication \`shop/default\` for the namespace, and the caller proves \`cluster.local/ns/shop/sa/orders\`
       skip      custom        shop/payments: no CUSTOM policy is in force
       skip      jwt           shop/payments: no RequestAuthentication is in force, so that no token is read
       pass      authorization shop/payments: no rule of the DENY policies matches
       pass      authorization shop/payments: rule 0 of \`shop/payments-allow\` allows it by from.principals \`cluster.local/ns/shop/sa/orders\`, to.ports \`8080\`, to.methods \`POST\`, to.paths \`/charges\`
       skip      extension     shop/payments: no EnvoyFilter, WasmPlugin or TrafficExtension works here"
    `);
  });
  test('when it is denied in another way', () => {
    expect(messageOf(() => expect(SHOP).toDeny(REFUND, { layer: 'mtls' }))).toMatchInlineSnapshot(`
     "expect(subject).toDeny(call)

     DELETE /charges from shop/orders to shop/payments, port 8080
     expected deny (layer mtls)
     got deny (status 403, layer authorization, point sidecar)
       pass      capture       shop/orders: the caller \`shop/orders\` speaks mTLS as \`cluster.local/ns/shop/sa/orders\`
       pass      capture       shop/payments: \`shop/payments\` has a sidecar
       skip      network       no NetworkPolicy is among the manifests
       pass      mtls          shop/payments: port 8080 is STRICT by PeerAuthentication \`shop/default\` for the namespace, and the caller proves \`cluster.local/ns/shop/sa/orders\`
       skip      custom        shop/payments: no CUSTOM policy is in force
       skip      jwt           shop/payments: no RequestAuthentication is in force, so that no token is read
       pass      authorization shop/payments: no rule of the DENY policies matches
       deny      authorization shop/payments: ALLOW is in force by \`shop/payments-allow\`, and its one rule does not match
     nearest rules:
       rule 0 of \`shop/payments-allow\` wants method \`POST\`, got \`DELETE\`"
    `);
  });
  test('of `.not`', () => {
    expect(messageOf(() => expect(SHOP).not.toAllow(CHARGE))).toMatchInlineSnapshot(`
     "expect(subject).not.toAllow(call)

     POST /charges from shop/orders to shop/payments, port 8080
     expected anything but allow
     got allow (by shop/payments-allow#0, point sidecar)
       pass      capture       shop/orders: the caller \`shop/orders\` speaks mTLS as \`cluster.local/ns/shop/sa/orders\`
       pass      capture       shop/payments: \`shop/payments\` has a sidecar
       skip      network       no NetworkPolicy is among the manifests
       pass      mtls          shop/payments: port 8080 is STRICT by PeerAuthentication \`shop/default\` for the namespace, and the caller proves \`cluster.local/ns/shop/sa/orders\`
       skip      custom        shop/payments: no CUSTOM policy is in force
       skip      jwt           shop/payments: no RequestAuthentication is in force, so that no token is read
       pass      authorization shop/payments: no rule of the DENY policies matches
       pass      authorization shop/payments: rule 0 of \`shop/payments-allow\` allows it by from.principals \`cluster.local/ns/shop/sa/orders\`, to.ports \`8080\`, to.methods \`POST\`, to.paths \`/charges\`
       skip      extension     shop/payments: no EnvoyFilter, WasmPlugin or TrafficExtension works here"
    `);
    expect(messageOf(() => expect(SHOP).not.toDeny(REFUND, { status: 403 }))).toMatchInlineSnapshot(`
     "expect(subject).not.toDeny(call)

     DELETE /charges from shop/orders to shop/payments, port 8080
     expected anything but deny (status 403)
     got deny (status 403, layer authorization, point sidecar)
       pass      capture       shop/orders: the caller \`shop/orders\` speaks mTLS as \`cluster.local/ns/shop/sa/orders\`
       pass      capture       shop/payments: \`shop/payments\` has a sidecar
       skip      network       no NetworkPolicy is among the manifests
       pass      mtls          shop/payments: port 8080 is STRICT by PeerAuthentication \`shop/default\` for the namespace, and the caller proves \`cluster.local/ns/shop/sa/orders\`
       skip      custom        shop/payments: no CUSTOM policy is in force
       skip      jwt           shop/payments: no RequestAuthentication is in force, so that no token is read
       pass      authorization shop/payments: no rule of the DENY policies matches
       deny      authorization shop/payments: ALLOW is in force by \`shop/payments-allow\`, and its one rule does not match
     nearest rules:
       rule 0 of \`shop/payments-allow\` wants method \`POST\`, got \`DELETE\`"
    `);
  });
});

test('a message names the objects that a cluster would refuse', () => {
  const odd = `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: odd, namespace: shop }
spec: { action: ALLOW, rules: [{ when: [{ key: request.headers, values: [guest] }] }] }
`;
  const said = 'text: a cluster refuses AuthorizationPolicy `odd`, which is judged as if it were there: ';
  expect(messageOf(() => expect(SHOP + odd).toAllow(REFUND))).toContain(said);
  expect(messageOf(() => expect(SHOP + odd).not.toAllow(CHARGE))).toContain(said);
  expect(messageOf(() => expect(SHOP).toAllow(REFUND))).not.toContain('a cluster refuses');
});

describe('what cannot be told fails, and so does its negation', () => {
  const elsewhere = withMesh([SHOP, ASKS_ELSEWHERE], {
    extensionProviders: [{ name: 'opa', envoyExtAuthzGrpc: { service: 'opa.shop.svc.cluster.local', port: 9000 } }],
  });
  const unknownSpace = SHOP.replace('labels: { istio-injection: enabled }', 'labels: { istio.io/rev: canary }');

  test.each([
    ['an external authorizer decides', elsewhere, 'undecided: the external authorizer `opa` decides'],
    ['the revision is not known', unknownSpace, 'undecided: whether `shop/payments` gets a sidecar depends on which'],
  ])('%s', (_, subject, reason) => {
    expect(messageOf(() => expect(subject).toAllow(CHARGE))).toContain(reason);
    expect(messageOf(() => expect(subject).not.toAllow(CHARGE))).toContain(`expected anything but allow\n${reason}`);
    expect(messageOf(() => expect(subject).toDeny(CHARGE))).toContain(reason);
    expect(messageOf(() => expect(subject).not.toDeny(CHARGE))).toContain(reason);
  });
});

describe('wrong use fails, and so does its negation', () => {
  test.each([
    [
      'a verdict, which cannot turn `toDeny` round',
      { verdict: 'allow' },
      '`expected.verdict` is no key of this format',
    ],
    ['what only gateways have', { routedTo: 'shop/payments:80' }, 'known are `status`, `layer` and `by`'],
    ['null', null, '`expected` has no value; expected a mapping with `status`, `layer` and `by`'],
    ['a word', 'mtls', '`expected` `"mtls"` is not accepted; expected a mapping with `status`, `layer` and `by`'],
  ])('as what is expected: %s', (_, expected, reason) => {
    expect(messageOf(() => expect(SHOP).toDeny(REFUND, expected as never))).toContain(reason);
    expect(messageOf(() => expect(SHOP).toDeny(CHARGE, expected as never))).toContain(reason);
    expect(messageOf(() => expect(SHOP).not.toDeny(REFUND, expected as never))).toContain(reason);
    expect(messageOf(() => expect(SHOP).not.toDeny(CHARGE, expected as never))).toContain(reason);
  });

  const call = (change: object) => ({ ...CHARGE, ...change }) as never;
  test.each([
    ['a workload that is not there', SHOP, call({ from: { workload: 'shop/order' } }), 'did you mean `shop/orders`?'],
    [
      'a misspelt key',
      SHOP,
      call({ request: { methode: 'GET' } }),
      '`call.request.methode` is no key of this format; known are `method`, ',
    ],
    ['no port', SHOP, call({ to: { workload: 'shop/payments' } }), '`call.to` has no `port`'],
    ['no call', SHOP, undefined as never, '`call` has no value; expected a mapping with `from`, `to` and `request`'],
    ['nothing', undefined, CHARGE, '`undefined` cannot be judged'],
    ['an empty app', new App(), CHARGE, 'it holds no object'],
    ['text that is not YAML', 'kind: [', CHARGE, 'text:1:'],
  ])('%s', (_, subject, asked, reason) => {
    expect(messageOf(() => expect(subject).toAllow(asked))).toContain(reason);
    expect(messageOf(() => expect(subject).not.toAllow(asked))).toContain(reason);
    expect(messageOf(() => expect(subject).toDeny(asked))).toContain(reason);
    expect(messageOf(() => expect(subject).not.toDeny(asked))).toContain(reason);
  });

  test('settings that are none', () => {
    expect(() => withMesh(SHOP, { trustDomian: 'x' } as never)).toThrow('did you mean `trustDomain`?');
    const elsewhere = withMesh(SHOP, { trustDomain: 'corp.example' });
    expect(elsewhere).not.toAllow({ ...CHARGE, from: { identity: 'other.example/ns/shop/sa/orders' } });
  });

  test('what a construct refuses is told as cdk8s tells it', () => {
    const chart = new Chart(new App(), 'shop');
    new ServiceIdentity(chart, 'Not_A_Name', { namespace: new ZeroTrustNamespace(chart, 'shop') });
    expect(messageOf(() => expect(chart).not.toAllow(CHARGE))).toMatch(/Validation failed.*Not_A_Name/s);
    expect(messageOf(() => expect(chart).toAllow(CHARGE))).toMatch(/Validation failed.*Not_A_Name/s);
  });
});

test('vitest calls the same functions, with a context of its own', () => {
  const context = { isNot: false, equals: () => false, utils: {}, promise: '', assertion: {} };
  expect(toAllow.call(context, SHOP, CHARGE).pass).toBe(true);
  expect(toDeny.call(context, SHOP, CHARGE).pass).toBe(false);
  expect(toDeny.call({ ...context, isNot: true }, SHOP, REFUND).message()).toMatch(/^expect\(subject\)\.not\.toDeny/);
});
