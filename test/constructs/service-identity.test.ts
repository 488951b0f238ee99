import { App, Chart, Cron } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Operation, ServiceIdentity, Source, ZeroTrustNamespace } from '../../src';
import { type Manifest, manifestOf, manifestsOf } from './manifests';
import { newShop } from './shop';

const containers = [{ image: 'app:1' }];
const KINDS: Record<string, (scope: Construct) => plus.AbstractPod> = {
  Deployment: (scope) => new plus.Deployment(scope, 'w', { containers }),
  StatefulSet: (scope) =>
    new plus.StatefulSet(scope, 'w', { containers, service: new plus.Service(scope, 's', { ports: [{ port: 80 }] }) }),
  DaemonSet: (scope) => new plus.DaemonSet(scope, 'w', { containers }),
  Job: (scope) => new plus.Job(scope, 'w', { containers }),
  CronJob: (scope) => new plus.CronJob(scope, 'w', { containers, schedule: Cron.daily() }),
  Pod: (scope) => new plus.Pod(scope, 'w', { containers }),
};

/** The pod template, or the pod itself. */
function podOf(manifest: Manifest): { metadata: Manifest['metadata']; spec: { serviceAccountName?: string } } {
  if (manifest.kind === 'Pod') return manifest as never;
  return (manifest.kind === 'CronJob' ? manifest.spec.jobTemplate.spec.template : manifest.spec.template) as never;
}

function attached(
  kind: string,
  chartName: string,
  inner: boolean,
): { pod: ReturnType<typeof podOf>; policy: Manifest } {
  const app = new App();
  const chart = new Chart(app, chartName, { namespace: 'shop' });
  const orders = new ServiceIdentity(chart, 'orders', { namespace: new ZeroTrustNamespace(chart, 'shop') });
  const workload = KINDS[kind]?.(inner ? new Construct(chart, 'inner') : chart);
  orders.attachTo(workload as plus.AbstractPod);
  const manifest = manifestsOf(app).find((m) => m.kind === kind) as Manifest;
  return { pod: podOf(manifest), policy: manifestOf(app, 'AuthorizationPolicy', 'orders-allow') };
}

describe.each(Object.keys(KINDS))('attached to a %s', (kind) => {
  test('its pods run as the service account', () => {
    expect(attached(kind, 'chart', false).pod.spec.serviceAccountName).toBe('orders');
  });

  test('the policy selects the labels that its pods carry', () => {
    const { pod, policy } = attached(kind, 'chart', false);
    const selector = policy.spec.selector.matchLabels as Record<string, string>;
    expect(Object.keys(selector).length).toBeGreaterThan(0);
    expect(pod.metadata.labels).toMatchObject(selector);
  });

  test('the policy stays the same when the workload moves or the chart is renamed', () => {
    const { policy } = attached(kind, 'chart', false);
    expect(attached(kind, 'chart', true).policy).toEqual(policy);
    expect(attached(kind, 'renamed', false).policy).toEqual(policy);
  });
});

test('labels that the user chose for the selector are taken', () => {
  const { app, chart, shop } = newShop();
  const workload = new plus.Deployment(chart, 'w', {
    containers,
    select: false,
    podMetadata: { labels: { app: 'web', tier: 'front' } },
  });
  workload.select(plus.LabelSelector.of({ labels: { tier: 'front' } }));
  new ServiceIdentity(chart, 'web', { namespace: shop }).attachTo(workload);
  expect(manifestOf(app, 'AuthorizationPolicy', 'web-allow').spec.selector).toEqual({ matchLabels: { tier: 'front' } });
});

test('a label `app` that the pods have already is kept', () => {
  const { app, chart, shop } = newShop();
  const workload = new plus.Deployment(chart, 'w', { containers, podMetadata: { labels: { app: 'web' } } });
  new ServiceIdentity(chart, 'web-identity', { namespace: shop }).attachTo(workload);
  expect(manifestOf(app, 'AuthorizationPolicy', 'web-identity-allow').spec.selector.matchLabels).toEqual({
    app: 'web',
  });
});

test('several workloads of a shared identity are selected by what they have in common', () => {
  const { app, chart, shop } = newShop();
  const shared = new ServiceIdentity(chart, 'shared', { namespace: shop, allowSharing: true });
  shared.select({ app: 'a', team: 'x' });
  shared.select({ app: 'b', team: 'x' });
  expect(manifestOf(app, 'AuthorizationPolicy', 'shared-allow').spec.selector.matchLabels).toEqual({ team: 'x' });
});

test('an identity that is bound has an ALLOW policy without rules, so that nothing is open before the first route', () => {
  expect(manifestOf(newShop().app, 'AuthorizationPolicy', 'backend-allow').spec).toStrictEqual({
    action: 'ALLOW',
    selector: { matchLabels: { app: 'backend' } },
  });
});

test('an identity that only calls has a ServiceAccount and no policy', () => {
  const { app, chart, shop } = newShop();
  new ServiceIdentity(chart, 'caller', { namespace: shop });
  expect(manifestsOf(app).filter((m) => m.metadata.name.startsWith('caller'))).toEqual([
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'caller', namespace: 'shop', annotations: { 'argocd.argoproj.io/sync-wave': '-25' } },
    },
  ]);
});

test('routes count alike before and after the workload is bound', () => {
  const build = (bindFirst: boolean) => {
    const { app, chart, shop, frontend } = newShop();
    const orders = new ServiceIdentity(chart, 'orders', { namespace: shop });
    if (bindFirst) orders.select({ app: 'orders' });
    orders.allowFrom(frontend, Operation.get('/'));
    orders.denyFrom(frontend, Operation.ports(9090));
    if (!bindFirst) orders.select({ app: 'orders' });
    return manifestsOf(app);
  };
  expect(build(false)).toEqual(build(true));
});

test('an object is no identity, and an identity is one, whoever owns its account', () => {
  const { chart, shop, backend } = newShop();
  expect(backend).toBeInstanceOf(ServiceIdentity);
  const reference = { namespace: 'edge', name: 'gateway' };
  expect(ServiceIdentity.fromServiceAccount(chart, 'edge', reference)).toBeInstanceOf(ServiceIdentity);
  expect(shop.apiObject).not.toBeInstanceOf(ServiceIdentity);
});

test('a service account of somebody else is a caller by its principal, and is not written', () => {
  const { app, chart, backend } = newShop();
  const gateway = ServiceIdentity.fromServiceAccount(chart, 'gateway', {
    name: 'ingress',
    namespace: 'edge',
    trustDomain: 'other.org',
  });
  backend.allowFrom(gateway, Operation.get('/'));
  expect(manifestOf(app, 'AuthorizationPolicy', 'backend-allow').spec.rules[0].from).toEqual([
    { source: { principals: ['other.org/ns/edge/sa/ingress'] } },
  ]);
  expect(manifestsOf(app).map((m) => m.metadata.name)).not.toContain('ingress');
});

test('an identity known by its principal can call', () => {
  const { app, chart, backend } = newShop();
  backend.allowFrom(ServiceIdentity.fromPrincipal(chart, 'p', 'cluster.local/ns/edge/sa/gateway'));
  expect(manifestOf(app, 'AuthorizationPolicy', 'backend-allow').spec.rules[0].from).toEqual([
    { source: { principals: ['cluster.local/ns/edge/sa/gateway'] } },
  ]);
});

test('during a rename the old principal is accepted beside the new one', () => {
  const { app, chart, shop, backend } = newShop();
  const renamed = new ServiceIdentity(chart, 'renamed', {
    namespace: shop,
    alsoAccept: ['cluster.local/ns/shop/sa/before'],
  });
  backend.allowFrom(renamed, Operation.get('/'));
  expect(manifestOf(app, 'AuthorizationPolicy', 'backend-allow').spec.rules[0].from[0].source.principals).toEqual([
    'cluster.local/ns/shop/sa/before',
    'cluster.local/ns/shop/sa/renamed',
  ]);
});

test('callers of one operation share a rule, and each action has one policy', () => {
  const { app, chart, backend, frontend } = newShop();
  const other = ServiceIdentity.fromPrincipal(chart, 'other', 'cluster.local/ns/a/sa/other');
  backend.allowFrom(frontend, Operation.get('/data'));
  backend.allowFrom(other, Operation.get('/data'));
  backend.allowFrom(Source.namespaces('ops'), Operation.get('/data'));
  backend.allowFrom(other, Operation.post('/data'));
  backend.denyFrom(other, Operation.delete());
  const policies = manifestsOf(app).filter((m) => m.metadata.name.startsWith('backend-'));
  expect(policies.map((m) => [m.metadata.name, m.spec.action, m.spec.rules.length])).toEqual([
    ['backend-allow', 'ALLOW', 2],
    ['backend-deny', 'DENY', 1],
  ]);
  expect(policies[0]?.spec.rules[0].from).toEqual([
    { source: { namespaces: ['ops'] } },
    { source: { principals: ['cluster.local/ns/a/sa/other', 'cluster.local/ns/shop/sa/frontend'] } },
  ]);
});
