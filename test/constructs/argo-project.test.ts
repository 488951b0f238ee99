import { ApiObject, App, Chart } from 'cdk8s';
import { ArgoCluster, ArgoProject, type ArgoProjectProps, ServiceIdentity, ZeroTrustNamespace } from '../../src';
import { schemaProblems } from '../argo/definitions';
import { manifestOf, problemsOf } from './manifests';

const REPOSITORY = 'https://git.example.com/shop/rendered.git';

/** A chart with a namespace and an identity, and a chart for what steers Argo CD. */
function newDelivery(): { app: App; shop: Chart; argo: Chart } {
  const app = new App();
  const shop = new Chart(app, 'shop');
  const namespace = new ZeroTrustNamespace(shop, 'shop');
  new ServiceIdentity(shop, 'backend', { namespace }).select({ app: 'backend' });
  return { app, shop, argo: new Chart(app, 'argo') };
}

const GIVEN = { repositories: [REPOSITORY], clusters: [ArgoCluster.own()] };

function addProject(argo: Chart, contents: ArgoProjectProps['contents'], more: Partial<ArgoProjectProps> = {}): void {
  new ArgoProject(argo, 'shop', { ...GIVEN, contents, ...more });
}

const projectOf = (app: App) => manifestOf(app, 'AppProject', 'shop');
const configMap = (scope: Chart, name: string, namespace?: string) =>
  new ApiObject(scope, name, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  });

describe('the AppProject', () => {
  test('permits the kinds, namespaces and names that are written, from and to where is said', () => {
    const { app, shop, argo } = newDelivery();
    addProject(argo, [shop]);
    const project = projectOf(app);
    expect(project.metadata).toEqual({ name: 'shop', namespace: 'argocd' });
    expect(project.spec).toEqual({
      sourceRepos: [REPOSITORY],
      destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'shop' }],
      clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: 'shop' }],
      namespaceResourceWhitelist: [
        { group: '', kind: 'ServiceAccount' },
        { group: 'security.istio.io', kind: 'AuthorizationPolicy' },
        { group: 'security.istio.io', kind: 'PeerAuthentication' },
      ],
    });
    expect(schemaProblems(project)).toEqual([]);
  });

  test('permits no Namespace where none is written', () => {
    const app = new App();
    const shop = new Chart(app, 'shop');
    ZeroTrustNamespace.fromName(shop, 'namespace', 'shop');
    addProject(new Chart(app, 'argo'), [shop]);
    expect(projectOf(app).spec).not.toHaveProperty('clusterResourceWhitelist');
  });

  test('follows what is added to the charts after it was made', () => {
    const { app, shop, argo } = newDelivery();
    addProject(argo, [shop]);
    configMap(shop, 'later', 'edge');
    const { destinations, namespaceResourceWhitelist } = projectOf(app).spec;
    expect(namespaceResourceWhitelist).toContainEqual({ group: '', kind: 'ConfigMap' });
    expect(destinations.map(({ namespace }: { namespace: string }) => namespace)).toEqual(['edge', 'shop']);
  });

  test('does not follow what becomes of the lists that were given, as nobody would judge it', () => {
    const { app, shop, argo } = newDelivery();
    const repositories = [REPOSITORY];
    const clusters = [ArgoCluster.own()];
    addProject(argo, [shop], { repositories, clusters });
    const before = projectOf(app).spec;
    repositories.push('*');
    clusters.push(ArgoCluster.named('*'));
    expect(projectOf(app).spec).toEqual(before);
  });

  test('follows additions between two syntheses', () => {
    const { app, shop, argo } = newDelivery();
    addProject(argo, [shop]);
    const before = projectOf(app).spec;
    configMap(shop, 'later', 'shop');
    expect(projectOf(app).spec).not.toEqual(before);
  });

  test('permits nothing of charts that are not named', () => {
    const { app, shop, argo } = newDelivery();
    configMap(new Chart(app, 'other'), 'other', 'other');
    addProject(argo, [shop]);
    expect(JSON.stringify(projectOf(app).spec)).not.toMatch(/ConfigMap|other/);
  });

  test('of a whole app leaves out the charts that steer Argo CD', () => {
    const { app, argo } = newDelivery();
    addProject(argo, [app]);
    expect(JSON.stringify(projectOf(app).spec)).not.toMatch(/argoproj|AppProject|argocd/);
  });

  test('takes an app of its own for the charts, too', () => {
    const { app } = newDelivery();
    const argoApp = new App();
    addProject(new Chart(argoApp, 'argo'), [app]);
    expect(projectOf(argoApp).spec.destinations).toHaveLength(1);
  });

  test('names each namespace in each cluster', () => {
    const { app, shop, argo } = newDelivery();
    configMap(shop, 'more', 'edge');
    addProject(argo, [shop], { clusters: [ArgoCluster.named('staging'), ArgoCluster.named('production')] });
    expect(projectOf(app).spec.destinations).toEqual([
      { name: 'staging', namespace: 'edge' },
      { name: 'staging', namespace: 'shop' },
      { name: 'production', namespace: 'edge' },
      { name: 'production', namespace: 'shop' },
    ]);
  });

  test('permits what was removed until it is pruned, if told so', () => {
    const { app, shop, argo } = newDelivery();
    const route = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', namespace: 'edge', name: 'public' };
    addProject(argo, [shop], { alsoPermit: [route, { apiVersion: 'v1', kind: 'Namespace', name: 'edge' }] });
    const { destinations, namespaceResourceWhitelist, clusterResourceWhitelist } = projectOf(app).spec;
    expect(destinations).toContainEqual({ server: 'https://kubernetes.default.svc', namespace: 'edge' });
    expect(namespaceResourceWhitelist).toContainEqual({ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' });
    expect(clusterResourceWhitelist).toContainEqual({ group: '', kind: 'Namespace', name: 'edge' });
  });

  test('puts a kind that is said to have no namespace by its name', () => {
    const { app, shop, argo } = newDelivery();
    new ApiObject(shop, 'issuer', {
      apiVersion: 'cert-manager.io/v1',
      kind: 'ClusterIssuer',
      metadata: { name: 'public' },
    });
    addProject(argo, [shop], { clusterKinds: ['ClusterIssuer.cert-manager.io'] });
    expect(projectOf(app).spec.clusterResourceWhitelist).toContainEqual({
      group: 'cert-manager.io',
      kind: 'ClusterIssuer',
      name: 'public',
    });
  });

  test('does not take the namespace of a chart for that of a Namespace', () => {
    const app = new App();
    const shop = new Chart(app, 'shop', { namespace: 'elsewhere' });
    new ApiObject(shop, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    configMap(shop, 'settings', 'shop');
    addProject(new Chart(app, 'argo'), [shop]);
    expect(projectOf(app).spec.destinations).toEqual([{ server: 'https://kubernetes.default.svc', namespace: 'shop' }]);
  });
});

describe('contents for which no project can be made are told at synth', () => {
  test('an object without namespace', () => {
    const { app, shop, argo } = newDelivery();
    addProject(argo, [shop]);
    const object = configMap(shop, 'lost');
    expect(problemsOf(app)).toEqual([
      '[shop] project `shop`: ConfigMap `lost` has no namespace (`shop/lost`); write `metadata.namespace`, or, if its kind has none, name `ConfigMap` as a cluster kind',
    ]);
    shop.node.tryRemoveChild(object.node.id);
    expect(problemsOf(app)).toEqual([]);
  });

  test('a chart that also steers Argo CD', () => {
    const { app, shop } = newDelivery();
    new ArgoProject(shop, 'project', { ...GIVEN, contents: [shop] });
    expect(problemsOf(app)).toEqual([
      '[shop] project `project`: `shop/project/AppProject` is AppProject `project`: who may write what steers Argo CD may permit themselves anything; keep it apart, for a project of administrators',
    ]);
  });

  test('nothing at all', () => {
    const { app, argo } = newDelivery();
    addProject(argo, [argo]);
    expect(problemsOf(app)).toEqual([
      '[shop] project `shop`: no object has a namespace, so the project would have no destination and permit no Application; give what it is for',
    ]);
  });
});
