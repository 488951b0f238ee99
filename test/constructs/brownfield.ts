/** A namespace that carries traffic, adopted with about everything that this library writes, at any of its stages. */
import { App, Chart, Testing } from 'cdk8s';
import {
  DataPlane,
  DenyRoute,
  EgressPort,
  EgressRoute,
  IngressGateway,
  IngressPath,
  IngressRoute,
  IngressTls,
  JwtProtectedApi,
  MtlsMode,
  MutualTls,
  NetworkIsolation,
  Operation,
  PodSecurityLevel,
  type RolloutStage,
  ServiceIdentity,
  TrafficHost,
  TrafficPolicy,
  WorkloadPort,
  ZeroTrustNamespace,
} from '../../src';
import type { Manifest } from './manifests';

/** Without a stage as an app of before, which speaks of none. */
export function newBrownfield(stage?: RolloutStage): App {
  const app = new App();
  const chart = new Chart(app, 'chart', { namespace: 'shop' });
  const shop = new ZeroTrustNamespace(chart, 'shop', {
    podSecurity: PodSecurityLevel.BASELINE,
    mutualTlsForCallers: true,
    ...(stage === undefined ? {} : { stage }),
  });
  const web = new ServiceIdentity(chart, 'web', { namespace: shop, ports: [WorkloadPort.http(8080)] });
  const backend = new ServiceIdentity(chart, 'backend', { namespace: shop, ports: [WorkloadPort.http(8080)] });
  web.select({ app: 'web' });
  backend.select({ app: 'backend' });
  backend.allowFrom(web, Operation.get('/api/*'));
  new DenyRoute(chart, 'no-admin', { to: backend, operations: [Operation.of({ paths: ['/api/admin'] })] });
  new JwtProtectedApi(chart, 'secure', {
    target: backend,
    issuers: [{ issuer: 'https://auth.example.com' }],
    paths: ['/secure/*'],
  });
  new MutualTls(chart, 'mtls', {
    target: backend,
    ports: [{ port: 8080, mode: MtlsMode.DISABLE }],
    reason: 'called by machines that know no mTLS',
  });
  new TrafficPolicy(chart, 'traffic', { namespace: shop, host: TrafficHost.service('backend', 'shop') });
  new EgressRoute(chart, 'rates', {
    namespace: shop,
    from: [backend],
    hosts: ['rates.example.com'],
    ports: [EgressPort.httpToTls()],
    addresses: ['203.0.113.0/24'],
  });
  new NetworkIsolation(chart, 'network', { namespace: shop });
  new IngressRoute(chart, 'site', {
    gateway: new IngressGateway(chart, 'public', { namespace: shop }),
    hosts: ['shop.example.com'],
    tls: IngressTls.secret('shop-tls'),
    rules: [{ paths: [IngressPath.prefix('/')], to: web, port: 80 }],
  });
  return app;
}

/** The same behind a waypoint, without what only sidecars know. */
export function newAmbientBrownfield(stage: RolloutStage): App {
  const app = new App();
  const chart = new Chart(app, 'chart', { namespace: 'shop' });
  const shop = new ZeroTrustNamespace(chart, 'shop', { stage, dataPlane: DataPlane.ambientWithWaypoint() });
  const backend = new ServiceIdentity(chart, 'backend', {
    namespace: shop,
    ports: [WorkloadPort.http(8080)],
    services: [{ name: 'backend', ports: [{ port: 80, targetPort: 8080 }] }],
  });
  backend.select({ app: 'backend' });
  backend.allowFrom(shop, Operation.get('/api/*'));
  return app;
}

/** Every object of the app, as it is handed to the cluster. */
export function objectsOf(app: App): Manifest[] {
  return app.charts.flatMap((chart) => Testing.synth(chart) as Manifest[]);
}

/** What changes from one app to the next: `+` and `-` for objects, and the fields that differ. */
export function changes(before: readonly Manifest[], after: readonly Manifest[]): string[] {
  const [old, young] = [byName(before), byName(after)];
  return [...new Set([...old.keys(), ...young.keys()])].sort().flatMap((name) => {
    const [was, is] = [old.get(name), young.get(name)];
    if (was === undefined) return [`+ ${name}`];
    if (is === undefined) return [`- ${name}`];
    return changedFields(was, is).map((field) => `${name} ${field}`);
  });
}

function byName(objects: readonly Manifest[]): Map<string, Manifest> {
  return new Map(objects.map((object) => [`${object.kind} ${object.metadata.name}`, object]));
}

function changedFields(was: unknown, is: unknown, path = ''): string[] {
  if (JSON.stringify(was) === JSON.stringify(is)) return [];
  if (!isRecord(was) || !isRecord(is)) return [`${path}: ${text(was)} → ${text(is)}`];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .sort()
    .flatMap((key) => changedFields(was[key], is[key], path === '' ? key : `${path}.${key}`));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);
}
