import { App, Chart } from 'cdk8s';
import {
  ArgoApplication,
  type ArgoApplicationProps,
  ArgoApplicationSet,
  type ArgoApplicationSetProps,
  ArgoCd,
  ArgoCluster,
  ArgoHealthChecks,
  ArgoProject,
  ZeroTrustNamespace,
} from '../../src';
import { schemaProblems } from '../argo/definitions';
import { healthOf } from '../argo/lua';
import { type Manifest, manifestOf, problemsOf } from './manifests';

const REPOSITORY = 'https://git.example.com/shop/rendered.git';
const APPLICATION: ArgoApplicationProps = {
  project: ArgoProject.fromName('shop'),
  repository: REPOSITORY,
  revision: 'environments/production',
  folder: 'production/shop',
  cluster: ArgoCluster.named('production'),
  namespace: 'shop',
};
const SET: ArgoApplicationSetProps = {
  project: ArgoProject.fromName('shop'),
  repository: REPOSITORY,
  revision: 'main',
  clusterLabels: { mesh: 'shop' },
};

function newChart(): { app: App; argo: Chart } {
  const app = new App();
  return { app, argo: new Chart(app, 'argo') };
}

function applicationWith(given: Partial<ArgoApplicationProps> = {}): Manifest {
  const { app, argo } = newChart();
  new ArgoApplication(argo, 'shop', { ...APPLICATION, ...given });
  return manifestOf(app, 'Application', 'shop');
}

function setWith(given: Partial<ArgoApplicationSetProps> = {}): Manifest {
  const { app, argo } = newChart();
  new ArgoApplicationSet(argo, 'shop', { ...SET, ...given });
  return manifestOf(app, 'ApplicationSet', 'shop');
}

describe('the Application', () => {
  test('syncs rendered manifests by itself, prunes and heals, and shares no object', () => {
    const application = applicationWith();
    expect(application.metadata).toEqual({ name: 'shop', namespace: 'argocd' });
    expect(application.spec).toEqual({
      project: 'shop',
      source: {
        repoURL: REPOSITORY,
        targetRevision: 'environments/production',
        path: 'production/shop',
        directory: { recurse: true, include: '*.k8s.yaml' },
      },
      destination: { name: 'production', namespace: 'shop' },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: ['FailOnSharedResource=true'],
        retry: { limit: 5, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } },
      },
    });
  });

  test.each<Partial<ArgoApplicationProps>>([
    {},
    { automated: false },
    { applyOutOfSyncOnly: true },
    { deleteObjects: true },
    { cluster: ArgoCluster.own() },
    { folder: '.' },
  ])('is what the definition of Argo CD accepts, with %j', (given) => {
    expect(schemaProblems(applicationWith(given))).toEqual([]);
  });

  test('waits for somebody to sync where it is not automated', () => {
    expect(applicationWith({ automated: false }).spec.syncPolicy).not.toHaveProperty('automated');
  });

  test('leaves objects in sync alone where that is chosen', () => {
    expect(applicationWith({ applyOutOfSyncOnly: true }).spec.syncPolicy.syncOptions).toEqual([
      'ApplyOutOfSyncOnly=true',
      'FailOnSharedResource=true',
    ]);
  });

  test('takes its objects along when it is deleted only where that is chosen', () => {
    const finalizers = ['resources-finalizer.argocd.argoproj.io'];
    expect(applicationWith({ deleteObjects: true }).metadata).toMatchObject({ finalizers });
    expect(applicationWith({ deleteObjects: false }).metadata).not.toHaveProperty('finalizers');
  });

  test('stands beside its project', () => {
    const project = ArgoProject.fromName('platform', 'delivery');
    expect(applicationWith({ project })).toMatchObject({
      metadata: { namespace: 'delivery' },
      spec: { project: 'platform' },
    });
  });
});

describe('an Application of a project of the same app', () => {
  function withProject(given: Partial<ArgoApplicationProps>): App {
    const { app, argo } = newChart();
    const project = new ArgoProject(argo, 'project', {
      name: 'shop',
      contents: [app],
      repositories: [REPOSITORY],
      clusters: [ArgoCluster.named('production')],
    });
    new ArgoApplication(argo, 'shop', { ...APPLICATION, project, ...given });
    new ArgoApplicationSet(argo, 'fleet', { ...SET, project, repository: given.repository ?? REPOSITORY });
    // the namespace comes later than whoever asks for it
    new ZeroTrustNamespace(new Chart(app, 'shop'), 'shop');
    return app;
  }

  test('is fine where the project permits all of it', () => {
    expect(problemsOf(withProject({}))).toEqual([]);
  });

  test('is refused in a namespace that the project does not permit', () => {
    expect(problemsOf(withProject({ namespace: 'edge' }))).toEqual([
      '[argo] application `shop`: project `shop` does not permit namespace `edge`, but `shop`; use one of them, or add it to the project',
    ]);
  });

  test('is refused in a cluster that the project does not permit', () => {
    expect(problemsOf(withProject({ cluster: ArgoCluster.own() }))).toEqual([
      '[argo] application `shop`: project `shop` does not permit cluster `https://kubernetes.default.svc`, but `production`; use one of them, or add it to the project',
    ]);
  });

  test('is refused from a repository that the project does not permit, as is a set', () => {
    const other = 'https://git.example.com/other.git';
    const problem = `project \`shop\` does not permit repository \`${other}\`, but \`${REPOSITORY}\`; use one of them, or add it to the project`;
    expect(problemsOf(withProject({ repository: other }))).toEqual([
      `[argo] application \`shop\`: ${problem}`,
      `[argo] application set \`fleet\`: ${problem}`,
    ]);
  });
});

describe('the ApplicationSet', () => {
  const generators = (set: Manifest) => set.spec.generators[0].matrix.generators;

  test('makes an Application of each folder of each cluster, in a literal project, and keeps objects', () => {
    const { spec } = setWith();
    expect(spec).toMatchObject({
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      syncPolicy: { preserveResourcesOnDeletion: true },
      template: {
        metadata: { name: 'shop-{{.nameNormalized}}-{{.path.basenameNormalized}}' },
        spec: {
          project: 'shop',
          source: { repoURL: REPOSITORY, targetRevision: 'main', path: '{{.path.path}}' },
          destination: { server: '{{.server}}', namespace: '{{.path.basename}}' },
        },
      },
    });
  });

  test('asks for the clusters first, as the folders depend on them', () => {
    expect(generators(setWith())).toEqual([
      { clusters: { selector: { matchLabels: { mesh: 'shop' } } } },
      { git: { repoURL: REPOSITORY, revision: 'main', directories: [{ path: '{{.name}}/*' }] } },
    ]);
  });

  test('syncs as a single Application does', () => {
    const choices = { automated: false, applyOutOfSyncOnly: true };
    const { syncPolicy, source } = applicationWith(choices).spec;
    const { template } = setWith(choices).spec;
    expect(template.spec.syncPolicy).toEqual(syncPolicy);
    expect(template.spec.source.directory).toEqual(source.directory);
  });

  test('takes the folder from a label, and then only clusters that have it', () => {
    const [clusters, git] = generators(setWith({ folder: 'clusters', folderLabel: 'example.com/tier' }));
    expect(clusters.clusters.selector).toEqual({
      matchLabels: { mesh: 'shop' },
      matchExpressions: [{ key: 'example.com/tier', operator: 'Exists' }],
    });
    expect(git.git.directories).toEqual([{ path: 'clusters/{{index .metadata.labels "example.com/tier"}}/*' }]);
  });

  test.each<Partial<ArgoApplicationSetProps>>([
    {},
    { folder: 'clusters' },
    { folderLabel: 'tier' },
    { automated: false, applyOutOfSyncOnly: true },
  ])('is what the definition of Argo CD accepts, with %j', (given) => {
    expect(schemaProblems(setWith(given))).toEqual([]);
  });
});

describe('the health checks', () => {
  const [key, check] = Object.entries(ArgoHealthChecks.settings())[0] as [string, string];

  test('are a part of the settings of Argo CD that is merged, and never deleted', () => {
    const { app, argo } = newChart();
    new ArgoHealthChecks(argo, 'health');
    expect(manifestOf(app, 'ConfigMap', 'argocd-cm')).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'argocd-cm',
        namespace: 'argocd',
        labels: { 'app.kubernetes.io/part-of': 'argocd' },
        annotations: { 'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false,ServerSideApply=true' },
      },
      data: { [key]: check },
    });
  });

  test('are one setting, under the key that Argo CD looks for, and still Lua after YAML', () => {
    const { app, argo } = newChart();
    new ArgoHealthChecks(argo, 'health', { namespace: 'delivery' });
    const { data, metadata } = manifestOf(app, 'ConfigMap', 'argocd-cm') as Manifest & { data: Record<string, string> };
    expect(metadata.namespace).toBe('delivery');
    expect(Object.keys(data)).toEqual(['resource.customizations.health.security.istio.io_AuthorizationPolicy']);
    expect(healthOf(data[key] as string, { metadata: { name: 'a' } }).status).toBe('Healthy');
  });

  test('carry no annotation where Argo CD is switched off', () => {
    const { app, argo } = newChart();
    ArgoCd.disable(argo);
    new ArgoHealthChecks(argo, 'health');
    expect(manifestOf(app, 'ConfigMap', 'argocd-cm').metadata.annotations).toBeUndefined();
  });
});
