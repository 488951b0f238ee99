import { ApiObject, App, Chart, Lazy } from 'cdk8s';
import { ServiceIdentity, ZeroTrustNamespace } from 'cdk8s-zero-trust';
import { manifestsOf, meshOf } from '../../src/policy/synthesized';

const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'orders', namespace: 'shop' } };
const TEXT = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n';

const namesIn = (subject: Parameters<typeof manifestsOf>[0]) =>
  manifestsOf(subject).manifests.map(({ kind, name }) => `${kind}/${name}`);

/** Two charts, one object each. */
function twoCharts(): { app: App; chart: Chart } {
  const app = new App();
  const chart = new Chart(app, 'one');
  new ApiObject(chart, 'namespace', namespace);
  new ApiObject(new Chart(app, 'two'), 'account', account);
  return { app, chart };
}

test('a chart is its own objects, an app those of all charts', () => {
  const { app, chart } = twoCharts();
  expect(namesIn(chart)).toEqual(['Namespace/shop']);
  expect(namesIn(app)).toEqual(['Namespace/shop', 'ServiceAccount/orders']);
});

test('text, an object and lists of these are read alike', () => {
  expect(namesIn(TEXT)).toEqual(['Namespace/shop']);
  expect(namesIn(namespace)).toEqual(['Namespace/shop']);
  expect(namesIn([namespace, TEXT.replace('shop', 'other'), account])).toEqual([
    'Namespace/shop',
    'Namespace/other',
    'ServiceAccount/orders',
  ]);
  expect(namesIn({ apiVersion: 'v1', kind: 'List', items: [namespace, account] })).toHaveLength(2);
});

test('objects are known by their chart, or by their place in the list', () => {
  const { chart } = twoCharts();
  const { manifests } = manifestsOf([chart, TEXT, namespace]);
  expect(manifests.map(({ document }) => document.file)).toEqual(['one', 'text 1', 'object 2']);
});

test('characters that YAML cannot have as they are come through', () => {
  const text = 'a\u007fb\u2028c\ufeffd"e\\f\u0001';
  const object = { ...namespace, metadata: { name: 'shop', annotations: { text } } };
  expect(manifestsOf(object).manifests[0]?.object).toEqual(object);
});

test('what cdk8s computes late is computed', () => {
  const chart = new Chart(new App(), 'late');
  new ApiObject(chart, 'namespace', { ...namespace, spec: Lazy.any({ produce: () => ({ finalizers: ['a'] }) }) });
  expect(manifestsOf(chart).manifests[0]?.object).toMatchObject({ spec: { finalizers: ['a'] } });
});

test('what a construct refuses is thrown, for a chart and for an app', () => {
  const app = new App();
  const chart = new Chart(app, 'shop');
  // no name of Kubernetes
  new ServiceIdentity(chart, 'Not_A_Name', { namespace: new ZeroTrustNamespace(chart, 'shop') });
  expect(() => manifestsOf(chart)).toThrow(/Validation failed.*Not_A_Name/s);
  expect(() => manifestsOf(app)).toThrow(/Validation failed.*Not_A_Name/s);
});

test.each([
  ['nothing', undefined, '`undefined` cannot be judged'],
  ['a number', 42, '`42` cannot be judged'],
  ['an object that is none of Kubernetes', { a: 1 }, '`Object` cannot be judged'],
  ['a stranger', new Map(), '`Map` cannot be judged'],
])('%s is refused', (_, subject, message) => {
  expect(() => manifestsOf(subject as never)).toThrow(message);
});

describe('the settings of a mesh', () => {
  const settings = (mesh: string) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'istio', namespace: 'istio-system' },
    data: { mesh },
  });

  test('are those of the ConfigMap `istio` of the subject, and of what is given beside it', () => {
    const subject = [namespace, settings('trustDomain: corp.example')];
    expect(meshOf(subject).settings.trustDomain).toBe('corp.example');
    expect(meshOf(subject, { rootNamespace: 'root' }).settings).toMatchObject({
      trustDomain: 'corp.example',
      rootNamespace: 'root',
    });
    expect(meshOf(subject, { trustDomain: 'given.example' }).settings.trustDomain).toBe('given.example');
    expect(meshOf(namespace).settings.trustDomain).toBe('cluster.local');
  });

  test('are refused where they cannot be read', () => {
    expect(() => meshOf([namespace, settings('trustDomain: 7')])).toThrow('`trustDomain`');
  });
});

describe('a mesh is refused rather than read in part', () => {
  test('when it is empty', () => {
    expect(() => meshOf('')).toThrow('it holds no object');
    expect(() => meshOf(new App())).toThrow('it holds no object');
    expect(meshOf(TEXT).namespaces).toHaveLength(1);
  });

  test('when text is not YAML, or a value has the wrong type', () => {
    expect(() => meshOf('kind: A\nkind: B\n')).toThrow('text:2:1: key `kind` stands twice in one mapping');
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 7 } };
    expect(() => meshOf([namespace, deployment])).toThrow('Deployment default/7: `name` is `7`; expected text');
  });
});
