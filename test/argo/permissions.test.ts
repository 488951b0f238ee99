import fc from 'fast-check';
import { permissionProblems, permissionsFor, type PermittedObject } from '../../src/argo/permissions';
import { projectSpec } from '../../src/argo/project';
import { apiGroup } from '../../src/istio/api-group';
import { permits } from './project-rules';

const KINDS = [
  ['v1', 'ServiceAccount'],
  ['apps/v1', 'Deployment'],
  ['security.istio.io/v1', 'AuthorizationPolicy'],
  ['networking.istio.io/v1', 'Gateway'],
  ['gateway.networking.k8s.io/v1', 'Gateway'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
] as const;
const WIDE_KINDS = [
  ['v1', 'Namespace'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
  ['gateway.networking.k8s.io/v1', 'GatewayClass'],
  ['cert-manager.io/v1', 'ClusterIssuer'],
] as const;
const CLUSTER_KINDS = ['ClusterIssuer.cert-manager.io'];

const names = fc.constantFrom('a', 'b', 'system:x', '*', 'a*', '?', 'a\\b');
const namespaced = fc
  .record({ type: fc.constantFrom(...KINDS), namespace: fc.constantFrom('shop', 'edge', 'ops'), name: names })
  .map(({ type: [apiVersion, kind], namespace, name }) => ({ apiVersion, kind, namespace, name, place: 'here' }));
const wide = fc
  .record({ type: fc.constantFrom(...WIDE_KINDS), name: names })
  .map(({ type: [apiVersion, kind], name }) => ({ apiVersion, kind, namespace: undefined, name, place: 'here' }));
const anyObject = fc.oneof(namespaced, wide);

const project = (objects: readonly PermittedObject[]) =>
  projectSpec({
    repositories: ['https://git.example.com/a.git'],
    clusters: [{ name: 'production' }],
    permissions: permissionsFor(objects, CLUSTER_KINDS),
  });
const candidate = ({ apiVersion, kind, namespace, name }: PermittedObject) => ({
  group: apiGroup(apiVersion),
  kind,
  namespace,
  name,
});
const sameKind = (a: PermittedObject, b: PermittedObject) =>
  apiGroup(a.apiVersion) === apiGroup(b.apiVersion) && a.kind === b.kind;

describe('a project', () => {
  test('permits every object that it was made for, in its cluster and in no other', () => {
    fc.assert(
      fc.property(fc.array(anyObject), (objects) => {
        const spec = project(objects);
        const written = objects.map(candidate);
        expect(written.filter((object) => !permits(spec, 'production', object))).toEqual([]);
        const elsewhere = written.filter((object) => permits(spec, 'staging', object));
        expect(elsewhere.filter(({ namespace }) => namespace !== undefined)).toEqual([]);
      }),
    );
  });

  test('permits another object exactly if its kind is written, and its namespace, or, without one, its name', () => {
    fc.assert(
      fc.property(fc.array(anyObject), anyObject, (objects, other) => {
        const written = objects.filter((object) => sameKind(object, other));
        const expected =
          other.namespace === undefined
            ? written.some(({ name }) => name === other.name)
            : written.length > 0 && objects.some(({ namespace }) => namespace === other.namespace);
        expect(permits(project(objects), 'production', candidate(other))).toBe(expected);
      }),
    );
  });

  test('is the same for every order of the objects, and for objects that are given twice', () => {
    fc.assert(
      fc.property(fc.array(anyObject), (objects) => {
        expect(project([...objects].reverse().concat(objects))).toEqual(project(objects));
      }),
    );
  });
});

describe('objects for which no project can be made', () => {
  const policy = (given: Partial<PermittedObject> = {}): PermittedObject => ({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    namespace: 'shop',
    name: 'a',
    place: 'a.yaml:1',
    ...given,
  });

  test('there are none among those that name their namespace', () => {
    expect(permissionProblems([policy(), policy({ namespace: 'edge' })], [])).toEqual([]);
  });

  test.each([undefined, ''])('one whose namespace is %j would land where the Application points to', (namespace) => {
    expect(permissionProblems([policy({ namespace })], [])).toEqual([
      'AuthorizationPolicy `a` has no namespace (a.yaml:1); write `metadata.namespace`, or, if its kind has none, name `AuthorizationPolicy.security.istio.io` as a cluster kind',
    ]);
  });

  test('a kind that is said to have no namespace needs none', () => {
    const issuer = policy({ apiVersion: 'cert-manager.io/v1', kind: 'ClusterIssuer', namespace: undefined });
    expect(permissionProblems([issuer, policy()], CLUSTER_KINDS)).toEqual([]);
    expect(permissionProblems([issuer, policy()], [])).toHaveLength(1);
  });

  test('a namespace that Argo CD would read as a pattern is refused', () => {
    expect(permissionProblems([policy({ namespace: '*' })], [])).toEqual([
      'AuthorizationPolicy `a`: namespace `*` is not a DNS label: use at most 63 of `a-z`, `0-9` and `-`, beginning and ending with a letter or digit',
    ]);
  });

  test.each([
    [{ kind: '*' }, '`security.istio.io/v1` `*` `a`'],
    [{ kind: '' }, '`security.istio.io/v1` `` `a`'],
    [{ apiVersion: '' }, '`` `AuthorizationPolicy` `a`'],
    [{ apiVersion: '*/v1' }, '`*/v1` `AuthorizationPolicy` `a`'],
    [{ name: '' }, '`security.istio.io/v1` `AuthorizationPolicy` ``'],
  ])('one without apiVersion, kind or name, or with a pattern there, is refused: %j', (given, shown) => {
    expect(permissionProblems([policy(given)], [])).toEqual([
      `a.yaml:1 is ${shown}, which is no object; write \`apiVersion\`, \`kind\` and \`name\` in full`,
    ]);
  });

  test.each([
    ['argoproj.io/v1alpha1', 'AppProject', 'shop'],
    ['argoproj.io/v1alpha1', 'Application', 'shop'],
    ['argoproj.io/v1alpha1', 'ApplicationSet', 'shop'],
    ['v1', 'ConfigMap', 'argocd-rbac-cm'],
    ['v1', 'Secret', 'argocd-secret'],
  ])('%s %s %s steers Argo CD, and is refused', (apiVersion, kind, name) => {
    expect(permissionProblems([policy({ apiVersion, kind, name })], [])).toEqual([
      `a.yaml:1 is ${kind} \`${name}\`: who may write what steers Argo CD may permit themselves anything; keep it apart, for a project of administrators`,
    ]);
  });

  test.each([
    ['argoproj.io/v1alpha1', 'Rollout', 'shop'],
    ['v1', 'ConfigMap', 'settings'],
    ['apps/v1', 'Deployment', 'argocd-exporter'],
  ])('%s %s %s does not', (apiVersion, kind, name) => {
    expect(permissionProblems([policy({ apiVersion, kind, name })], [])).toEqual([]);
  });

  test('objects of which none has a namespace give an Application no destination', () => {
    const namespace = policy({ apiVersion: 'v1', kind: 'Namespace', namespace: undefined });
    expect(permissionProblems([namespace], [])).toEqual([
      'no object has a namespace, so the project would have no destination and permit no Application; give what it is for',
    ]);
    expect(permissionProblems([], [])).toHaveLength(1);
    expect(permissionProblems([namespace, policy()], [])).toEqual([]);
  });
});
