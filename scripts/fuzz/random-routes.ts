/** Small random meshes in which sidecars follow routes, and calls of workloads there. */
import type { JsonObject } from '../../src/policy/json-object';
import type { Random } from './random';
import { randomRequest } from './random-call';
import { apiRule, basis, destination, istioRoute, object } from './random-gateway';
import { randomPolicies } from './random-mesh';

const NETWORKING = 'networking.istio.io/v1';
const [WEB, API, TESTER] = ['10.2.0.5', '10.1.0.1', '10.2.0.6'];
/** Hosts of nobody: what names another one than is called is told by neither engine. */
const STRANGE = ['elsewhere.example', 'Elsewhere.example:80'];
const HOSTS = ['api', 'api', 'web', 'web', 'outside.example', '*.shop.svc.cluster.local'];

/** Manifests and settings of a mesh with VirtualServices for calls inside. */
export function randomRoutedMesh(random: Random): { manifests: readonly JsonObject[]; settings: JsonObject } {
  const settings = {
    pathNormalization: random.one(['BASE', 'BASE', 'NONE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES']),
    extensionProviders: [{ name: 'opa', envoyExtAuthzGrpc: { service: 'opa', port: 1 } }],
  };
  // where most is open, routes tell more
  const guarded = random.one([['api', 'web'], ['api'], ['web'], []]);
  const strict: JsonObject = {
    ...object('security.istio.io/v1', 'PeerAuthentication', 'default', { mtls: { mode: 'STRICT' } }),
  };
  return {
    manifests: [
      ...basis(random),
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'dev', labels: { 'istio-injection': 'enabled' } } },
      tester(random),
      object(NETWORKING, 'ServiceEntry', 'outside', {
        hosts: ['outside.example'],
        ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
        resolution: 'DNS',
      }),
      ...Array.from({ length: 1 + random.below(2) }, (_, index) => virtualService(random, `v${index}`)),
      ...(random.rarely(3) ? [serviceRoute(random)] : []),
      ...(random.rarely(5) ? [sidecar(random)] : []),
      ...(random.rarely(5) ? [destinationRule(random)] : []),
      ...(random.rarely(2) ? [strict] : []),
      ...guarded.flatMap((app) => randomPolicies(random, app)),
    ],
    settings,
  };
}

/** A call of a workload: to a Service, to a host outside, or to one of the workloads. */
export function randomRoutedCall(random: Random): JsonObject {
  const from = random.one<JsonObject>([
    { workload: 'shop/web', ip: WEB },
    { workload: 'shop/api', ip: API },
    { workload: 'dev/tester', ip: TESTER },
  ]);
  const app = random.one(['api', 'web']);
  const port = app === 'api' && random.rarely(4) ? 9000 : 80;
  const [to, host] = random.one<readonly [JsonObject, string]>([
    [{ service: `shop/${app}`, port }, app],
    [{ service: `shop/${app}`, port }, `${app}.shop.svc.cluster.local`],
    [{ workload: `shop/${app}`, port: port === 80 ? 8080 : port, ip: app === 'api' ? API : WEB }, app],
    [{ host: 'outside.example', port: 80 }, 'outside.example'],
  ]);
  if (random.rarely(8)) return { from, to };
  const { sni: _, ...request } = randomRequest(random);
  return { from, to, request: { ...request, host: random.rarely(8) ? random.one(STRANGE) : host } };
}

function tester(random: Random): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'tester', namespace: 'dev', labels: { app: 'tester' } },
    spec: { serviceAccountName: 'tester', containers: [{ name: 'main', ports: [{ containerPort: 8080 }] }] },
    ...(random.rarely(2) ? { status: { podIP: TESTER } } : {}),
  };
}

function virtualService(random: Random, name: string): JsonObject {
  const gateways = random.one<JsonObject>([{}, {}, { gateways: ['mesh', 'gw'] }, { gateways: ['gw'] }]);
  const exportTo = random.rarely(5) ? { exportTo: [random.one(['.', '*', 'dev'])] } : {};
  const http = Array.from({ length: 1 + random.below(3) }, () => ofSome(random, istioRoute(random)));
  const bytes = [{ route: [{ destination: destination(random, 9000) }] }];
  return object(NETWORKING, 'VirtualService', name, {
    hosts: random.some(HOSTS, 1).concat(random.one(HOSTS)),
    ...gateways,
    ...exportTo,
    http,
    ...(random.rarely(3) ? { tcp: bytes } : {}),
  });
}

/** Some matches are for some callers, or for some ports. */
function ofSome(random: Random, route: JsonObject): JsonObject {
  const more = random.one<JsonObject>([
    ...[{}, {}, {}, { port: 80 }],
    ...[{ sourceNamespace: 'shop' }, { sourceLabels: { app: 'web' } }, { gateways: ['mesh'] }],
  ]);
  const { match } = route as { match?: readonly JsonObject[] };
  return match === undefined ? route : { ...route, match: match.map((one) => ({ ...one, ...more })) };
}

function serviceRoute(random: Random): JsonObject {
  const parent = { group: '', kind: 'Service', name: random.one(['api', 'web']) };
  return object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'h', {
    parentRefs: [random.rarely(4) ? { ...parent, port: 80 } : parent],
    rules: Array.from({ length: 1 + random.below(2) }, () => apiRule(random)),
  });
}

function sidecar(random: Random): JsonObject {
  const hosts = random.some(['./*', '*/*', './api.shop.svc.cluster.local', '~./web.shop.svc.cluster.local'], 2);
  const only = random.rarely(2) ? { workloadSelector: { labels: { app: 'web' } } } : {};
  return object(NETWORKING, 'Sidecar', 'default', { ...only, egress: [{ hosts: hosts.length > 0 ? hosts : ['./*'] }] });
}

function destinationRule(random: Random): JsonObject {
  const mode = random.one(['DISABLE', 'ISTIO_MUTUAL', 'SIMPLE']);
  return object(NETWORKING, 'DestinationRule', 'tls', {
    host: random.one(['api', 'web', '*.local']),
    trafficPolicy: { tls: { mode } },
  });
}
