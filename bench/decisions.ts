/**
 * What a decision costs on the large estate, and its explanation, in user CPU time: `npm run bench`. Each namespace has
 * a NetworkPolicy. Callers are given by their identities, as workloads, or come from outside to a gateway that has a
 * route for each service.
 *
 * Beside each time stands its ratio to a yardstick of the same run, reading one case with `JSON.parse`: a busy machine
 * slows both.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluator } from '../src/evaluate/evaluate';
import { explainer } from '../src/evaluate/explain';
import type { JsonObject } from '../src/policy/json-object';
import { readManifests } from '../src/policy/manifest';
import type { Mesh } from '../src/policy/model';
import { readCase } from '../src/policy/read-case';
import { readMesh } from '../src/policy/read-mesh';
import type { Request } from '../src/policy/request';
import { constructApp } from './apps';
import { estate, LARGE, type Service } from './estate';

const CASES = 100_000;
const WARM = 20_000;
const BARS = { indexMs: 1_000, decisionUs: 50, explanationUs: 50, wholeWayUs: 150, fileS: 10 };

const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  const services = estate(LARGE);
  constructApp(services, LARGE, { outdir, charts: 1, withWorkloads: true }).synth();
  const mesh = meshIn(outdir, services);
  const lines = casesOf(services, CASES, byIdentity).map((each) => JSON.stringify(each));
  const yardstick = time(() => lines.forEach((line) => void JSON.parse(line))) / lines.length;
  const calls = lines.slice(0, WARM).map(read);
  const fromWorkloads = casesOf(services, WARM, asWorkload).map(readCase);
  const throughGateway = casesOf(services, WARM, fromOutside).map(viaGateway).map(readCase);

  report('index and first decision', 'ms', () => void evaluator(mesh)(calls[0] as Request), 1, BARS.indexMs);
  const judge = evaluator(mesh);
  const allowed = calls.map(judge).filter(({ verdict }) => verdict === 'allow').length;
  reportWarm('decision', judge, calls, BARS.decisionUs);
  reportWarm('decision, from workload', judge, fromWorkloads, BARS.decisionUs);
  const explain = explainer(mesh);
  reportWarm('explanation', explain, calls, BARS.explanationUs);
  reportWarm('explanation, from workload', explain, fromWorkloads, BARS.explanationUs);
  reportWarm('decision, through gateway', judge, throughGateway, BARS.wholeWayUs);
  reportWarm('explanation, through gateway', explain, throughGateway, BARS.wholeWayUs);
  const file = join(outdir, 'cases.jsonl');
  writeFileSync(file, `${lines.join('\n')}\n`);
  report('100,000 cases from a file', 's', () => decideFile(file, mesh), 1, BARS.fileS);
  console.log(`\n${allowed} of ${calls.length} calls are allowed; yardstick ${(yardstick * 1_000).toFixed(2)} µs`);

  function reportWarm(what: string, ask: (call: Request) => unknown, asked: readonly Request[], bar: number): void {
    asked.forEach((call) => void ask(call));
    report(what, 'µs', () => asked.forEach((call) => void ask(call)), asked.length, bar);
  }

  function report(what: string, unit: 'ms' | 'µs' | 's', run: () => void, count: number, bar: number): void {
    const each = time(run) / count;
    const scale = { ms: 1, µs: 1_000, s: 1 / 1_000 }[unit];
    const shown = `${(each * scale).toFixed(2)} ${unit}`.padStart(12);
    const ratio = `${(each / yardstick).toFixed(1)} yardsticks`.padStart(22);
    console.log(
      `${what.padEnd(30)}${shown}${ratio}   ${each * scale <= bar ? 'holds' : 'MISSES'} the bar of ${bar} ${unit}`,
    );
  }
} finally {
  rmSync(outdir, { recursive: true });
}

function meshIn(folder: string, services: readonly Service[]): Mesh {
  const files = readdirSync(folder).sort();
  const { manifests } = readManifests(files.map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') })));
  const networkPolicies = Array.from({ length: LARGE.namespaces }, (_, number) => networkPolicyOf(number));
  return readMesh([...manifests.map(({ object }) => object), ...networkPolicies, ...gatewayTo(services)]);
}

/** What is common beside Istio: pods of the cluster may come to the port of the services, and nobody else. */
function networkPolicyOf(namespace: number): JsonObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'within', namespace: `namespace-${namespace}` },
    spec: { podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 8080 }] }] },
  };
}

function byIdentity({ namespace, name }: Service): JsonObject {
  return { identity: `cluster.local/ns/namespace-${namespace}/sa/${name}` };
}

function asWorkload({ namespace, name }: Service): JsonObject {
  return { workload: `namespace-${namespace}/${name}` };
}

function fromOutside(): JsonObject {
  return { plaintext: true, ip: '203.0.113.7' };
}

/** The same request, sent to the gateway for the host of the namespace. */
function viaGateway({ to, request, ...others }: JsonObject): JsonObject {
  const [namespace, name] = String((to as JsonObject).service).split('/');
  const sent = request as JsonObject;
  const outside = { ...sent, host: `${namespace}.example`, path: `/${name}${String(sent.path)}` };
  return { ...others, to: { gateway: 'edge/public', port: 80 }, request: outside };
}

/** A gateway, with a host for each namespace, and a route with rewriting for each of its services. */
function gatewayTo(services: readonly Service[]): readonly JsonObject[] {
  const istio = (kind: string, name: string, spec: JsonObject): JsonObject => ({
    apiVersion: 'networking.istio.io/v1',
    kind,
    metadata: { name, namespace: 'edge' },
    spec,
  });
  const template = {
    metadata: { labels: { app: 'ingress' }, annotations: { 'inject.istio.io/templates': 'gateway' } },
    spec: { serviceAccountName: 'ingress' },
  };
  const routeTo = ({ namespace, name }: Service): JsonObject => ({
    match: [{ uri: { prefix: `/${name}/` } }],
    rewrite: { uri: '/' },
    route: [{ destination: { host: `${name}.namespace-${namespace}.svc.cluster.local`, port: { number: 80 } } }],
  });
  const servers = [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }];
  return [
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'ingress', namespace: 'edge' }, spec: { template } },
    istio('Gateway', 'public', { selector: { app: 'ingress' }, servers }),
    ...Array.from({ length: LARGE.namespaces }, (_, number) =>
      istio('VirtualService', `of-${number}`, {
        hosts: [`namespace-${number}.example`],
        gateways: ['public'],
        http: services.filter(({ namespace }) => namespace === number).map(routeTo),
      }),
    ),
  ];
}

/** Half of the calls are routes of the estate, the other half come from somebody else. */
function casesOf(
  services: readonly Service[],
  count: number,
  from: (caller: Service) => JsonObject,
): readonly JsonObject[] {
  return Array.from({ length: count }, (_, number) => {
    const at = (number * 7_919) % services.length;
    const target = services[at] as Service;
    const isRoute = number % 2 === 0 && target.callers.length > 0;
    const index = number % Math.max(1, target.callers.length);
    const caller = services[isRoute ? (target.callers[index] as number) : (at + 1) % services.length] as Service;
    const path = target.hasPaths ? `/api/v1/resource-${index % 4}` : '/orders/17?full=1';
    return {
      id: `case-${number}`,
      from: from(caller),
      to: { service: `namespace-${target.namespace}/${target.name}`, port: 80 },
      request: { method: index % 2 === 0 ? 'GET' : 'POST', path, headers: { 'user-agent': 'bench', accept: '*/*' } },
    };
  });
}

function decideFile(file: string, mesh: Mesh): void {
  const judge = evaluator(mesh);
  for (const line of readFileSync(file, 'utf8').split('\n')) if (line !== '') judge(read(line));
}

function read(line: string): Request {
  return readCase(JSON.parse(line) as JsonObject);
}

/** Milliseconds of user CPU time that it takes. */
function time(run: () => void): number {
  const start = process.cpuUsage();
  run();
  return process.cpuUsage(start).user / 1_000;
}
