import 'cdk8s-zero-trust/jest';
import { withMesh } from 'cdk8s-zero-trust/jest';
import { ApiObject, App, Chart } from 'cdk8s';
import { manifestsOf } from '../../src/policy/synthesized';
import { SHOP } from './shop';

const CLOSED = `${SHOP}---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: allow-nothing, namespace: shop }
spec: {}
`;
const objectsOf = (text: string) =>
  manifestsOf(text).manifests.map(({ object }) => object as { apiVersion: string; kind: string });

/** The objects as a chart of an app. */
function appOf(text: string): { app: App; chart: Chart } {
  const app = new App();
  const chart = new Chart(app, 'shop');
  objectsOf(text).forEach((object, index) => new ApiObject(chart, `object-${index}`, object));
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

describe('findings are looked for in', () => {
  test.each([
    ['a chart', appOf(CLOSED).chart, appOf(SHOP).chart],
    ['an app', appOf(CLOSED).app, appOf(SHOP).app],
    ['manifest text', CLOSED, SHOP],
    ['objects', objectsOf(CLOSED), objectsOf(SHOP)],
    ['a mesh that was read once', withMesh(CLOSED), withMesh(SHOP)],
  ])('%s', (_, without, withFinding) => {
    expect(without).toHaveNoFindings();
    expect(withFinding).not.toHaveNoFindings();
  });
});

test('every finding counts, or those of a severity and worse', () => {
  expect(SHOP).not.toHaveNoFindings({ failOn: 'info' });
  expect(SHOP).not.toHaveNoFindings({ failOn: 'warning' });
  expect(SHOP).toHaveNoFindings({ failOn: 'error' });
});

describe('what MeshConfig says', () => {
  const asking = CLOSED.replace('spec: {}', 'spec: { action: CUSTOM, provider: { name: opa }, rules: [{}] }');
  const providers = (name: string) => ({ extensionProviders: [{ name, envoyExtAuthzGrpc: {} }] });
  const configMap = (name: string) => `${asking}---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: 'extensionProviders: [{ name: ${name}, envoyExtAuthzGrpc: {} }]' }
`;

  test('is given by `withMesh`', () => {
    expect(withMesh(asking, providers('opa'))).toHaveNoFindings({ failOn: 'error' });
    expect(withMesh(asking, providers('other'))).not.toHaveNoFindings({ failOn: 'error' });
  });

  test('or stands in the ConfigMap `istio` among the objects', () => {
    expect(configMap('opa')).toHaveNoFindings({ failOn: 'error' });
    expect(configMap('other')).not.toHaveNoFindings({ failOn: 'error' });
  });
});

describe('messages', () => {
  test('when something is found: the report of the check', () => {
    expect(messageOf(() => expect(SHOP).toHaveNoFindings())).toMatchInlineSnapshot(`
     "expect(subject).toHaveNoFindings()

     warning ZT127  Deployment shop/orders: no ALLOW policy applies to \`orders\`, so whatever no policy denies is allowed, also without identity; close namespace \`shop\` with an AuthorizationPolicy of \`spec: {}\`
       --> text:6:1
      6 | apiVersion: apps/v1
        | ^

     assumed: the root namespace is \`istio-system\`
     assumed: paths are normalised as the mesh does by default (BASE)
     assumed: callers send mutual TLS by themselves (\`enableAutoMtls\`), as the mesh does by default
     assumed: no policy of the root namespace \`istio-system\` is among the manifests, so what the whole mesh requires, such as mutual TLS, was not judged

     0 errors, 1 warning: 7 objects in 7 documents, 0 undecided
       ZT127 workload open to everybody"
    `);
  });

  test('of `.not`: what was looked at', () => {
    expect(messageOf(() => expect(SHOP).not.toHaveNoFindings({ failOn: 'error' }))).toMatchInlineSnapshot(`
     "expect(subject).not.toHaveNoFindings({ failOn: 'error' })

     warning ZT127  Deployment shop/orders: no ALLOW policy applies to \`orders\`, so whatever no policy denies is allowed, also without identity; close namespace \`shop\` with an AuthorizationPolicy of \`spec: {}\`
       --> text:6:1
      6 | apiVersion: apps/v1
        | ^

     assumed: the root namespace is \`istio-system\`
     assumed: paths are normalised as the mesh does by default (BASE)
     assumed: callers send mutual TLS by themselves (\`enableAutoMtls\`), as the mesh does by default
     assumed: no policy of the root namespace \`istio-system\` is among the manifests, so what the whole mesh requires, such as mutual TLS, was not judged

     0 errors, 1 warning: 7 objects in 7 documents, 0 undecided
       ZT127 workload open to everybody"
    `);
    expect(messageOf(() => expect(CLOSED).not.toHaveNoFindings())).toContain('\n\nno findings: ');
  });
});

describe('wrong use fails, and so does its negation', () => {
  test.each<[string, unknown, object, string]>([
    ['no object', '', {}, 'it holds no object'],
    ['text that is not YAML', 'kind: [', {}, 'text:1:'],
    ['no subject', 7, {}, '`7` cannot be judged'],
    [
      'MeshConfig that cannot be read',
      `${SHOP}---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio }\ndata: { mesh: "trustDomain: 7" }`,
      {},
      '`trustDomain` `7` is not accepted',
    ],
    [
      'a severity that is none',
      SHOP,
      { failOn: 'fatal' },
      '`options.failOn` `"fatal"` is not accepted; expected `error`, `warning` or `info`',
    ],
    ['a misspelt option', SHOP, { failon: 'error' }, 'did you mean `failOn`?'],
    ['null for options', SHOP, null as never, '`options` has no value; expected a mapping with `failOn`'],
  ])('%s', (_, subject, options, reason) => {
    expect(messageOf(() => expect(subject).toHaveNoFindings(options))).toContain(reason);
    expect(messageOf(() => expect(subject).not.toHaveNoFindings(options))).toContain(reason);
  });
});
