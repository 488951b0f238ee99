import { evaluator } from '../../src/evaluate/evaluate';
import type { JsonObject } from '../../src/policy/json-object';
import type { Mesh } from '../../src/policy/model';
import { nameOf } from '../../src/policy/metadata';
import { readMesh } from '../../src/policy/read-mesh';
import { randomOf, type Random } from '../../scripts/fuzz/random';
import { analystOf } from '../../src/reach/analyst';
import { bearingOn } from '../../src/reach/bears-on';
import { changesBetween } from '../../src/reach/changes';
import { differencesAt } from '../../src/reach/differences';
import { randomCallers } from './random-callers';

const NAMESPACES = ['istio-system', 'called', 'a', 'b', 'plain', 'ways', 'ways', 'edge', 'edge'];

/** A policy of one of the kinds of which it is said how far they bear. */
function randomPolicy(random: Random, name: string): JsonObject {
  const metadata = { name, namespace: random.one(NAMESPACES) };
  const security = (kind: string, spec: JsonObject): JsonObject => ({
    apiVersion: 'security.istio.io/v1',
    kind,
    metadata,
    spec,
  });
  const selector = random.rarely(2) ? {} : { selector: { matchLabels: { app: random.one(['x', 'y', 'gw']) } } };
  const toWaypoint = { targetRefs: [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'way' }] };
  const rules = [{ from: [{ source: { namespaces: [random.one(['a', 'b', 'called'])] } }] }];
  switch (random.below(6)) {
    case 0:
    case 1:
    case 2:
      return security('AuthorizationPolicy', {
        ...(metadata.namespace === 'ways' ? toWaypoint : selector),
        action: random.one(['ALLOW', 'DENY']),
        rules: random.rarely(3) ? [] : rules,
      });
    case 3:
      return security('PeerAuthentication', {
        ...selector,
        mtls: { mode: random.one(['STRICT', 'DISABLE', 'PERMISSIVE']) },
      });
    case 4:
      return security('RequestAuthentication', { ...selector, jwtRules: [{ issuer: 'https://one.example' }] });
    default: {
      const podSelector = random.rarely(2) ? {} : { matchLabels: { app: random.one(['x', 'y', 'gw']) } };
      return {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata,
        spec: random.rarely(2)
          ? { podSelector, policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: {} }] }] }
          : { podSelector, policyTypes: ['Egress'], egress: [{ to: [{ podSelector: {} }] }] },
      };
    }
  }
}

/** `called` in ambient, behind a waypoint of another namespace that nobody goes around. */
function behindWaypoint(manifests: readonly JsonObject[]): readonly JsonObject[] {
  const labels = {
    'istio.io/dataplane-mode': 'ambient',
    'istio.io/use-waypoint': 'way',
    'istio.io/use-waypoint-namespace': 'ways',
  };
  const rules = [{ from: [{ source: { principals: ['cluster.local/ns/ways/sa/way'] } }] }];
  return [
    ...manifests.map((one) => {
      const { name } = one['metadata'] as JsonObject;
      if (one['kind'] === 'AuthorizationPolicy') return { ...one, spec: { rules } };
      return one['kind'] === 'Namespace' && name === 'called' ? { ...one, metadata: { name, labels } } : one;
    }),
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'way', namespace: 'ways' },
      spec: {
        gatewayClassName: 'istio-waypoint',
        listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE', allowedRoutes: { namespaces: { from: 'All' } } }],
      },
    },
  ];
}

/** A gateway of another namespace, which lets the internet in to `called`. */
function behindGateway(): readonly JsonObject[] {
  const istio = (kind: string, namespace: string, spec: JsonObject): JsonObject => ({
    apiVersion: 'networking.istio.io/v1',
    kind,
    metadata: { name: 'gw', namespace },
    spec,
  });
  const metadata = { labels: { app: 'gw' }, annotations: { 'inject.istio.io/templates': 'gateway' } };
  const server = { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] };
  const destination = { host: 'x.called.svc.cluster.local', port: { number: 80 } };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'edge' } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'gw', namespace: 'edge' },
      spec: { template: { metadata, spec: { serviceAccountName: 'gw', containers: [{ name: 'main' }] } } },
    },
    istio('Gateway', 'edge', { selector: { app: 'gw' }, servers: [server] }),
    istio('VirtualService', 'called', {
      hosts: ['*'],
      gateways: ['edge/gw'],
      http: [{ route: [{ destination }] }],
    }),
  ];
}

/** Two meshes that differ in a few policies. */
function randomPair(random: Random): readonly [Mesh, Mesh] {
  const callers = randomCallers(random);
  const basis = [
    ...(random.rarely(2) ? behindWaypoint(callers) : callers),
    ...(random.rarely(2) ? behindGateway() : []),
  ];
  const policies = (): JsonObject[] => Array.from({ length: random.below(3) }, (_, i) => randomPolicy(random, `p${i}`));
  const common = policies().map((one, index) => ({
    ...one,
    metadata: { ...(one['metadata'] as JsonObject), name: `c${index}` },
  }));
  return [readMesh([...basis, ...common, ...policies()]), readMesh([...basis, ...common, ...policies()])];
}

test('LAW: where no change bears on a workload, whoever calls is let in as before', () => {
  let unstudied = 0;
  let differing = 0;
  const overlooked: unknown[] = [];
  for (let seed = 1; seed <= 40; seed++) {
    const [before, after] = randomPair(randomOf(seed));
    const bearing = bearingOn(changesBetween(before, after), [before, after]);
    const analyst = analystOf([before, after]);
    const sides = [before, after].map((mesh) => ({ mesh, judge: evaluator(mesh) })) as [never, never];
    for (const target of analyst.targets) {
      const isStudied = bearing(target.workload).length > 0;
      const { differences } = differencesAt(analyst, target, [], sides);
      if (!isStudied && differences.length > 0) overlooked.push({ seed, target, differences });
      if (!isStudied) unstudied++;
      else differing += differences.length;
    }
  }
  expect(overlooked).toEqual([]);
  expect(unstudied).toBeGreaterThan(100);
  expect(differing).toBeGreaterThan(100);
});

const FIRST: Random = { ...randomOf(1), rarely: () => false, one: ([one]) => one as never };

/** Where something differs between both meshes, and whether all of it is asked about. */
function differingBetween(before: readonly JsonObject[], after: readonly JsonObject[]) {
  const meshes = [readMesh(before), readMesh(after)] as const;
  const analyst = analystOf(meshes);
  const sides = meshes.map((mesh) => ({ mesh, judge: evaluator(mesh) })) as [never, never];
  const bearing = bearingOn(changesBetween(...meshes), meshes);
  const asked = analyst.targets.filter(({ workload }) => bearing(workload).length > 0);
  const differing = analyst.targets.filter(
    (target) => differencesAt(analyst, target, [], sides).differences.length > 0,
  );
  return {
    differing: differing.map(({ workload }) => nameOf(workload)),
    asked: asked.map(({ workload }) => nameOf(workload)),
  };
}

const denying = (namespace: string, attachment: JsonObject): JsonObject => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  metadata: { name: 'closed', namespace },
  spec: { action: 'DENY', rules: [{}], ...attachment },
});

test('a policy of a waypoint in another namespace bears on what is behind it', () => {
  const basis = behindWaypoint(randomCallers(FIRST));
  const targetRefs = [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'way' }];
  const { differing, asked } = differingBetween(basis, [...basis, denying('ways', { targetRefs })]);
  expect(differing).toEqual(['called/x', 'called/y']);
  expect(asked).toEqual(expect.arrayContaining(differing));
});

test('a policy of a gateway in another namespace bears on what is behind it, and one of other pods there does not', () => {
  const basis = [...randomCallers(FIRST).filter(({ kind }) => kind !== 'AuthorizationPolicy'), ...behindGateway()];
  const denied = (app: string) =>
    differingBetween(basis, [...basis, denying('edge', { selector: { matchLabels: { app } } })]);
  const { differing, asked } = denied('gw');
  expect(differing).toEqual(['called/x', 'edge/gw']);
  expect(asked).toEqual(expect.arrayContaining(differing));
  expect(denied('other')).toEqual({ differing: [], asked: [] });
});

test('a policy bears on the pods that it selects, and on no others of its namespace', () => {
  const basis = randomCallers(FIRST).filter(({ kind }) => kind !== 'AuthorizationPolicy');
  const matchLabels = { app: 'x' };
  const fence = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'closed', namespace: 'called' },
    spec: { podSelector: { matchLabels }, policyTypes: ['Ingress'] },
  };
  const only = { differing: ['called/x'], asked: ['called/x'] };
  expect(differingBetween(basis, [...basis, denying('called', { selector: { matchLabels } })])).toEqual(only);
  expect(differingBetween(basis, [...basis, fence])).toEqual(only);
  const all = differingBetween(basis, [...basis, denying('called', {})]);
  expect(all.asked).toEqual(expect.arrayContaining(['called/x', 'called/y']));
});

test('a NetworkPolicy before the pods of a gateway bears on what is behind it', () => {
  const basis = [...randomCallers(FIRST).filter(({ kind }) => kind !== 'AuthorizationPolicy'), ...behindGateway()];
  const fence = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'closed', namespace: 'edge' },
    spec: { podSelector: {}, policyTypes: ['Ingress'] },
  };
  const { differing, asked } = differingBetween(basis, [...basis, fence]);
  expect(differing).toEqual(['called/x', 'edge/gw']);
  expect(asked).toEqual(expect.arrayContaining(differing));
});
