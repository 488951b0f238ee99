import 'cdk8s-zero-trust/jest';
import { neverReaches, noOpenWorkload, noPlaintext, onlyCallers, withMesh } from 'cdk8s-zero-trust/jest';
import { ASKS_ELSEWHERE, SHOP } from './shop';

const WIDER = SHOP.replace('methods: [POST]', 'methods: [POST, DELETE]');
const MESH = { extensionProviders: [{ name: 'opa', envoyExtAuthzGrpc: {} }] };
const only = onlyCallers({
  name: 'only orders call payments',
  to: { workload: 'shop/payments' },
  callers: [{ workload: 'shop/orders' }],
});

/** What the matcher tells when it does not hold. */
function messageOf(assertion: () => unknown): string {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it holds');
}

describe('toBeNoWiderThan', () => {
  test('holds for the same, and for less', () => {
    expect(SHOP).toBeNoWiderThan(SHOP);
    expect(SHOP).toBeNoWiderThan(WIDER);
    expect(WIDER).not.toBeNoWiderThan(SHOP);
    expect(withMesh(SHOP)).toBeNoWiderThan(withMesh(WIDER));
  });

  test('tells who may send more, and why', () => {
    expect(messageOf(() => expect(WIDER).toBeNoWiderThan(SHOP))).toMatchInlineSnapshot(`
     "expect(subject).toBeNoWiderThan(before)

     wider  shop/payments, port 8080: DELETE /charges
       from shop/orders
       by AuthorizationPolicy shop/payments-allow (changed)
       for example DELETE /charges from shop/orders to shop/payments, port 8080
         before: deny (403, authorization); now: allow (by shop/payments-allow#0)

     1 wider, 0 narrower, 0 undecided; 1 object differs"
    `);
  });

  test('tells of its negation that nothing is wider', () => {
    expect(messageOf(() => expect(SHOP).not.toBeNoWiderThan(SHOP))).toMatchInlineSnapshot(`
     "expect(subject).not.toBeNoWiderThan(before)

     0 wider, 0 narrower, 0 undecided; 0 objects differ"
    `);
  });

  test('fails for what cannot be judged, with and without `not`', () => {
    expect(messageOf(() => expect(SHOP).toBeNoWiderThan(''))).toMatchInlineSnapshot(`
     "expect(subject).toBeNoWiderThan(before)

     it holds no object; a chart without objects, or empty text?"
    `);
    expect(messageOf(() => expect(SHOP).not.toBeNoWiderThan(''))).toContain('it holds no object');
  });
});

describe('toHold', () => {
  test('holds for an invariant that holds', () => {
    expect(SHOP).toHold(only);
    expect(SHOP).toHold(noPlaintext({ name: 'all is encrypted' }));
    expect(SHOP.replace('cluster.local/ns/shop/sa/orders', '"*"')).not.toHold(only);
  });

  test('tells a counterexample, as a case', () => {
    const open = SHOP.replace('cluster.local/ns/shop/sa/orders', '"*"');
    expect(messageOf(() => expect(open).toHold(noOpenWorkload({ name: 'nobody is open' })))).toMatchInlineSnapshot(`
     "expect(subject).toHold(invariant)

     fails      nobody is open
       POST /charges from cluster.local/ns/a/sa/a to shop/payments, port 8080: allow (by shop/payments-allow#0)
       as a case:
         from:
           identity: cluster.local/ns/a/sa/a
         to:
           workload: shop/payments
           port: 8080
         request:
           method: POST
           path: /charges
           host: payments"
    `);
    expect(messageOf(() => expect(SHOP).not.toHold(only))).toMatchInlineSnapshot(`
     "expect(subject).not.toHold(invariant)

     holds      only orders call payments"
    `);
  });

  test('fails with and without `not` where an invariant speaks of no request, and passes for who is yet to come', () => {
    const mute = noPlaintext({ name: 'orders are safe', to: { workload: 'shop/orders' } });
    for (const assertion of [() => expect(SHOP).toHold(mute), () => expect(SHOP).not.toHold(mute)]) {
      expect(messageOf(assertion)).toContain(
        'holds      orders are safe\n  vacuously: no port by which anything listens is left of which it speaks',
      );
    }
    const lower = noOpenWorkload({ name: 'nobody gets', requests: { methods: ['get'] } });
    expect(messageOf(() => expect(SHOP).toHold(lower))).toContain(
      '`requests.methods[0]` cannot be meant: method `get`',
    );
    expect(SHOP).toHold(noOpenWorkload({ name: 'nobody gets', requests: { methods: ['GET'] } }));
    const dev = { name: 'dev stays away', from: { namespace: 'dev' }, to: { namespace: 'shop' } };
    expect(SHOP).toHold(neverReaches(dev));
    expect(messageOf(() => expect(SHOP).not.toHold(neverReaches(dev)))).toContain(
      'vacuously: no workload of namespace',
    );
  });

  test('fails with and without `not` where an authorizer decides, or a name is unknown', () => {
    const asking = withMesh(`${SHOP}---${ASKS_ELSEWHERE}`, MESH);
    const nobody = onlyCallers({ name: 'nobody calls payments', to: { workload: 'shop/payments' }, callers: [] });
    expect(messageOf(() => expect(asking).toHold(nobody))).toMatchInlineSnapshot(`
     "expect(subject).toHold(invariant)

     undecided  nobody calls payments
       shop/orders to \`shop/payments\`, port \`8080\`: an external authorizer decides"
    `);
    expect(messageOf(() => expect(asking).not.toHold(nobody))).toContain('an external authorizer decides');
    const unknown = onlyCallers({ name: 'misspelt', to: { workload: 'shop/payment' }, callers: [] });
    expect(messageOf(() => expect(SHOP).not.toHold(unknown))).toMatchInlineSnapshot(`
     "expect(subject).not.toHold(invariant)

     \`to.workload\` is \`shop/payment\`: no workload of this name is among the manifests; did you mean \`shop/payments\`?"
    `);
  });
});
