import * as fc from 'fast-check';
import { clientsTls } from '../../../src/evaluate/client/client-tls';
import { evaluate } from '../../../src/evaluate/evaluate';
import type { JsonObject } from '../../../src/policy/json-object';
import { readCase } from '../../../src/policy/read-case';
import { readMesh } from '../../../src/policy/read-mesh';

const INJECTED = { 'istio-injection': 'enabled' };
const space = (name: string, labels: JsonObject = INJECTED): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});
const pods = (name: string, namespace: string): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace },
  spec: { template: { metadata: { labels: { app: name } }, spec: { serviceAccountName: name } } },
});
/** Callers with sidecar, ztunnel and none, and a Service with pods of each kind behind it. */
const ESTATE: readonly JsonObject[] = [
  space('shop'),
  space('dev'),
  space('istio-system', {}),
  space('amb', { 'istio.io/dataplane-mode': 'ambient' }),
  space('plain', {}),
  ...['shop', 'amb', 'plain'].flatMap((namespace) => [
    pods('api', namespace),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'api', namespace },
      spec: {
        selector: { app: 'api' },
        ports: [
          { name: 'http', port: 80, targetPort: 8080 },
          { name: 'tcp', port: 9000 },
        ],
      },
    },
  ]),
  pods('web', 'dev'),
];

const tls = fc.option(
  fc.oneof(
    fc.constantFrom('DISABLE', 'SIMPLE', 'ISTIO_MUTUAL').map((mode) => ({ mode })),
    fc.constant({ mode: 'MUTUAL', clientCertificate: '/c', privateKey: '/k' }),
  ),
  { nil: undefined },
);
const loadBalancer = fc.constantFrom(undefined, { simple: 'PASSTHROUGH' }, { simple: 'RANDOM' });
const portLevelSettings = fc.array(
  fc.record({ port: fc.constantFrom({ number: 80 }, { number: 9000 }), tls, loadBalancer }),
  { maxLength: 2 },
);
const spec = fc.record({
  host: fc.constantFrom('api', 'api.shop.svc.cluster.local', '*.shop.svc.cluster.local', '*.local', '*'),
  trafficPolicy: fc.option(fc.record({ tls, loadBalancer, portLevelSettings }), { nil: undefined }),
  exportTo: fc.option(fc.subarray(['.', '*', 'dev', 'shop']), { nil: undefined }),
  workloadSelector: fc.constantFrom(
    undefined,
    undefined,
    { matchLabels: { app: 'web' } },
    { matchLabels: { app: 'api' } },
  ),
});
const arbitraryRules = (...namespaces: string[]): fc.Arbitrary<JsonObject[]> =>
  fc.array(fc.record({ namespace: fc.constantFrom(...namespaces), spec }), { maxLength: 5 }).map((rules) =>
    rules.map(({ namespace, spec: written }, index) => ({
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: { name: `rule-${index}`, namespace },
      spec: JSON.parse(JSON.stringify(written)) as JsonObject,
    })),
  );
const rules = arbitraryRules('dev', 'shop', 'istio-system');
const mode = fc.constantFrom('STRICT', 'PERMISSIVE', 'DISABLE').map((mtls): JsonObject => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'PeerAuthentication',
  metadata: { name: 'default', namespace: 'shop' },
  spec: { mtls: { mode: mtls } },
}));
const arbitraryCall = fc
  .record({
    from: fc.constantFrom('dev/web', 'shop/api', 'amb/api', 'plain/api'),
    to: fc.constantFrom('shop/api', 'amb/api', 'plain/api'),
    port: fc.constantFrom(80, 9000),
  })
  .map(({ from, to, port }): JsonObject => ({
    from: { workload: from },
    to: { service: to, port },
    ...(port === 80 ? { request: { path: '/' } } : {}),
  }));

const said = (manifests: readonly JsonObject[], call: JsonObject): ReturnType<ReturnType<typeof clientsTls>> =>
  clientsTls(readMesh([...ESTATE, ...manifests]))(readCase(call));

describe('laws of what callers speak', () => {
  test('the order of manifests does not matter', () => {
    const shuffled = rules.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, mode, arbitraryCall, ([all, others], peer, call) => {
        expect(said([peer, ...others], call)).toEqual(said([...all, peer], call));
      }),
    );
  });

  test('rules of namespaces that are neither caller, called nor root do not matter', () => {
    fc.assert(
      fc.property(rules, arbitraryRules('other'), arbitraryCall, (all, others, call) => {
        expect(said([...others, ...all], call)).toEqual(said(all, call));
      }),
    );
  });

  test('a rule in force is of the caller, the called or the root namespace, and is there', () => {
    fc.assert(
      fc.property(rules, arbitraryCall, (all, call) => {
        const { rule } = { rule: undefined, ...said(all, call) };
        const named = all.map(({ metadata }) => metadata as JsonObject);
        expect(
          rule === undefined || named.some(({ name, namespace }) => rule.name === name && rule.namespace === namespace),
        ).toBe(true);
      }),
    );
  });

  test('without a proxy plaintext is spoken, and from a ztunnel nothing but tunnels, whatever rules say', () => {
    fc.assert(
      fc.property(rules, mode, arbitraryCall, (all, peer, call) => {
        const from = (workload: string): JsonObject => ({ ...call, from: { workload } });
        const ports = [(call.to as JsonObject).port];
        expect(said([...all, peer], from('plain/api'))).toEqual({ kind: 'spoken', tls: 'none', ports });
        expect(said([...all, peer], from('amb/api'))).toEqual(said([], from('amb/api')));
      }),
    );
  });

  test('a caller is judged as one of whom it is said what it speaks', () => {
    fc.assert(
      fc.property(rules, mode, arbitraryCall, (all, peer, call) => {
        const manifests = [...all, peer];
        const speech = said(manifests, call);
        const verdict = evaluate(readMesh([...ESTATE, ...manifests]), readCase(call));
        fc.pre(speech.kind === 'spoken');
        const [namespace, name] = String((call.from as JsonObject).workload).split('/');
        const from = speech.tls === 'none' ? {} : { identity: `cluster.local/ns/${namespace}/sa/${name}` };
        fc.pre(speech.tls !== 'simple' && speech.tls !== 'mutual');
        fc.pre(speech.tls !== 'istio_mutual' || (call.to as JsonObject).service !== 'amb/api');
        const alike = evaluate(readMesh([...ESTATE, ...manifests]), readCase({ ...call, from }));
        expect({ ...verdict, because: [] }).toEqual({ ...alike, because: [] });
      }),
    );
  });

  test('under STRICT nobody gets in without mTLS, whatever rules say', () => {
    fc.assert(
      fc.property(rules, arbitraryCall, (all, call) => {
        const strict: JsonObject = {
          apiVersion: 'security.istio.io/v1',
          kind: 'PeerAuthentication',
          metadata: { name: 'default', namespace: 'shop' },
          spec: { mtls: { mode: 'STRICT' } },
        };
        const toShop = { ...call, to: { ...(call.to as JsonObject), service: 'shop/api' } };
        const speech = said([...all, strict], toShop);
        fc.pre(speech.kind === 'spoken');
        const verdict = evaluate(readMesh([...ESTATE, ...all, strict]), readCase(toShop));
        expect(verdict.verdict).toBe('tls' in speech && speech.tls === 'istio_mutual' ? 'allow' : 'deny');
      }),
    );
  });
});
