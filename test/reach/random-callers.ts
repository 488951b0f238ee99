/** Random meshes with many callers, and with all that their proxies may be told about what they call. */
import type { Random } from '../../scripts/fuzz/random';
import type { JsonObject } from '../../src/policy/json-object';

const SPACES = ['a', 'b', 'c', 'd', 'plain'];
const APPS = ['x', 'y', 'z'];

/** Manifests: in each namespace some callers, in `called` what they call, and what their proxies are told. */
export function randomCallers(random: Random): readonly JsonObject[] {
  const told = [sidecar, destinationRule, serviceEntry, envoyFilter, virtualService, networkPolicy];
  // most of the time little is told, so that many callers are alike
  const kinds = told.filter(() => random.rarely(3));
  return [
    ...['istio-system', 'called', ...SPACES].map((name) => namespace(name, random)),
    ...SPACES.flatMap((space) => APPS.map((app) => deployment(random, space, app))),
    ...[deployment(random, 'called', 'x'), deployment(random, 'called', 'y')],
    service(random, 'x'),
    service(random, 'y'),
    {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'with-identity', namespace: 'called' },
      spec: { rules: [{ from: [{ source: { principals: ['*'] } }] }] },
    },
    ...kinds.flatMap((make) =>
      Array.from({ length: 1 + random.below(2) }, (_, index) => make(random, `${make.name}-${index}`)),
    ),
  ];
}

function namespace(name: string, random: Random): JsonObject {
  const labels: JsonObject = name === 'istio-system' || random.rarely(8) ? {} : { 'istio-injection': 'enabled' };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

function deployment(random: Random, space: string, app: string): JsonObject {
  const annotations: JsonObject = random.rarely(8)
    ? random.one<JsonObject>([
        { 'traffic.sidecar.istio.io/excludeOutboundPorts': '80' },
        { 'traffic.sidecar.istio.io/excludeOutboundIPRanges': '10.0.0.0/8' },
        { 'sidecar.istio.io/inject': 'true' },
        { 'example.com/team': 'one' },
      ])
    : {};
  const injected: JsonObject = random.rarely(8) ? { 'sidecar.istio.io/inject': 'false' } : {};
  const version = random.one(['v1', 'v2']);
  const containers = [{ name: 'main', ports: [{ name: 'http', containerPort: 8080 }] }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: app, namespace: space },
    spec: {
      template: {
        metadata: { labels: { app, version, ...injected }, annotations },
        spec: { serviceAccountName: app, containers },
      },
    },
  };
}

function service(random: Random, app: string): JsonObject {
  const exportTo = random.one(['*', '*', '*', '*', '*', '.', 'a,b']);
  const annotations: JsonObject = exportTo === '*' ? {} : { 'networking.istio.io/exportTo': exportTo };
  const ports = [
    { name: 'http', port: 80, targetPort: 'http' },
    { name: 'tcp-other', port: 81, targetPort: 8080 },
  ];
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: app, namespace: 'called', annotations },
    spec: { selector: { app }, ports, clusterIP: '10.96.0.1' },
  };
}

function place(random: Random): string {
  return random.one(['istio-system', 'called', ...SPACES.slice(0, 4)]);
}

function labelsOf(random: Random): JsonObject {
  return random.one<JsonObject>([{ app: 'x' }, { version: 'v1' }, { app: 'y', version: 'v2' }]);
}

function traffic(kind: string, name: string, random: Random, spec: JsonObject, namespace = place(random)): JsonObject {
  return { apiVersion: 'networking.istio.io/v1', kind, metadata: { name, namespace }, spec };
}

function sidecar(random: Random, name: string): JsonObject {
  const namespace = place(random);
  const isWide = namespace === 'istio-system' || random.rarely(2);
  const hosts = random.some(['./*', 'called/*', '*/*', 'called/x.called.svc.cluster.local', '~/*'], 2);
  return traffic(
    'Sidecar',
    name,
    random,
    {
      ...(isWide ? {} : { workloadSelector: { labels: labelsOf(random) } }),
      ...(hosts.length === 0 ? {} : { egress: [{ hosts }] }),
      ...(random.rarely(2) ? { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } } : {}),
    },
    namespace,
  );
}

function destinationRule(random: Random, name: string): JsonObject {
  const mode = random.one(['DISABLE', 'SIMPLE', 'ISTIO_MUTUAL']);
  return traffic('DestinationRule', name, random, {
    host: random.one(['x.called.svc.cluster.local', '*.called.svc.cluster.local', '*.local']),
    trafficPolicy: { tls: { mode } },
    ...(random.rarely(2) ? { exportTo: [random.one(['.', 'a', 'b', '*'])] } : {}),
    ...(random.rarely(2) ? { workloadSelector: { matchLabels: labelsOf(random) } } : {}),
  });
}

function serviceEntry(random: Random, name: string): JsonObject {
  return traffic('ServiceEntry', name, random, {
    hosts: [random.one(['x.called.svc.cluster.local', 'other.example'])],
    ports: [{ number: 81, name: 'tcp', protocol: 'TCP' }],
    resolution: 'NONE',
    exportTo: [random.one(['.', 'a', '*'])],
  });
}

function envoyFilter(random: Random, name: string): JsonObject {
  const match = { context: random.one(['SIDECAR_OUTBOUND', 'SIDECAR_INBOUND', 'ANY']) };
  return traffic('EnvoyFilter', name, random, {
    ...(random.rarely(2) ? {} : { workloadSelector: { labels: labelsOf(random) } }),
    configPatches: [{ applyTo: 'HTTP_FILTER', match, patch: { operation: 'MERGE', value: {} } }],
  });
}

function virtualService(random: Random, name: string): JsonObject {
  const source = random.one<JsonObject>([{}, { sourceLabels: labelsOf(random) }, { sourceNamespace: 'a' }]);
  const to = (host: string): JsonObject => ({ destination: { host: `${host}.called.svc.cluster.local` } });
  return traffic('VirtualService', name, random, {
    hosts: ['x.called.svc.cluster.local'],
    http: [{ match: [{ uri: { prefix: '/' }, ...source }], route: [to('y')] }, { route: [to('x')] }],
    ...(random.rarely(2) ? { exportTo: [random.one(['.', 'a', '*'])] } : {}),
  });
}

function networkPolicy(random: Random, name: string): JsonObject {
  const from = [{ podSelector: { matchLabels: labelsOf(random) }, namespaceSelector: {} }];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: random.one(['called', 'a']) },
    spec: random.rarely(2)
      ? { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from }] }
      : { podSelector: { matchLabels: labelsOf(random) }, policyTypes: ['Egress'], egress: [] },
  };
}
