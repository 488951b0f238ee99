/** What docs/constructs/jwt-protected-api.md claims, judged by the decision engine. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { JwtProtectedApi, ServiceIdentity, Source, WorkloadPort, ZeroTrustNamespace } from 'cdk8s-zero-trust';
import { evaluate } from '../../src/evaluate/evaluate';
import { readMesh } from '../../src/policy/read-mesh';
import { denialsWithoutTwin, judgedCases, unmet } from '../meaning/case-file';
import { synthesize } from '../meaning/synthesize';
import { codeBlocks } from './code-blocks';
import { runBlock } from './run-block';

/** The API of the page, in front of which a route opens everything to everybody. */
const manifests = synthesize((app) => {
  const chart = new Chart(app, 'shop');
  const shop = new ZeroTrustNamespace(chart, 'shop');
  const backend = new ServiceIdentity(chart, 'backend', {
    namespace: shop,
    ports: [WorkloadPort.http(8080), WorkloadPort.tcp(5432)],
  });
  backend.select({ app: 'backend' });
  backend.allowFrom(Source.anyone());
  new JwtProtectedApi(chart, 'secure', {
    target: backend,
    paths: ['/api/secure/*'],
    issuers: [{ issuer: 'https://auth.example.com' }],
  });
});
const workload = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'backend', namespace: 'shop' },
  spec: { template: { metadata: { labels: { app: 'backend' } }, spec: { containers: [] } } },
};
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'backend', namespace: 'shop' },
  spec: {
    selector: { app: 'backend' },
    ports: [
      { name: 'http', port: 8080 },
      { name: 'tcp-db', port: 5432 },
    ],
  },
};

const page = readFileSync(join(__dirname, '../../docs/constructs/jwt-protected-api.md'), 'utf8');
const rows = [...page.matchAll(/^\| (`\/.*?) \| (.*guarded\**) \| (.*guarded\**) \|$/gm)].flatMap(
  ([, paths = '', base = '', decoding = '']) =>
    [...paths.matchAll(/`(.*?)`/g)].flatMap(([, path = '']) => [
      { path, normalization: 'BASE', shown: base },
      { path, normalization: 'DECODE_AND_MERGE_SLASHES', shown: decoding },
    ]),
);

describe('the first program of the page', () => {
  const program = codeBlocks(page).find((block) => block.language === 'ts')?.text ?? '';
  const file = join(__dirname, 'jwt-protected-api.cases.yaml');

  test('decides every case as it should', () => {
    expect(unmet(judgedCases(file, runBlock(program).manifests))).toEqual([]);
  });
  test('every denial has an allowed twin that differs in one attribute', () => {
    expect(denialsWithoutTwin(file)).toEqual([]);
  });
});

test.each([
  ['/api/orders', 'allow'],
  ['/api/secure/a', 'deny'],
])('a preflight of `%s`: %s', (path, expected) => {
  const verdict = evaluate(readMesh([...manifests, workload, service]), {
    from: { kind: 'mtls', identity: 'cluster.local/ns/shop/sa/frontend' },
    to: { kind: 'workload', workload: { namespace: 'shop', name: 'backend' }, port: 8080 },
    http: { method: 'OPTIONS', path, host: 'backend', headers: [], tokens: [] },
  });
  expect(verdict.verdict).toBe(expected);
});

test('the guard leaves TCP ports alone', () => {
  const call = (port: number) =>
    evaluate(readMesh([...manifests, workload, service]), {
      from: { kind: 'mtls', identity: 'cluster.local/ns/shop/sa/frontend' },
      to: { kind: 'workload', workload: { namespace: 'shop', name: 'backend' }, port },
    });
  expect(call(5432).verdict).toBe('allow');
});

test('the table is found', () => {
  expect(rows.length).toBeGreaterThan(10);
});

test.each(rows)('with $normalization, `$path` is $shown', ({ path, normalization, shown }) => {
  const mesh = readMesh([...manifests, workload, service], { pathNormalization: normalization });
  const verdict = evaluate(mesh, {
    from: { kind: 'mtls', identity: 'cluster.local/ns/shop/sa/frontend' },
    to: { kind: 'workload', workload: { namespace: 'shop', name: 'backend' }, port: 8080 },
    http: { method: 'GET', path, host: 'backend', headers: [], tokens: [] },
  });
  expect(verdict.verdict).toBe(shown === 'guarded' ? 'deny' : 'allow');
});
