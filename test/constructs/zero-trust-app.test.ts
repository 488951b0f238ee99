import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, JsonPatch, YamlOutputType } from 'cdk8s';
import { ArgoCd, Operation, ServiceIdentity, Source, TrafficHost, TrafficPolicy, ZeroTrustNamespace } from '../../src';
import { newAppWithEveryField } from './every-field';
import { manifestOf, manifestsOf, problemsOf } from './manifests';
import { newShop } from './shop';
import { ZeroTrustApp } from '../../src/constructs/zero-trust-app';

describe('what is wrong with an app', () => {
  test('is said all at once, each with the path of its construct', () => {
    const { app, chart, shop, backend, frontend } = newShop();
    new ZeroTrustNamespace(chart, 'Edge');
    new TrafficPolicy(chart, 'traffic', { namespace: shop, host: TrafficHost.external('short') });
    backend.allowFrom(frontend, Operation.get('data'), Operation.of({ methods: ['get'] }));
    backend.denyFrom(Source.anyone());
    expect(problemsOf(app)).toEqual([
      '[chart/backend/AllowRoute1] operation 1: path `data` has no leading `/`, so it never matches; write `/data`',
      '[chart/backend/AllowRoute1] operation 2: method `get` never matches, as methods are compared with their case; write `GET`',
      '[chart/backend/DenyRoute2] the route would deny every request, and no `AllowRoute` could open any again; a target without routes is closed already, so leave the route out',
      '[chart/Edge] namespace `Edge` is not a DNS label: use at most 63 of `a-z`, `0-9` and `-`, beginning and ending with a letter or digit, such as `edge`',
      "[chart/traffic] host `short` is a short name, which Istio completes with the rule's own namespace; write it in full, or use `TrafficHost.service`",
    ]);
  });

  test('a line break in a value does not break the line of the message', () => {
    const { app, chart } = newShop();
    new ZeroTrustNamespace(chart, 'edge', { name: 'a\nb' });
    expect(problemsOf(app)).toHaveLength(1);
  });
});

describe('two objects of one kind, namespace and name', () => {
  test('are refused in different charts, also when one of them is foreign', () => {
    const { app } = newShop();
    const other = new Chart(app, 'other');
    new ApiObject(other, 'mine', {
      apiVersion: 'security.istio.io/v1beta1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'backend-allow', namespace: 'shop' },
    });
    expect(problemsOf(app)).toEqual([
      '[chart] AuthorizationPolicy `shop/backend-allow` is written twice, by `chart/backend.allow` and by `other/mine`; the cluster would keep one of them, so rename or remove one',
    ]);
  });

  test('are refused between two foreign objects', () => {
    const { app, chart } = newShop();
    for (const id of ['one', 'two'])
      new ApiObject(chart, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } });
    expect(problemsOf(app)).toHaveLength(1);
  });

  test.each([
    ['group', { apiVersion: 'example.org/v1' }],
    ['kind', { kind: 'Secret' }],
    ['namespace', { metadata: { name: 'settings', namespace: 'other' } }],
    ['name', { metadata: { name: 'more-settings' } }],
  ])('are not refused when they differ in their %s', (_what, difference) => {
    const { app, chart } = newShop();
    const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } };
    new ApiObject(chart, 'one', settings);
    new ApiObject(chart, 'two', { ...settings, ...difference });
    expect(problemsOf(app)).toEqual([]);
  });
});

describe('the check of the whole app', () => {
  test('runs once for many charts, and again after a change', () => {
    const { app, chart, shop } = newShop();
    for (let index = 0; index < 10; index += 1) new Chart(app, `chart${index}`);
    const check = { atSynth: jest.fn(() => []) };
    ZeroTrustApp.of(chart).addCheck(check);
    for (const each of app.charts) each.toJson();
    expect(check.atSynth).toHaveBeenCalledTimes(1);
    new ServiceIdentity(chart, 'new', { namespace: shop });
    for (const each of app.charts) each.toJson();
    expect(check.atSynth).toHaveBeenCalledTimes(2);
  });

  test('runs once a synth, whatever came before', () => {
    const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'synth-')) });
    const chart = new Chart(app, 'chart', { namespace: 'shop' });
    new ServiceIdentity(chart, 'backend', { namespace: new ZeroTrustNamespace(chart, 'shop') });
    const check = { atSynth: jest.fn(() => []) };
    ZeroTrustApp.of(chart).addCheck(check);
    app.synth();
    expect(check.atSynth).toHaveBeenCalledTimes(1);
    new ApiObject(chart, 'mine', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'backend' } });
    expect(() => app.synth()).toThrow(/`shop\/backend` is written twice/);
    chart.node.tryRemoveChild('mine');
    expect(() => app.synth()).not.toThrow();
    expect(check.atSynth).toHaveBeenCalledTimes(3);
    rmSync(app.outdir, { recursive: true });
  });

  test('notices an object that is added between two syntheses', () => {
    const { app, chart } = newShop();
    expect(problemsOf(app)).toEqual([]);
    new ApiObject(chart, 'mine', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'backend' } });
    expect(problemsOf(app)).toHaveLength(1);
  });

  test('notices an object that is added below an identity', () => {
    const { app, backend } = newShop();
    expect(problemsOf(app)).toEqual([]);
    new ApiObject(backend, 'mine', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'backend' } });
    expect(problemsOf(app)).toHaveLength(1);
  });

  test('notices an identity that is added below another, which had nothing below it', () => {
    const { app, chart, shop } = newShop();
    const lonely = new ServiceIdentity(chart, 'lonely', { namespace: shop });
    expect(problemsOf(app)).toEqual([]);
    new ServiceIdentity(lonely, 'other', { namespace: shop, name: 'lonely' });
    expect(problemsOf(app)).toHaveLength(1);
  });

  test('notices that one object is removed and another added', () => {
    const { app, chart } = newShop();
    const add = (id: string, name: string) =>
      new ApiObject(chart, id, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } });
    add('one', 'harmless');
    expect(problemsOf(app)).toEqual([]);
    chart.node.tryRemoveChild('one');
    add('two', 'backend');
    expect(problemsOf(app)).toHaveLength(1);
  });
});

describe('the synth of the app', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'own-synth-'));
  afterAll(() => rmSync(outdir, { recursive: true }));

  /** An app with an identity `backend`, and a chart that adds a ServiceAccount while it is written. */
  const newAppThatGrows = (name: string, yamlOutputType: YamlOutputType): App => {
    class GrowingChart extends Chart {
      public override toJson(): unknown[] {
        const metadata = { name, namespace: 'shop' };
        if (this.node.children.length === 0)
          new ApiObject(this, 'late', { apiVersion: 'v1', kind: 'ServiceAccount', metadata });
        return super.toJson() as unknown[];
      }
    }
    const app = new App({ outdir, yamlOutputType });
    const chart = new Chart(app, 'chart');
    new ServiceIdentity(chart, 'backend', { namespace: new ZeroTrustNamespace(chart, 'shop') });
    new GrowingChart(app, 'growing');
    return app;
  };

  test.each([YamlOutputType.FILE_PER_CHART, YamlOutputType.FILE_PER_APP])(
    'fails when an object that is added meanwhile repeats another (output type %s)',
    (type) => {
      expect(() => newAppThatGrows('backend', type).synth()).toThrow(
        'Validation failed with the following errors:\n  [chart] ServiceAccount `shop/backend` is written twice, by `chart/backend` and by `growing/late`; ',
      );
      expect(() => newAppThatGrows('other', type).synth()).not.toThrow();
    },
  );

  test('that the user wrote gets its arguments, gives its answer and keeps what it catches', async () => {
    class Patient extends App {
      public override async synth(words: string[] = []): Promise<string> {
        try {
          super.synth();
        } catch {
          words.push('caught');
        }
        return Promise.resolve(words.join(' '));
      }
    }
    const app = new Patient({ outdir });
    const chart = new Chart(app, 'chart');
    new ServiceIdentity(chart, 'backend', { namespace: new ZeroTrustNamespace(chart, 'shop') });
    await expect(app.synth(['fine'])).resolves.toBe('fine');
    new ApiObject(chart, 'mine', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'backend', namespace: 'shop' },
    });
    await expect(app.synth(['twice'])).resolves.toBe('twice caught');
  });

  test('leaves a frozen app as it is', () => {
    const { app } = newShop();
    Object.freeze(app);
    expect(problemsOf(app)).toEqual([]);
  });
});

describe('one file an object', () => {
  const newTwoNamespaces = (yamlOutputType: YamlOutputType, charts: [string, string]): App => {
    const app = new App({ yamlOutputType });
    for (const [index, name] of ['one', 'two'].entries()) {
      const id = charts[index] as string;
      const chart = (app.node.tryFindChild(id) as Chart | undefined) ?? new Chart(app, id);
      new ZeroTrustNamespace(chart, name);
    }
    return app;
  };

  test.each([
    ['FILE_PER_RESOURCE', ['a', 'b']],
    ['FOLDER_PER_CHART_FILE_PER_RESOURCE', ['a', 'a']],
  ] as const)('%s is refused where one file overwrites another', (type, charts) => {
    const problems = problemsOf(newTwoNamespaces(YamlOutputType[type], [...charts]));
    expect(problems).toHaveLength(2);
    expect(problems[0]).toBe(
      `[a] \`a/one/PeerAuthentication\` and \`${charts[1]}/two/PeerAuthentication\` are both written to the file \`PeerAuthentication.default\`, and the second overwrites the first; use \`YamlOutputType.FILE_PER_CHART\`, or one chart a namespace with a folder each`,
    );
  });

  test.each([
    ['FILE_PER_APP', ['a', 'a']],
    ['FILE_PER_CHART', ['a', 'a']],
    ['FOLDER_PER_CHART_FILE_PER_RESOURCE', ['a', 'b']],
  ] as const)('%s is accepted where none does', (type, charts) => {
    expect(problemsOf(newTwoNamespaces(YamlOutputType[type], [...charts]))).toEqual([]);
  });
});

describe('Argo CD', () => {
  const argoAnnotations = (app: App) =>
    manifestsOf(app).flatMap((m) =>
      Object.keys(m.metadata.annotations ?? {}).filter((key) => key.startsWith('argocd.argoproj.io/')),
    );

  test('every object of ours has a wave', () => {
    for (const manifest of manifestsOf(newAppWithEveryField()))
      expect(manifest.metadata.annotations).toHaveProperty(['argocd.argoproj.io/sync-wave']);
  });

  test('namespaces come before identities, these before default deny, validators, routes and workloads', () => {
    const waves = new Map(
      manifestsOf(newAppWithEveryField()).map((m) => [
        `${m.kind} ${m.metadata.name}`,
        Number(m.metadata.annotations?.['argocd.argoproj.io/sync-wave']),
      ]),
    );
    const order = [
      'Namespace shop',
      'ServiceAccount backend',
      'AuthorizationPolicy allow-nothing',
      'RequestAuthentication backend-jwt',
      'AuthorizationPolicy backend-allow',
    ].map((key) => waves.get(key));
    expect(order).toEqual([-30, -25, -20, -15, -10]);
  });

  test('one switch removes every annotation, before or after the objects are made', () => {
    const app = newAppWithEveryField();
    expect(argoAnnotations(app)).not.toEqual([]);
    ArgoCd.disable(app);
    expect(argoAnnotations(app)).toEqual([]);
  });

  test('sync options are merged with those of the object, each once', () => {
    const { app, chart } = newShop();
    const object = new ApiObject(chart, 'mine', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'mine', annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false, Delete=false' } },
    });
    ArgoCd.addSyncOptions(object, 'ServerSideApply=true');
    ArgoCd.addSyncOptions(object, 'Prune=false');
    expect(manifestOf(app, 'ConfigMap', 'mine').metadata.annotations).toEqual({
      'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false,ServerSideApply=true',
    });
  });
});

test('what a user patches into an object of ours survives, though the schema does not know it', () => {
  const { app, chart, shop } = newShop();
  shop.apiObject?.addJsonPatch(JsonPatch.add('/spec', { finalizers: ['x'] }));
  const policy = chart.node.findChild('backend.allow') as ApiObject;
  policy.addJsonPatch(JsonPatch.add('/spec/futureField', { a: [1] }));
  expect(manifestOf(app, 'AuthorizationPolicy', 'backend-allow').spec.futureField).toEqual({ a: [1] });
  expect(manifestOf(app, 'Namespace', 'shop').spec).toEqual({ finalizers: ['x'] });
});
