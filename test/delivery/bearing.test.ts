import { randomOf, type Random } from '../../scripts/fuzz/random';
import { bearingIn } from '../../src/delivery/bearing';
import { clusterReader } from '../../src/delivery/cluster';
import { deliveredObject } from '../../src/delivery/delivered-object';
import type { JsonObject } from '../../src/policy/json-object';
import { type Allowance, type Analyst, analystOf } from '../../src/reach/analyst';
import { unlessBeyond } from '../../src/reach/beyond';
import { made, namespace, workload } from './estate';

const SPACES = ['shop', 'mall', 'edge', 'ways', 'istio-system'];
const APPS = ['web', 'api', 'gw'];

/** Choices for one object each: it is there in one of these forms, or not at all. */
type Slot = (random: Random) => JsonObject | undefined;

const istio = (kind: string, path: string, spec: JsonObject, labels?: JsonObject): JsonObject => ({
  ...made(kind, path, { spec }, labels),
  apiVersion: 'networking.istio.io/v1',
});
const api = (kind: string, path: string, spec: JsonObject): JsonObject => ({
  ...made(kind, path, { spec }),
  apiVersion: 'gateway.networking.k8s.io/v1',
});
const host = (name: string, space = 'shop') => `${name}.${space}.svc.cluster.local`;
const VIA = { 'istio.io/use-waypoint': 'way', 'istio.io/use-waypoint-namespace': 'ways' };

const space =
  (name: string): Slot =>
  (random) =>
    namespace(name, {
      ...random.one<JsonObject>([
        ...[{ 'istio-injection': 'enabled' }, { 'istio-injection': 'enabled' }, {}],
        ...[{ 'istio.io/dataplane-mode': 'ambient' }, { 'istio.io/dataplane-mode': 'ambient', ...VIA }],
      ]),
      tier: random.one(['one', 'two']),
    });

const pods =
  (path: string): Slot =>
  (random) => {
    const [deployment] = workload(path, {
      account: random.one(['web', 'other']),
      pods: random.rarely(4) ? { 'sidecar.istio.io/inject': 'false' } : { version: random.one(['v1', 'v2']) },
    });
    return deployment as JsonObject;
  };

const service =
  (path: string): Slot =>
  (random) => {
    if (random.rarely(6)) return undefined;
    const [name] = path.split('/').reverse();
    const port = { name: random.one(['http', 'tcp']), port: 80, targetPort: 8080 };
    const spec = { clusterIP: '10.96.0.1', selector: { app: name }, ports: [port] };
    return made('Service', path, { spec }, random.rarely(4) ? VIA : {});
  };

function gatewayPods(random: Random): JsonObject {
  const labels = { app: 'gw', istio: random.one(['gw', 'gw', 'other']) };
  const metadata = { labels, annotations: { 'inject.istio.io/templates': 'gateway' } };
  const template = {
    metadata,
    spec: { serviceAccountName: random.one(['gw', 'other']), containers: [{ name: 'main' }] },
  };
  return made('Deployment', 'edge/gw', { spec: { template } });
}

/** The listener chooses routes by the labels of their namespaces. */
function apiGateway(random: Random): JsonObject | undefined {
  const from = random.one<JsonObject>([
    { from: 'All' },
    { from: 'Selector', selector: { matchLabels: { tier: 'one' } } },
  ]);
  const listeners = [{ name: 'http', port: 81, protocol: 'HTTP', allowedRoutes: { namespaces: from } }];
  return api('Gateway', 'edge/api', { gatewayClassName: 'istio', listeners });
}

function policy(random: Random): JsonObject | undefined {
  const path = `${random.one(SPACES)}/p`;
  const selector = random.one<JsonObject>([
    ...[{}, {}, { matchLabels: { app: random.one(APPS) } }],
    { matchLabels: { 'service.istio.io/canonical-name': random.one(APPS) } },
  ]);
  const attached = Object.keys(selector).length === 0 ? {} : { selector };
  const rule = random.one<JsonObject>([
    { to: [{ operation: { paths: ['/a'] } }] },
    { from: [{ source: { namespaces: [random.one(SPACES)] } }] },
    {},
  ]);
  const entry = { targetRefs: [{ kind: 'ServiceEntry', group: 'networking.istio.io', name: 'outside' }] };
  const way = {
    targetRefs: [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', name: random.one(['way', 'api']) }],
  };
  const one = [{ podSelector: {}, namespaceSelector: { matchLabels: { tier: 'one' } } }];
  switch (random.below(8)) {
    case 0:
      return made('PeerAuthentication', path, {
        spec: { ...attached, mtls: { mode: random.one(['STRICT', 'DISABLE']) } },
      });
    case 1:
      return made('RequestAuthentication', path, {
        spec: { ...attached, jwtRules: [{ issuer: 'https://one.example' }] },
      });
    case 2:
      return made('NetworkPolicy', path, {
        spec: { podSelector: selector, policyTypes: ['Ingress'], ingress: random.rarely(2) ? [] : [{ from: one }] },
      });
    case 3:
      return made('NetworkPolicy', path, {
        spec: { podSelector: selector, policyTypes: ['Egress'], egress: random.rarely(2) ? [] : [{ to: one }] },
      });
    default:
      return made('AuthorizationPolicy', path, {
        spec: {
          ...random.one<JsonObject>([attached, attached, attached, way, entry]),
          action: random.one(['ALLOW', 'DENY']),
          rules: [rule],
        },
      });
  }
}

const named =
  (name: string, make: Slot): Slot =>
  (random) => {
    const object = random.rarely(2) ? undefined : make(random);
    return object && { ...object, metadata: { ...(object.metadata as JsonObject), name } };
  };

const LISTENER = { name: 'mesh', port: 15008, protocol: 'HBONE', allowedRoutes: { namespaces: { from: 'All' } } };
const SERVER = { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] };

const SLOTS: readonly Slot[] = [
  ...SPACES.map(space),
  ...['shop/api', 'shop/web', 'mall/web'].map(pods),
  ...['shop/api', 'shop/web', 'mall/other'].map(service),
  gatewayPods,
  () => api('Gateway', 'ways/way', { gatewayClassName: 'istio-waypoint', listeners: [LISTENER] }),
  (random) => (random.rarely(2) ? apiGateway(random) : undefined),
  (random) =>
    random.rarely(3)
      ? undefined
      : made('Service', 'edge/gw', {
          spec: { selector: { app: 'gw' }, ports: [{ port: 80, targetPort: random.one([80, 8080]) }] },
        }),
  (random) => istio('Gateway', 'edge/gw', { selector: { istio: random.one(['gw', 'gw', 'none']) }, servers: [SERVER] }),
  (random) => {
    const destination = { host: host(random.one(['api', 'web'])), port: { number: 80 } };
    return istio('VirtualService', 'mall/in', {
      hosts: ['*'],
      gateways: ['edge/gw'],
      http: [{ route: [{ destination }] }],
    });
  },
  (random) =>
    random.rarely(2)
      ? undefined
      : api('HTTPRoute', 'mall/in', {
          parentRefs: [{ name: 'api', namespace: 'edge' }],
          rules: [{ backendRefs: [{ name: 'api', namespace: 'shop', port: 80 }] }],
        }),
  (random) =>
    random.rarely(2)
      ? undefined
      : {
          ...api('ReferenceGrant', 'shop/grant', {
            from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'mall' }],
            to: [{ group: '', kind: 'Service' }],
          }),
          apiVersion: 'gateway.networking.k8s.io/v1beta1',
        },
  // calls to another namespace that sidecars send to `shop`
  (random) => {
    if (random.rarely(2)) return undefined;
    const destination = { host: host('api'), port: { number: 80 } };
    const hosts = [random.one([host('other', 'mall'), 'outside.example'])];
    return istio('VirtualService', 'mall/detour', { hosts, http: [{ route: [{ destination }] }] });
  },
  (random) =>
    random.rarely(2)
      ? undefined
      : istio(
          'ServiceEntry',
          'mall/outside',
          {
            hosts: ['outside.example'],
            addresses: ['10.9.9.9'],
            ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
            resolution: 'DNS',
          },
          random.one<JsonObject>([VIA, {}]),
        ),
  ...['p0', 'p1', 'p2', 'p3'].map((name) => named(name, policy)),
];

/** Two estates that differ in one object, or in two. A Namespace stays, as long as something is in it. */
function randomPair(random: Random): readonly [before: readonly JsonObject[], after: readonly JsonObject[]] {
  const before = SLOTS.map((slot, index) => (index < SPACES.length && random.rarely(12) ? undefined : slot(random)));
  const edited = new Set([random.below(SLOTS.length), ...(random.rarely(3) ? [random.below(SLOTS.length)] : [])]);
  const after = SLOTS.map((slot, index) => {
    if (!edited.has(index)) return before[index];
    return index >= SPACES.length && random.rarely(4) ? undefined : slot(random);
  });
  const there = (objects: readonly (JsonObject | undefined)[]) => objects.filter((one) => one !== undefined);
  return [there(before), there(after)];
}

/** What is allowed, in words. */
function shown(analyst: Analyst, allowed: Allowance | undefined): string {
  if (allowed === undefined) return 'absent';
  const { surely, possibly, undecided } = allowed;
  return unlessBeyond(
    () => JSON.stringify([analyst.boxesOf(surely), analyst.boxesOf(possibly), undecided]),
    (because) => because,
  );
}

const SEEDS = 200;

test('LAW: without a change that bears on it, what a caller may send to a workload stays', () => {
  const counts = { borne: 0, callers: 0, silent: 0 };
  const overlooked: unknown[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const [before, after] = randomPair(randomOf(seed));
    const read = (objects: readonly JsonObject[]) => objects.map((object) => deliveredObject(object, 'default'));
    const { cluster, errors } = clusterReader()(read(before), read(after), { before: {}, after: {} });
    expect(errors).toEqual([]);
    const { on, ofCallers } = bearingIn(cluster);
    const meshes = [cluster.before, cluster.after] as const;
    const analyst = analystOf(meshes);
    // who else calls from a namespace depends on what there is no workload
    const isAroundOthers = ofCallers.some(({ object }) => object.kind !== 'Deployment');
    for (const target of analyst.targets) {
      const { own, callers } = on(target.workload);
      if (own.length > 0) {
        counts.borne++;
        continue;
      }
      const spaces = new Set(
        callers.flat().map(({ object }) => (object.kind === 'Namespace' ? object.name : object.namespace)),
      );
      for (const { from, sets } of analyst.reach(target)) {
        const [old, now] = sets.map((allowed) => shown(analyst, allowed));
        const isBorne = from.kind === 'workload' ? spaces.has(from.workload.namespace) : isAroundOthers;
        if (old === now) counts.silent++;
        else if (isBorne) counts.callers++;
        else overlooked.push({ seed, changed: cluster.deciding.map(({ key }) => key), from, target, old, now });
      }
    }
  }
  expect(overlooked).toEqual([]);
  expect(Object.values(counts).every((count) => count > 20)).toBe(true);
});
