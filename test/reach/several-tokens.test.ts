import type { JsonObject } from '../../src/policy/json-object';
import type { Mesh } from '../../src/policy/model';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { comesTo, judgeThroughGateways, targetsBehind } from './judge-through-gateways';

const object = (apiVersion: string, kind: string, name: string, spec: JsonObject): JsonObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'shop' },
  spec,
});

const workload = (app: string, port: number, annotations: JsonObject = {}): readonly JsonObject[] => [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: app, namespace: 'shop', labels: { app }, annotations },
    spec: { serviceAccountName: app, containers: [{ name: 'main', ports: [{ containerPort: 8080 }] }] },
  },
  object('v1', 'Service', app, { selector: { app }, ports: [{ name: 'http', port, targetPort: 8080 }] }),
];

const BASIS: readonly JsonObject[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { 'istio-injection': 'enabled' } } },
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system' } },
  ...workload('gw', 80, { 'inject.istio.io/templates': 'gateway' }),
  ...workload('api', 80),
  object('networking.istio.io/v1', 'Gateway', 'gw', {
    selector: { app: 'gw' },
    servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
  }),
  object('networking.istio.io/v1', 'VirtualService', 'api', {
    hosts: ['*'],
    gateways: ['gw'],
    http: [{ route: [{ destination: { host: 'api', port: { number: 80 } } }] }],
  }),
];

/** What one proxy knows of tokens: issuers, each with the header where it is looked for, and which one is asked for. */
interface Proxy {
  readonly rules: readonly string[];
  readonly asks?: string;
  readonly keeps?: true;
}

function guards(app: string, { rules, asks, keeps }: Proxy): readonly JsonObject[] {
  const selector = { matchLabels: { app } };
  const jwtRules = rules.map((rule) => {
    const [issuer = '', header = '', prefix] = rule.split('@');
    const fromHeaders = [{ name: header, ...(prefix === undefined ? {} : { prefix }) }];
    return {
      ...(issuer === '' ? {} : { issuer }),
      jwksUri: `https://${issuer}.example/keys`,
      fromHeaders,
      forwardOriginalToken: keeps === true,
    };
  });
  const sources = [{ from: [{ source: { requestPrincipals: [`${asks ?? ''}/*`] } }] }];
  return [
    ...(rules.length === 0
      ? []
      : [object('security.istio.io/v1', 'RequestAuthentication', app, { selector, jwtRules })]),
    ...(asks === undefined
      ? []
      : [object('security.istio.io/v1', 'AuthorizationPolicy', app, { selector, rules: sources })]),
  ];
}

function meshOf(gw: Proxy, api: Proxy): Mesh {
  return readMesh([...BASIS, ...guards('gw', gw), ...guards('api', api)], {});
}

/** Both engines about a call to the gateway with these tokens, in so far as it comes to `api`. */
function judgesIn(mesh: Mesh) {
  const [plain, sets] = [comesTo(mesh), judgeThroughGateways(mesh)];
  const [target] = targetsBehind(mesh).filter((one) => one.workload.name === 'api');
  if (target === undefined) throw new Error('no target');
  const read = (tokens: readonly string[]) =>
    readCase({
      from: { plaintext: true, ip: '8.8.8.8' },
      to: { gateway: 'shop/gw', port: 80, ip: '10.1.0.9' },
      request: { path: '/', tokens: tokens.map(tokenOf) },
    });
  return {
    plain: (...tokens: readonly string[]) => plain(read(tokens), target),
    sets: (...tokens: readonly string[]) => sets(read(tokens), target),
  };
}

/** `!A@x`: of issuer A in header x, badly signed. */
function tokenOf(text: string): JsonObject {
  const [issuer = '', header = '', prefix] = text.replace('!', '').split('@');
  const state = text.startsWith('!') ? 'bad-signature' : 'valid';
  return { claims: { iss: issuer, sub: 'me' }, header, state, ...(prefix === undefined ? {} : { prefix }) };
}

const SINGLE = ['A@x', 'A@y', 'B@x', 'B@y', '!A@x', '!B@y', 'C@x', 'C@y'];
const RULES = [['A@x'], ['B@y'], ['B@x'], ['A@x', 'B@y'], ['A@x', 'B@x']];
const PROXIES: readonly Proxy[] = RULES.flatMap((rules) => [
  { rules },
  { rules, asks: 'A' },
  { rules, asks: 'B', keeps: true },
]);

describe('a request with tokens for two proxies', () => {
  const both = 'a gateway and a proxy behind it may each take a token of their own, and a request may have both';

  test('may get through where each asks for its own, which the sets say that they cannot tell', () => {
    const { plain, sets } = judgesIn(meshOf({ rules: ['A@x'], asks: 'A' }, { rules: ['B@y'], asks: 'B' }));
    expect([plain('A@x'), plain('B@y'), plain('A@x', 'B@y')]).toEqual(['deny', 'deny', 'allow']);
    expect(sets('A@x')).toEqual({ part: 'undecided', because: [both] });
    expect(sets()).toMatchObject({ part: 'deny' });
  });

  test('gets through with the one that counts where only one of them asks', () => {
    const { plain, sets } = judgesIn(meshOf({ rules: ['A@x'] }, { rules: ['B@y'], asks: 'B' }));
    expect([plain('A@x'), plain('B@y'), plain('A@x', 'B@y')]).toEqual(['deny', 'allow', 'allow']);
    expect([sets('A@x').part, sets('B@y').part]).toEqual(['deny', 'allow']);
  });

  test('gets through by sets and calls alike, or with one of its tokens, or the sets cannot tell', () => {
    const seen = new Map<string, number>();
    for (const gw of PROXIES) {
      for (const api of PROXIES) {
        const { plain, sets } = judgesIn(meshOf(gw, api));
        const alone = SINGLE.map((token) => ({ token, verdict: plain(token), part: sets(token).part }));
        for (const { token, verdict, part } of alone) {
          seen.set(part, (seen.get(part) ?? 0) + 1);
          expect({ gw, api, token, part }).toEqual({ gw, api, token, part: part === 'undecided' ? part : verdict });
        }
        const isSafe = [sets().part, ...alone.map(({ part }) => part)].every((part) => part === 'deny');
        const together = ['A@x', 'B@x'].flatMap((one) => ['A@y', 'B@y'].map((other) => plain(one, other)));
        expect({ gw, api, wrong: isSafe && together.includes('allow') }).toEqual({ gw, api, wrong: false });
      }
    }
    expect(seen.get('outside')).toBeUndefined();
    expect(seen.get('allow')).toBeGreaterThan(50);
    expect(seen.get('deny')).toBeGreaterThan(300);
  }, 60_000);
});

describe('tokens in one header behind different prefixes', () => {
  const asking: Proxy = { rules: ['A@x@a '], asks: 'A' };

  test('of two proxies are not told', () => {
    const { plain, sets } = judgesIn(meshOf(asking, { rules: ['B@x@b '] }));
    expect(plain('A@x@a ')).toBe('allow');
    const because = ['proxies look for tokens in header `x` behind different prefixes'];
    expect(sets('A@x@a ')).toEqual({ part: 'undecided', because });
  });

  test('of one proxy are, and behind the same prefix', () => {
    const { plain, sets } = judgesIn(meshOf(asking, { rules: ['B@x@a '] }));
    expect([plain('A@x@a '), sets('A@x@a ').part]).toEqual(['allow', 'allow']);
    const one = judgesIn(meshOf({ rules: ['A@x@a ', 'B@x@b '], asks: 'B' }, { rules: [] }));
    expect([one.plain('B@x@b '), one.sets('B@x@b ').part]).toEqual(['allow', 'allow']);
  });
});

describe('a token that a gateway keeps, of an issuer whom the proxy behind it does not name', () => {
  test('is not told of where that goes by keys alone, and is refused where it does not', () => {
    const keeping: Proxy = { rules: ['A@x'], keeps: true };
    const byKeys = judgesIn(meshOf(keeping, { rules: ['@x'] }));
    expect([byKeys.plain('A@x'), byKeys.sets('A@x').part]).toEqual(['undecided', 'undecided']);
    const byIssuer = judgesIn(meshOf(keeping, { rules: ['B@x'] }));
    expect([byIssuer.plain('A@x'), byIssuer.sets('A@x').part]).toEqual(['deny', 'deny']);
  });
});
