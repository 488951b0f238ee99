import { evaluate } from '../../../src/evaluate/evaluate';
import { explainer } from '../../../src/evaluate/explain';
import type { Verdict } from '../../../src/evaluate/verdict';
import { wholeWays } from '../../../src/evaluate/whole-way';
import type { JsonObject } from '../../../src/policy/json-object';
import { readCase } from '../../../src/policy/read-case';
import { meshOf } from '../../../src/policy/synthesized';

const pods = (name: string, more = ''): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  template:
    metadata: { labels: { app: ${name.replace(/-v\d$/, '')}, version: ${name} } }
    spec: { serviceAccountName: ${name}, containers: [{ name: main, ports: [{ containerPort: 8080 }] }]${more} }
`;
const service = (name: string, ports = '{ name: http, port: 80, targetPort: 8080 }'): string => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { app: ${name} }, ports: [${ports}] }
`;
const allow = (app: string, paths: string, caller = 'web'): string => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ${app}, namespace: shop }
spec:
  selector: { matchLabels: { version: ${app} } }
  rules:
    - from: [{ source: { principals: [cluster.local/ns/shop/sa/${caller}] } }]
      to: [{ operation: { paths: [${paths}] } }]
`;
const istio = (kind: string, name: string, spec: string): string => `
apiVersion: networking.istio.io/v1
kind: ${kind}
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
`;
const routes = (spec: string, name = 'reviews'): string =>
  istio('VirtualService', name, `{ hosts: [reviews], ${spec} }`);
const REVIEWS = '{ kind: Service, group: "", name: reviews }';
const apiRoute = (kind: string, name: string, parent: string, rule: string, namespace = 'shop'): string => `
apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: { name: ${name}, namespace: ${namespace} }
spec: { parentRefs: [${parent}], rules: [${rule}] }
`;
const SUBSETS = istio(
  'DestinationRule',
  'reviews',
  '{ host: reviews, subsets: [{ name: v1, labels: { version: reviews-v1 } }, { name: v2, labels: { version: reviews-v2 } }] }',
);
const SHOP = [
  'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { istio-injection: enabled } }',
  ...['web', 'admin', 'reviews-v1', 'reviews-v2', 'ratings'].map((name) => pods(name)),
  service('reviews'),
  service('ratings'),
  allow('reviews-v1', '/v1/*'),
  allow('reviews-v2', '/v2/*'),
  allow('ratings', '/stars'),
];

const STRICT = `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec: { mtls: { mode: STRICT } }
`;
const open = (version: string): string => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: open-${version}, namespace: shop }
spec: { selector: { matchLabels: { version: ${version} } }, rules: [{}] }
`;
const OPEN = ['reviews-v1', 'reviews-v2'].map(open);

const CALL = { from: { workload: 'shop/web' }, to: { service: 'shop/reviews', port: 80 }, request: { path: '/v1/a' } };

function verdictOf(manifests: string | readonly string[], call: object = CALL, settings: JsonObject = {}): Verdict {
  return evaluate(meshOf([...SHOP, manifests].flat(), settings), readCase({ ...call }));
}

const withPath = (path: string, more: object = {}): object => ({ ...CALL, request: { path, ...more } });
const to = (host: string, subset = ''): string =>
  `{ destination: { host: ${host}${subset === '' ? '' : `, subset: ${subset}`} } }`;

test('without a route the pods behind a Service answer as they are', () => {
  expect(verdictOf([]).verdict).toBe('undecided'); // v1 and v2 do not allow the same
  expect(verdictOf(routes(`gateways: [edge], http: [{ route: [${to('ratings')}] }]`)).verdict).toBe('undecided');
});

describe('a VirtualService of the mesh says where the call of a sidecar goes', () => {
  const byPath = `http: [{ match: [{ uri: { prefix: /v1 } }], route: [${to('reviews', 'v1')}] }, { route: [${to('reviews', 'v2')}] }]`;

  test.each([
    ['by default', byPath],
    ['when the mesh is named', `gateways: [edge, mesh], ${byPath}`],
  ])('to a subset, in the order of the routes, %s', (_, spec) => {
    const routed = [SUBSETS, routes(spec)];
    expect(verdictOf(routed)).toMatchObject({ verdict: 'allow', by: 'shop/reviews-v1#0' });
    expect(verdictOf(routed, withPath('/v2/a'))).toMatchObject({ verdict: 'allow', by: 'shop/reviews-v2#0' });
    expect(verdictOf(routed, withPath('/v3/a'))).toMatchObject({ verdict: 'deny', layer: 'authorization' });
  });

  test('to another Service, with another path, which is what policies there see', () => {
    const rewriting = routes(
      `http: [{ match: [{ uri: { prefix: /v1/a } }], rewrite: { uri: /stars }, route: [${to('ratings')}] }]`,
    );
    expect(verdictOf(rewriting)).toMatchObject({ verdict: 'allow', by: 'shop/ratings#0' });
    expect(verdictOf(routes(`http: [{ route: [${to('ratings')}] }]`))).toMatchObject({
      verdict: 'deny',
      layer: 'authorization',
    });
  });

  test('under the DestinationRule of where it goes, not of what is called', () => {
    const strict =
      'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: default, namespace: shop }\nspec: { mtls: { mode: STRICT } }';
    const plain = (host: string): string =>
      istio('DestinationRule', 'plain', `{ host: ${host}, trafficPolicy: { tls: { mode: DISABLE } } }`);
    const rewriting = routes(
      `http: [{ match: [{ uri: { prefix: /v1/a } }], rewrite: { uri: /stars }, route: [${to('ratings')}] }]`,
    );
    expect(verdictOf([strict, rewriting, plain('reviews')]).verdict).toBe('allow');
    expect(verdictOf([strict, rewriting, plain('ratings')])).toMatchObject({ verdict: 'deny', layer: 'mtls' });
  });

  test('by who calls', () => {
    const bySource = (source: string): string =>
      `http: [{ match: [{ ${source} }], route: [${to('reviews', 'v1')}] }, { route: [${to('reviews', 'v2')}] }]`;
    const admin = { ...CALL, from: { workload: 'shop/admin' } };
    const labelled = [SUBSETS, allow('reviews-v1', '/v1/*', 'admin'), routes(bySource('sourceLabels: { app: admin }'))];
    expect(verdictOf(labelled.slice(0, 2), admin).verdict).not.toBe('allow');
    expect(verdictOf([SUBSETS, routes(bySource('sourceLabels: { app: web }'))]).verdict).toBe('allow');
    expect(verdictOf([SUBSETS, routes(bySource('sourceLabels: { app: admin }'))]).verdict).toBe('deny');
    expect(verdictOf([SUBSETS, routes(bySource('sourceNamespace: shop'))]).verdict).toBe('allow');
    expect(verdictOf([SUBSETS, routes(bySource('sourceNamespace: other'))]).verdict).toBe('deny');
    expect(verdictOf([SUBSETS, routes(bySource('port: 80'))]).verdict).toBe('allow');
    expect(verdictOf([SUBSETS, routes(bySource('port: 81'))]).verdict).toBe('deny');
    expect(verdictOf([SUBSETS, routes(bySource('gateways: [mesh]'))]).verdict).toBe('allow');
    expect(verdictOf([SUBSETS, routes(bySource('gateways: [edge]'))]).verdict).toBe('deny');
  });

  test('all shares must agree', () => {
    const shares = (path: string): Verdict =>
      verdictOf(
        [
          SUBSETS,
          routes(
            `http: [{ route: [{ destination: { host: reviews, subset: v1 }, weight: 50 }, { destination: { host: reviews, subset: v2 }, weight: 50 }] }]`,
          ),
        ],
        withPath(path),
      );
    expect(shares('/v1/a')).toMatchObject({
      verdict: 'undecided',
      because: ['the outcomes of a route are not judged alike'],
    });
    expect(shares('/v3/a')).toMatchObject({ verdict: 'deny', layer: 'authorization' });
  });

  test('the sidecar may answer itself', () => {
    const answered = (spec: string, path = '/v1/a'): Verdict => verdictOf(routes(spec), withPath(path));
    expect(answered('http: [{ directResponse: { status: 418 } }]')).toMatchObject({
      verdict: 'deny',
      answered: true,
      point: 'sidecar',
      status: 418,
      because: ["the caller's sidecar answers 418 itself", 'VirtualService `shop/reviews` answers itself'],
    });
    expect(answered('http: [{ redirect: { uri: /new } }]')).toMatchObject({ status: 301 });
    expect(answered(`http: [{ match: [{ uri: { exact: /a } }], route: [${to('ratings')}] }]`)).toMatchObject({
      status: 404,
    });
    expect(answered(`http: [{ route: [${to('nobody')}] }]`)).toMatchObject({ status: 503 });
    // what no proxy takes is refused, as it is without routes
    const refused = answered(`http: [{ route: [${to('ratings')}] }]`, '/a%00b');
    expect(refused).toMatchObject({ verdict: 'deny', point: 'sidecar', status: 400 });
    expect(refused).not.toHaveProperty('answered');
    expect(answered(`http: [{ route: [${to('reviews', 'v9')}] }]`)).toMatchObject({ status: 503 });
  });

  test('of two for one host the older counts, alone', () => {
    const first = routes(`http: [{ match: [{ uri: { prefix: /v1 } }], route: [${to('reviews', 'v1')}] }]`, 'a');
    const second = routes(`http: [{ route: [${to('reviews', 'v2')}] }]`, 'b');
    expect(verdictOf([SUBSETS, first, second])).toMatchObject({ verdict: 'allow', by: 'shop/reviews-v1#0' });
    expect(verdictOf([SUBSETS, first, second], withPath('/v2/a'))).toMatchObject({ status: 404 });
    const elsewhere = routes(`http: [{ match: [{ port: 81 }], route: [${to('ratings')}] }]`, 'a');
    expect(verdictOf([SUBSETS, elsewhere, second], withPath('/v2/a'))).toMatchObject({ by: 'shop/reviews-v2#0' });
  });

  test('one for the host itself goes before one for a star, and the longer star before the shorter', () => {
    const star = (host: string, name: string, subset: string): string =>
      istio('VirtualService', name, `{ hosts: ["${host}"], http: [{ route: [${to('reviews', subset)}] }] }`);
    const short = star('*.local', 'a', 'v1');
    const long = star('*.shop.svc.cluster.local', 'b', 'v2');
    expect(verdictOf([SUBSETS, short])).toMatchObject({ by: 'shop/reviews-v1#0' });
    expect(verdictOf([SUBSETS, short, long], withPath('/v2/a'))).toMatchObject({ by: 'shop/reviews-v2#0' });
    const exact = routes(`http: [{ route: [${to('reviews', 'v1')}] }]`, 'c');
    expect(verdictOf([SUBSETS, short, long, exact])).toMatchObject({ by: 'shop/reviews-v1#0' });
  });

  test('where the caller does not see or import it, it is not followed', () => {
    const hidden = routes(`exportTo: [other], http: [{ route: [${to('nobody')}] }]`);
    expect(verdictOf(hidden)).not.toMatchObject({ status: 503 });
    const shown = routes(`exportTo: [shop], http: [{ route: [${to('nobody')}] }]`);
    expect(verdictOf(shown)).toMatchObject({ status: 503 });
    const sidecar = (hosts: string): string => istio('Sidecar', 'default', `{ egress: [{ hosts: [${hosts}] }] }`);
    expect(verdictOf([shown, sidecar('"./*"')])).toMatchObject({ status: 503 });
    expect(verdictOf([shown, sidecar('"./*", "~./reviews.shop.svc.cluster.local"')])).not.toMatchObject({
      status: 503,
    });
  });
});

describe('a route of the Gateway API for a Service says where the call of a sidecar goes', () => {
  const toRatings = (match = '', filters = ''): string =>
    `{ ${match} filters: [${filters}], backendRefs: [{ name: ratings, namespace: shop, port: 80 }] }`;
  const rewrite = '{ type: URLRewrite, urlRewrite: { path: { type: ReplaceFullPath, replaceFullPath: /stars } } }';
  const gamma = (rule: string, parent = REVIEWS, namespace = 'shop'): string =>
    apiRoute('HTTPRoute', 'gamma', parent, rule, namespace);

  test('to its backend, as it is rewritten', () => {
    expect(verdictOf(gamma(toRatings('', rewrite)))).toMatchObject({ verdict: 'allow', by: 'shop/ratings#0' });
    expect(verdictOf(gamma(toRatings()))).toMatchObject({ verdict: 'deny', layer: 'authorization' });
  });

  test('and what none of its rules is for is answered by the sidecar', () => {
    const exact = 'matches: [{ path: { type: Exact, value: /v1/a } }],';
    expect(verdictOf(gamma(toRatings(exact, rewrite))).verdict).toBe('allow');
    expect(verdictOf(gamma(toRatings(exact, rewrite)), withPath('/v1/b'))).toMatchObject({ status: 404 });
  });

  test('from another namespace, without a grant', () => {
    expect(
      verdictOf(gamma(toRatings('', rewrite), REVIEWS.replace('}', ', namespace: shop }'), 'other')),
    ).toMatchObject({
      verdict: 'allow',
      by: 'shop/ratings#0',
    });
  });

  test('where its parent is that Service, and that port', () => {
    const at = (port: number): string => gamma(toRatings('', rewrite), REVIEWS.replace('}', `, port: ${port} }`));
    expect(verdictOf(at(80))).toMatchObject({ by: 'shop/ratings#0' });
    expect(verdictOf(at(81)).verdict).toBe('undecided'); // v1 and v2 do not allow the same
    expect(verdictOf(gamma(toRatings('', rewrite), '{ kind: Service, group: "", name: none }')).verdict).toBe(
      'undecided',
    );
  });

  test('the one of the caller’s namespace before a VirtualService', () => {
    const istioRoute = routes(`http: [{ route: [${to('reviews', 'v1')}] }]`);
    expect(verdictOf([SUBSETS, istioRoute])).toMatchObject({ by: 'shop/reviews-v1#0' });
    expect(verdictOf([SUBSETS, istioRoute, gamma(toRatings('', rewrite))])).toMatchObject({ by: 'shop/ratings#0' });
  });

  test('for gRPC by method', () => {
    const grpc = (method: string): string =>
      apiRoute(
        'GRPCRoute',
        'grpc',
        REVIEWS,
        toRatings(`matches: [{ method: { service: stars, method: ${method} } }],`),
      );
    const call = { ...CALL, request: { method: 'POST', path: '/stars/Get' } };
    const open = allow('ratings', '/stars*');
    expect(verdictOf([open, grpc('Get')], call)).toMatchObject({ verdict: 'allow', by: 'shop/ratings#0' });
    expect(verdictOf([open, grpc('Set')], call)).toMatchObject({ status: 404 });
  });
});

describe('a call to one of the workloads behind a Service', () => {
  const call = { ...CALL, to: { workload: 'shop/ratings', port: 8080 }, request: { path: '/stars' } };
  const about = (spec: string): string => istio('VirtualService', 'ratings', `{ hosts: [ratings], ${spec} }`);

  test('is decided where the routes of the Service lead there', () => {
    expect(verdictOf(about(`http: [{ route: [${to('ratings')}] }]`), call)).toMatchObject({ by: 'shop/ratings#0' });
    const rewriting = about(`http: [{ rewrite: { uri: /x }, route: [${to('ratings')}] }]`);
    expect(verdictOf(rewriting, call)).toMatchObject({ verdict: 'deny', layer: 'authorization' });
  });

  test('is undecided where the sidecar answers itself', () => {
    const answering = verdictOf(about('http: [{ directResponse: { status: 418 } }]'), call);
    expect(answering.verdict).toBe('undecided');
    expect(answering.because.join()).toContain('the sidecar answers 418 itself; ask about the Service that is called');
  });

  test('is undecided where they lead elsewhere', () => {
    const away = verdictOf(about(`http: [{ route: [${to('reviews')}] }]`), call);
    expect(away.verdict).toBe('undecided');
    expect(away.because.join()).toContain(
      '`reviews.shop.svc.cluster.local:80`, which is not port 8080 of `shop/ratings`',
    );
  });
});

describe('what is not established stays undecided, with its name', () => {
  const routed = routes(`http: [{ route: [${to('ratings')}] }]`);
  const serviceRoute = apiRoute('TCPRoute', 'bytes', REVIEWS, '{ backendRefs: [{ name: ratings, port: 80 }] }');
  const ofTwoKinds = [
    apiRoute('HTTPRoute', 'gamma', REVIEWS, '{ backendRefs: [{ name: ratings, port: 80 }] }'),
    apiRoute('GRPCRoute', 'grpc', REVIEWS, '{ backendRefs: [{ name: ratings, port: 80 }] }'),
  ];
  test.each([
    ['a request for another host', routed, withPath('/stars', { host: 'ratings' }), 'goes by the host of the request'],
    [
      'a request for another Service, without any route',
      '',
      withPath('/stars', { host: 'ratings.shop' }),
      'is not a name of `reviews.shop.svc.cluster.local`, but of `ratings.shop.svc.cluster.local`',
    ],
    [
      'a request for a routed Service, by a short name',
      routes(`http: [{ route: [${to('reviews')}] }]`),
      { ...CALL, to: { service: 'shop/ratings', port: 80 }, request: { path: '/stars', host: 'reviews.shop' } },
      'goes by the host of the request',
    ],
    ['a TCPRoute for a Service', serviceRoute, CALL, 'route `shop/bytes` of the Gateway API'],
    ['routes of two kinds for a Service', ofTwoKinds, CALL, 'route `shop/grpc` of the Gateway API'],
    [
      'a listener for the port alone',
      [
        routed,
        istio(
          'Sidecar',
          'default',
          '{ egress: [{ port: { number: 80, protocol: HTTP, name: http }, hosts: ["./*"] }] }',
        ),
      ],
      CALL,
      'the Sidecar has a listener of its own for port 80',
    ],
  ])('%s', (_, manifests, call, because) => {
    const verdict = verdictOf(manifests, call);
    expect(verdict.verdict).toBe('undecided');
    expect(verdict.because.join()).toContain(because);
  });

  test.each([
    ['the address of some Service', '10.0.0.7'],
    ['the address of some Service, in IPv6', '[fd00::7]:80'],
    ['a pod behind a Service', 'pod-0.ratings'],
  ])('%s may be known by the sidecar, whoever declares it', (_, host) => {
    const known = verdictOf([routed, STRICT], withPath('/stars', { host }));
    expect(known.verdict).toBe('undecided');
    expect(known.because.join()).toContain('goes by the host of the request');
  });

  test('a short name of the Service is not another host', () => {
    const rewriting = routes(
      `http: [{ match: [{ uri: { prefix: /v1/a } }], rewrite: { uri: /stars }, route: [${to('ratings')}] }]`,
    );
    expect(verdictOf(rewriting, withPath('/v1/a', { host: 'reviews.shop:80' })).verdict).toBe('allow');
    const ratings = { ...CALL, to: { service: 'shop/ratings', port: 80 } };
    expect(verdictOf('', { ...ratings, request: { path: '/stars', host: 'ratings.shop.svc' } }).verdict).toBe('allow');
  });
});

describe('what the sidecar may pass on in plaintext, past the routes', () => {
  const routed = routes(`http: [{ route: [${to('ratings')}] }]`);
  const strange = withPath('/stars', { host: 'elsewhere.example' });

  test('is denied where the workloads called refuse plaintext', () => {
    const refused = verdictOf([routed, STRICT], strange);
    expect(refused.verdict).toBe('deny');
    expect(refused.because).toEqual([
      'port 8080 takes mTLS only, and the caller speaks plaintext',
      expect.stringContaining('goes by the host of the request'),
    ]);
    const pod = { ...strange, to: { workload: 'shop/reviews-v1', port: 8080 } };
    expect(verdictOf([routed, STRICT], pod).verdict).toBe('deny');
  });

  test('is denied where their policies let in no plaintext', () => {
    expect(verdictOf(routed, strange).because[0]).toContain('ALLOW policies are in force');
  });

  test('is undecided where they take it, or one of them does', () => {
    const taken = verdictOf([routed, ...OPEN], strange);
    expect(taken.verdict).toBe('undecided');
    expect(taken.because.join()).toContain('goes by the host of the request');
    expect(verdictOf([routed, open('reviews-v1')], strange).verdict).toBe('undecided');
  });

  test('is bytes to an HTTP port, too: refused by a sidecar that reads HTTP, and undecided without one', () => {
    const bytes = { ...CALL, request: undefined };
    expect(verdictOf([routed, ...OPEN], bytes).because[0]).toContain('refuses what is not HTTP');
    const bare = pods('bare').replace('{ app: bare,', '{ sidecar.istio.io/inject: "false", app: bare,');
    const beside = istio('VirtualService', 'bare', `{ hosts: [bare], http: [{ route: [${to('ratings')}] }] }`);
    const unread = verdictOf([bare, service('bare'), beside], { ...bytes, to: { service: 'shop/bare', port: 80 } });
    expect(unread.verdict).toBe('undecided');
    expect(unread.because[0]).toContain('is HTTP, and what its sidecar does with else is not told');
  });

  test('is told with who refuses it', () => {
    const { steps } = explainer(meshOf([...SHOP, routed, STRICT], {}))(readCase({ ...strange }));
    expect(steps.map(({ layer, outcome }) => `${layer} ${outcome}`)).toEqual([
      'route undecided',
      'capture pass',
      'capture pass',
      'network skip',
      'mtls deny',
    ]);
    const taken = explainer(meshOf([...SHOP, routed, ...OPEN], {}))(readCase({ ...strange }));
    expect(taken.steps.map(({ layer, outcome }) => `${layer} ${outcome}`)).toEqual(['route undecided']);
  });
});

test('the hop is told: the VirtualService, and where it leads', () => {
  const rewriting = routes(
    `http: [{ match: [{ uri: { prefix: /v1/a } }], rewrite: { uri: /stars }, route: [${to('ratings')}] }]`,
  );
  const mesh = meshOf([...SHOP, rewriting], {});
  const { steps } = explainer(mesh)(readCase(CALL));
  expect(steps.slice(0, 2)).toEqual([
    {
      layer: 'route',
      point: 'sidecar',
      at: 'shop/web',
      outcome: 'pass',
      why: 'VirtualService `shop/reviews` matches, and sends it to `shop/ratings:80` as `GET reviews/stars`',
    },
    {
      layer: 'capture',
      at: 'shop/web',
      outcome: 'pass',
      why: 'the caller `shop/web` speaks mTLS as `cluster.local/ns/shop/sa/web`',
    },
  ]);
  expect(wholeWays(mesh)(readCase(CALL)).routing).toMatchObject({
    kind: 'routed',
    to: { service: { name: 'ratings' } },
  });
});
