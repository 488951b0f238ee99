/** A gateway, two Services behind it, and what the tests of routes put before them. */
import { throughGateways, wholeWays } from '../../src/evaluate/whole-way';
import type { Routing } from '../../src/evaluate/routes/routing';
import type { JsonObject } from '../../src/policy/json-object';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { observedRouting } from '../../src/cases/observed-routing';

const named = (
  apiVersion: string,
  kind: string,
  name: string,
  spec: JsonObject,
  more: JsonObject = {},
): JsonObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'shop', ...more },
  spec,
});

/** An object of Istio's networking API. */
export const istio = (kind: string, name: string, spec: JsonObject, more: JsonObject = {}): JsonObject =>
  named('networking.istio.io/v1', kind, name, spec, more);

/** A policy of Istio. */
export const policy = (kind: string, name: string, spec: JsonObject): JsonObject =>
  named('security.istio.io/v1', kind, name, spec);

/** An object of the Gateway API. */
export const api = (kind: string, name: string, spec: JsonObject, more: JsonObject = {}): JsonObject =>
  named('gateway.networking.k8s.io/v1', kind, name, spec, more);

const service = (name: string, ...ports: readonly number[]): JsonObject =>
  named('v1', 'Service', name, {
    selector: { app: name },
    ports: ports.map((port) => ({ name: `http-${port}`, port, targetPort: 8080 })),
  });

const PODS = named('apps/v1', 'Deployment', 'gw', {
  template: {
    metadata: { labels: { app: 'gw' }, annotations: { 'inject.istio.io/templates': 'gateway' } },
    spec: { serviceAccountName: 'gw-account', containers: [{ name: 'proxy' }] },
  },
});

/** Services, and the pods of a classic gateway. */
export const WORLD: readonly JsonObject[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  PODS,
  named('v1', 'Service', 'gw', { selector: { app: 'gw' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] }),
  service('web', 80),
  service('api', 80, 8081),
];

/** A classic Gateway with these servers. */
export const gateway = (...servers: readonly JsonObject[]): JsonObject =>
  istio('Gateway', 'gw', { selector: { app: 'gw' }, servers: [...servers] });

/** Plaintext HTTP at port 80. */
export const HTTP: JsonObject = { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] };

/** A VirtualService of the gateway for this host. */
export const routes = (name: string, host: string, http: readonly JsonObject[], more: JsonObject = {}): JsonObject =>
  istio('VirtualService', name, { hosts: [host], gateways: ['gw'], http: [...http] }, more);

/** A route to this Service. */
export const to = (host: string, more: JsonObject = {}): JsonObject => ({
  ...more,
  route: [{ destination: { host, port: { number: 80 } } }],
});

/** What happens at the classic gateway, or at the Gateway `edge` of the Gateway API. */
export function routed(manifests: readonly JsonObject[], call: JsonObject = {}, settings: JsonObject = {}): Routing {
  const isApi = manifests.some(
    ({ kind, apiVersion }) => kind === 'Gateway' && String(apiVersion).startsWith('gateway'),
  );
  const target = isApi ? { gateway: 'shop/edge', port: 80 } : { workload: 'shop/gw', port: 8080 };
  const { request, ...others } = { request: {}, ...call };
  const whole = { from: { plaintext: true }, to: target, request: { host: 'www.example.com', ...request }, ...others };
  const mesh = readMesh([...WORLD, ...manifests], settings);
  const { verdict, routing } = wholeWays(mesh)(throughGateways(mesh)(readCase(whole as JsonObject)));
  return routing ?? { kind: 'undecided', because: verdict.because.join('; ') };
}

/** The same, in the words of recorded cases. */
export function seen(
  manifests: readonly JsonObject[],
  call: JsonObject = {},
  ...headers: readonly string[]
): Readonly<Record<string, unknown>> {
  return observedRouting(routed(manifests, call), headers);
}
