/** What an IngressRoute opens, said once more in plain words, is what the whole way decides: in either API. */
import { ApiObject, App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import {
  DataPlane,
  IngressGateway,
  IngressPath,
  IngressRoute,
  type IngressRule,
  IngressTls,
  MeshBaseline,
  MeshGateway,
  NetworkIsolation,
  ServiceIdentity,
  WorkloadPort,
  ZeroTrustNamespace,
} from '../../src';
import type { Case } from '../../src/cases/case-file';
import { judgeOf } from '../../src/cases/judge';
import { readCase } from '../../src/policy/read-case';
import { meshOf } from '../../src/policy/synthesized';

const ISSUER = 'https://auth.example.com';
const HOST = 'shop.example.com';
const TARGETS = ['frontend', 'backend'] as const;
const INSIDE = '203.0.113.9';
const OUTSIDE = '198.51.100.9';

/** A rule as its author means it. */
interface Meant {
  readonly kind: 'prefix' | 'exact';
  readonly path: string;
  readonly to: (typeof TARGETS)[number];
  readonly methods?: string[];
  readonly isForInside: boolean;
  readonly needsToken: boolean;
  readonly rewrite?: string;
}

const meant: fc.Arbitrary<Meant> = fc
  .record({
    kind: fc.constantFrom<'prefix' | 'exact'>('prefix', 'prefix', 'exact'),
    path: fc.constantFrom('/', '/a', '/a/b', '/ab', '/a/b/c'),
    to: fc.constantFrom(...TARGETS),
    methods: fc.constantFrom<string[] | undefined>(undefined, ['GET'], ['GET', 'POST']),
    isForInside: fc.boolean(),
    needsToken: fc.boolean(),
    rewrite: fc.constantFrom(undefined, undefined, '/', '/new'),
  })
  .map(({ methods, rewrite, ...rule }) => ({
    ...rule,
    ...(methods === undefined ? {} : { methods }),
    ...(rewrite === undefined || rule.path === '/' ? {} : { rewrite }),
  }));
const rules = fc.uniqueArray(meant, { minLength: 1, maxLength: 5, selector: ({ kind, path }) => kind + path });
const sent = fc.record({
  path: fc.constantFrom(
    '/',
    '/a',
    '/a/',
    '/ab',
    '/a/b',
    '/a/b?q=/a',
    '/a/b/c',
    '/a/b/c/d',
    '/x',
    '/x/../a/b',
    '/a%2Fb',
  ),
  method: fc.constantFrom('GET', 'POST'),
  ip: fc.constantFrom(INSIDE, OUTSIDE),
  host: fc.constantFrom(HOST, HOST, HOST, `${HOST}:8443`, 'SHOP.example.com', 'other.example.com'),
  token: fc.constantFrom('none', 'user', 'guest', 'bad'),
});
type Sent = typeof sent extends fc.Arbitrary<infer T> ? T : never;

/** The rule that leads the request: an exact path before a prefix, a longer prefix before a shorter one. */
function leading(all: readonly Meant[], path: string): Meant | undefined {
  return all
    .filter((rule) => path === rule.path || (rule.kind === 'prefix' && path.startsWith(rule.path.replace(/\/?$/, '/'))))
    .sort((a, b) => Number(b.kind === 'exact') - Number(a.kind === 'exact') || b.path.length - a.path.length)[0];
}

/** `/login/` beside a guarded `/login`, which most servers answer alike: guarded, too, wherever it leads. */
function isBesideGuarded(all: readonly Meant[], path: string): boolean {
  return all.some((rule) => rule.needsToken && rule.kind === 'exact' && rule.path !== '/' && path === `${rule.path}/`);
}

/** What must become of the request. */
function expected(all: readonly Meant[], { path, method, ip, host, token }: Sent): Case['expect'] {
  const [sentPath = '', query] = path.split('?');
  const normal = sentPath.replace('/x/..', '');
  const rule = leading(all, normal);
  const isFit =
    rule !== undefined &&
    host.toLowerCase().replace(/:\d+$/, '') === HOST &&
    (rule.methods?.includes(method) ?? true) &&
    (!rule.isForInside || ip === INSIDE) &&
    (token === 'user' || !(rule.needsToken || isBesideGuarded(all, normal))) &&
    // a validator at the gateway refuses bad tokens on every path
    !(token === 'bad' && all.some(({ needsToken }) => needsToken));
  if (!isFit) return { verdict: 'deny' };
  const rest = rule.rewrite === undefined ? normal : `${rule.rewrite}${normal.slice(rule.path.length)}`;
  return {
    verdict: 'allow',
    routedTo: `shop/${rule.to}:80`,
    path: (rest === '' ? '/' : rest.replace(/^\/\//, '/')) + (query === undefined ? '' : `?${query}`),
  };
}

/** The API that tells the gateway its routes, and what stands before the workloads. */
const FORMS = ['gateway API', 'istio', 'gateway API before a waypoint'] as const;
type Form = (typeof FORMS)[number];

/** The app that its author writes, with what runs beside it in the cluster. */
function appOf(all: readonly Meant[], form: Form, { isOpen = false, isIsolated = false } = {}): App {
  const app = new App();
  const chart = new Chart(app, 'chart');
  const istio = { namespace: 'edge', serviceAccount: 'public', httpPorts: [8080, 8443] };
  new MeshBaseline(chart, 'mesh', isOpen ? { openGateways: [MeshGateway.gatewayApi('public', 'edge')] } : {});
  const edge = new ZeroTrustNamespace(chart, 'edge');
  const isBehind = form === 'gateway API before a waypoint';
  const dataPlane = isBehind ? DataPlane.ambientWithWaypoint() : DataPlane.sidecar();
  const shop = new ZeroTrustNamespace(chart, 'shop', { dataPlane });
  if (isIsolated) {
    for (const namespace of [edge, shop])
      new NetworkIsolation(chart, `${namespace.namespaceName}-network`, { namespace });
  }
  const gateway =
    form === 'istio'
      ? IngressGateway.istio(chart, 'public', istio)
      : new IngressGateway(chart, 'public', { namespace: edge });
  const identities = TARGETS.map((name) => {
    const identity = new ServiceIdentity(chart, name, {
      namespace: shop,
      ports: [WorkloadPort.http(8080)],
      ...(isBehind ? { services: [{ name, ports: [{ port: 80, targetPort: 8080 }] }] } : {}),
    });
    identity.select({ app: name });
    addPods(chart, 'shop', name, { app: name }, { 80: 8080 });
    return identity;
  });
  if (form === 'istio') addPods(chart, 'edge', 'public', { istio: 'ingressgateway' }, { 80: 8080, 443: 8443 });
  new IngressRoute(chart, 'way-in', {
    gateway,
    hosts: [HOST],
    tls: IngressTls.secret('shop-tls'),
    rules: all.map(({ kind, path, to, methods, isForInside, needsToken, rewrite }): IngressRule => ({
      paths: [IngressPath[kind](path)],
      to: identities[TARGETS.indexOf(to)] as ServiceIdentity,
      port: 80,
      ...(methods === undefined ? {} : { methods }),
      ...(isForInside ? { remoteIpBlocks: ['203.0.113.0/24'] } : {}),
      ...(needsToken ? { issuers: [{ issuer: ISSUER, claims: [{ claim: ['role'], anyOf: ['user'] }] }] } : {}),
      ...(rewrite === undefined ? {} : { rewrite }),
    })),
  });
  return app;
}

function addPods(
  chart: Chart,
  namespace: string,
  name: string,
  labels: { [key: string]: string },
  ports: { [port: number]: number },
): void {
  const isGateway = namespace === 'edge';
  new ApiObject(chart, `${name}-service`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: {
      selector: labels,
      ports: Object.entries(ports).map(([port, targetPort]) => ({
        name: `http-${port}`,
        port: Number(port),
        targetPort,
      })),
    },
  });
  new ApiObject(chart, `${name}-pods`, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      template: {
        metadata: { labels, annotations: isGateway ? { 'inject.istio.io/templates': 'gateway' } : {} },
        spec: {
          serviceAccountName: name,
          containers: [{ name: isGateway ? 'istio-proxy' : 'app', image: 'auto' }],
        },
      },
    },
  });
}

function caseOf(to: object, one: Sent, expect: Case['expect']): Case {
  const claims = { iss: ISSUER, sub: 'someone', role: one.token === 'guest' ? 'guest' : 'user' };
  const tokens = one.token === 'none' ? [] : [{ claims, state: one.token === 'bad' ? 'bad-signature' : 'valid' }];
  const request = readCase({
    from: { plaintext: true, ip: one.ip },
    to,
    request: { method: one.method, path: one.path, host: one.host, sni: HOST, tokens },
  });
  return { id: 'sent', request, expect, line: 0, index: 0 };
}

/** What is judged otherwise than expected. */
function surprises(all: readonly Meant[], requests: readonly Sent[], form: Form, isIsolated: boolean): string[] {
  const to = form === 'istio' ? { workload: 'edge/public', port: 8443 } : { gateway: 'edge/public', port: 443 };
  const cases = requests.map((one) => caseOf(to, one, expected(all, one)));
  const { judge } = judgeOf(cases, meshOf(appOf(all, form, { isIsolated })), [{ namespace: 'edge', name: 'shop-tls' }]);
  return cases.flatMap((one, index) => {
    const { outcome, verdict } = judge(one);
    return outcome.kind === 'met'
      ? []
      : [`${JSON.stringify(requests[index])}: ${JSON.stringify(one.expect)}, but ${JSON.stringify(verdict)}`];
  });
}

const requests = fc.array(sent, { minLength: 15, maxLength: 25 });

it.each(FORMS)('%s: exactly what the rules say passes the whole way, and the network, where it is isolated', (form) => {
  let passed = 0;
  fc.assert(
    fc.property(rules, requests, fc.boolean(), (all, some, isIsolated) => {
      expect(surprises(all, some, form, isIsolated)).toEqual([]);
      passed += some.filter((one) => expected(all, one).verdict === 'allow').length;
    }),
    { numRuns: 50 },
  );
  expect(passed).toBeGreaterThan(50);
});

it('a gateway that something else opens still lets nothing to guarded paths without a matching token', () => {
  fc.assert(
    fc.property(rules, requests, (all, some) => {
      const guarded = some.filter(
        ({ path, token, host }) =>
          leading(all, (path.split('?')[0] as string).replace('/x/..', ''))?.needsToken === true &&
          token !== 'user' &&
          host !== 'other.example.com', // the gateway itself answers 404 for it
      );
      const cases = guarded.map((one) => caseOf({ gateway: 'edge/public', port: 443 }, one, { verdict: 'deny' }));
      const app = appOf(all, 'gateway API', { isOpen: true });
      const { judge } = judgeOf(cases, meshOf(app), [{ namespace: 'edge', name: 'shop-tls' }]);
      expect(cases.map((one) => judge(one).verdict.verdict)).toEqual(cases.map(() => 'deny'));
    }),
    { numRuns: 40 },
  );
});
