import type { JsonObject } from '../../src/policy/json-object';
import type { Mesh } from '../../src/policy/model';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { evaluator } from '../../src/evaluate/evaluate';
import { analystOf } from '../../src/reach/analyst';
import { compareReach } from '../../src/reach/compare';
import { matrixOf } from '../../src/reach/matrix';
import { withToken } from '../../src/reach/selection';
import { isEmpty, subtract } from '../../src/reach/space/request-set';
import { requestsInWords } from '../../src/report/request-box';
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

/** Whether no header is looked at by both. */
function areApart(gw: Proxy, api: Proxy): boolean {
  const headers = ({ rules }: Proxy): readonly string[] => rules.map((rule) => rule.split('@')[1] ?? '');
  return headers(gw).every((header) => !headers(api).includes(header));
}

describe('a request with tokens for two proxies', () => {
  const both = 'a gateway and a proxy behind it may each take a token of their own, and a request may have both';

  test('gets through with both where each asks for its own in a place of its own', () => {
    const { plain, sets } = judgesIn(meshOf({ rules: ['A@x'], asks: 'A' }, { rules: ['B@y'], asks: 'B' }));
    for (const tokens of [[], ['A@x'], ['B@y'], ['A@x', 'B@y'], ['A@x', '!B@y'], ['B@x', 'B@y'], ['A@x', 'A@y']]) {
      const expected = tokens.join() === 'A@x,B@y' ? 'allow' : 'deny';
      expect([tokens, plain(...tokens), sets(...tokens).part]).toEqual([tokens, expected, expected]);
    }
  });

  test('may get through where the second looks in the place of the first, too, which the sets say that they cannot tell', () => {
    const { plain, sets } = judgesIn(meshOf({ rules: ['A@x'], asks: 'A' }, { rules: ['B@x', 'B@y'], asks: 'B' }));
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
        const pairs = ['A@x', 'B@x', '!A@x'].flatMap((one) =>
          ['A@y', 'B@y', '!B@y'].map((other) => [one, other] as const),
        );
        const together = pairs.map((pair) => ({ pair, verdict: plain(...pair), part: sets(...pair).part }));
        // where only one of them asks, the sets know of requests with one token
        const isTold = areApart(gw, api) && gw.asks !== undefined && api.asks !== undefined;
        const isSafe = [sets(), ...alone, ...(isTold ? together : [])].every(({ part }) => part === 'deny');
        const wrong = isSafe && together.some(({ verdict }) => verdict === 'allow');
        expect({ gw, api, wrong }).toEqual({ gw, api, wrong: false });
        if (!isTold) continue;
        for (const { pair, verdict, part } of together) {
          seen.set(`${part} with both`, (seen.get(`${part} with both`) ?? 0) + 1);
          expect({ gw, api, pair, part }).toEqual({ gw, api, pair, part: verdict });
        }
      }
    }
    expect(seen.get('outside')).toBeUndefined();
    expect(seen.get('allow')).toBeGreaterThan(50);
    expect(seen.get('deny')).toBeGreaterThan(300);
    expect(seen.get('allow with both')).toBeGreaterThan(5);
    expect(seen.get('deny with both')).toBeGreaterThan(50);
  }, 60_000);
});

describe('what comes to a target with two tokens', () => {
  const ASKING = meshOf({ rules: ['A@x'], asks: 'A' }, { rules: ['B@y'], asks: 'B' });
  const API = { workload: { namespace: 'shop', name: 'api' }, port: 8080 };
  const fromInternet = (mesh: Mesh) =>
    matrixOf(analystOf([mesh]), [], {
      judge: evaluator(mesh),
      from: ({ kind }) => kind === 'internet',
      to: ({ name }) => name === 'api',
    }).edges[0];

  test('is told by the places of the tokens, with a request that has both', () => {
    const edge = fromInternet(ASKING);
    const some = { token: true, claims: { sub: { values: ['*'] } } };
    expect(edge?.requests).toMatchObject([{ ...some, tokens: { 'header `x`': some } }]);
    expect(requestsInWords(edge?.requests ?? [])).toBe(
      'with a token, claim sub *, with a token in header `x` that has claim sub *, without TLS',
    );
    const witness = readCase((edge?.witness ?? {}) as JsonObject);
    expect(witness.http?.tokens.map(({ claims }) => claims.iss)).toEqual(['B', 'A']);
    expect(comesTo(ASKING)(witness, API)).toBe('allow');
  });

  test('has each of them, as invariants ask for it', () => {
    const asked = ['A', 'B', 'C'].map(withToken);
    const analyst = analystOf([ASKING], asked);
    const { possibly } = analyst.reach(API).find(({ from }) => from.kind === 'internet')?.sets[0] ?? {};
    if (possibly === undefined) throw new Error('nothing comes from the internet');
    const isWithin = asked.map((condition) => isEmpty(subtract(possibly, analyst.where(API, [condition]))));
    expect(isWithin).toEqual([true, true, false]);
  });

  test('is compared with what comes where only one of them asks', () => {
    const [open, shut] = [meshOf({ rules: ['A@x'] }, { rules: ['B@y'], asks: 'B' }), ASKING];
    const differences = (before: Mesh, after: Mesh) => {
      const { wider, narrower, undecided } = compareReach(analystOf([before, after]), {
        before,
        after,
        judgeOf: evaluator,
      });
      const ofInternet = (some: readonly { readonly from: object }[]) =>
        some.filter(({ from }) => 'internet' in from).length;
      return [ofInternet(wider), ofInternet(narrower), undecided.length];
    };
    expect(differences(open, shut)).toEqual([0, 1, 0]);
    expect(differences(shut, open)).toEqual([1, 0, 0]);
    expect(differences(shut, shut)).toEqual([0, 0, 0]);
  });
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
