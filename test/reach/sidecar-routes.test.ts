import { evaluator } from '../../src/evaluate/evaluate';
import { meshOf } from '../../src/policy/synthesized';
import { analystOf } from '../../src/reach/analyst';
import { compareReach } from '../../src/reach/compare';
import { matrixOf } from '../../src/reach/matrix';
import { intersect, isEmpty } from '../../src/reach/space/request-set';
import { WAY } from '../../src/reach/space/space';
import { inPlaintext } from '../../src/reach/callers/speech';

const pods = (name: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  template:
    metadata: { labels: { app: ${name.replace(/-v\d$/, '')}, version: ${name} } }
    spec: { serviceAccountName: ${name}, containers: [{ name: main, ports: [{ containerPort: 8080 }] }] }
`;
const service = (name: string, app = name): string => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { app: ${app} }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
`;
const allow = (version: string, paths: string): string => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ${version}, namespace: shop }
spec:
  selector: { matchLabels: { version: ${version} } }
  rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }], to: [{ operation: { paths: [${paths}] } }] }]
`;
const istio = (kind: string, name: string, spec: string): string => `
apiVersion: networking.istio.io/v1
kind: ${kind}
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
`;
const routes = (host: string, http: string, more = ''): string =>
  istio('VirtualService', host, `{ hosts: [${host}], ${more} http: [${http}] }`);
const to = (host: string, subset = ''): string =>
  `route: [{ destination: { host: ${host}${subset === '' ? '' : `, subset: ${subset}`} } }]`;
const STRICT = `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec: { mtls: { mode: STRICT } }
`;
const SHOP = [
  'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { istio-injection: enabled } }',
  ...['web', 'reviews-v1', 'reviews-v2'].map(pods),
  service('reviews'),
  service('old', 'nobody'),
  istio(
    'DestinationRule',
    'reviews',
    '{ host: reviews, subsets: [{ name: v1, labels: { version: reviews-v1 } }, { name: v2, labels: { version: reviews-v2 } }] }',
  ),
  allow('reviews-v1', '/a*'),
  allow('reviews-v2', '/a*'),
];

/** MUTUAL without a certificate, which the webhook refuses. */
const UNUSABLE = 'host: reviews, trafficPolicy: { tls: { mode: MUTUAL } }, subsets';

/** What `web` may send to a version of the reviews, by the paths of each alternative. */
function pathsTo(version: string, manifests: readonly string[], base: readonly string[] = [...SHOP, STRICT]) {
  const mesh = meshOf([...base, ...manifests], {});
  const { edges } = matrixOf(analystOf([mesh]), mesh.workloads, {
    judge: evaluator(mesh),
    from: (from) => from.kind === 'workload' && from.workload.name === 'web',
  });
  const edge = edges.find((one) => one.to === `shop/reviews-${version}`);
  return edge && { paths: edge.requests.map(({ paths }) => paths), witness: edge.witness, undecided: edge.undecided };
}

test('without routes the policy alone says what gets there', () => {
  expect(pathsTo('v1', [])?.paths).toEqual([['/a*']]);
});

describe('a VirtualService of the mesh', () => {
  const byPath = `{ match: [{ uri: { prefix: /a1 } }], ${to('reviews', 'v1')} }, { ${to('reviews', 'v2')} }`;

  test('sends to each subset what its routes say, and what goes elsewhere comes to nobody', () => {
    const v1 = pathsTo('v1', [routes('reviews', byPath)]);
    expect(v1?.paths).toEqual([['/a1*']]);
    expect(v1?.undecided).toBeUndefined();
    expect(v1?.witness).toMatchObject({ from: { workload: 'shop/web' }, request: { path: '/a1' } });
    const v2 = pathsTo('v2', [routes('reviews', byPath)]);
    expect(v2?.witness).toMatchObject({ request: { path: '/a' } });
  });

  test('that nobody follows changes nothing', () => {
    expect(pathsTo('v1', [routes('reviews', byPath, 'exportTo: [other],')])?.paths).toEqual([['/a*']]);
    expect(pathsTo('v1', [routes('reviews', byPath, 'gateways: [edge],')])?.paths).toEqual([['/a*']]);
  });

  test('is followed by those callers that it names', () => {
    const only = (app: string): string =>
      `{ match: [{ sourceLabels: { app: ${app} } }], directResponse: { status: 403 } }, { ${to('reviews')} }`;
    expect(pathsTo('v1', [routes('reviews', only('web'))])).toBeUndefined();
    expect(pathsTo('v1', [routes('reviews', only('other'))])?.paths).toEqual([['/a*']]);
  });

  test('rewrites what policies see: it is told of the path before', () => {
    const rewriting = `{ match: [{ uri: { prefix: /old/ } }], rewrite: { uri: / }, ${to('reviews')} }`;
    expect(pathsTo('v1', [routes('reviews', rewriting)])?.paths).toEqual([['/old/a*']]);
  });

  test('leads from another Service to the port', () => {
    const detour = pathsTo('v1', [routes('old', `{ ${to('reviews', 'v1')} }`), routes('reviews', `{ ${to('old')} }`)]);
    expect(detour?.witness).toMatchObject({ to: { service: 'shop/old', port: 80 } });
    expect(
      pathsTo('v1', [routes('old', `{ ${to('nobody')} }`), routes('reviews', `{ ${to('old')} }`)]),
    ).toBeUndefined();
  });

  test('leads to its subset alone, also where it is not known what is spoken there', () => {
    const unusable = SHOP.map((one) => one.replace('host: reviews, subsets', UNUSABLE));
    const open = [...unusable.slice(0, -2), STRICT];
    const onlyTo = (version: string): string => routes('reviews', `{ ${to('reviews', version)} }`);
    expect(pathsTo('v1', [onlyTo('v2')], open)).toBeUndefined();
    expect(pathsTo('v1', [onlyTo('v1')], open)).toBeDefined();
  });

  test('leaves what names a host of nobody undecided, where plaintext gets in', () => {
    const open = (mode: string): readonly string[] => [
      ...SHOP.slice(0, -2),
      STRICT.replace('STRICT', mode),
      routes('reviews', `{ ${to('reviews')} }`),
    ];
    expect(pathsTo('v1', [], open('PERMISSIVE'))?.undecided).toMatchObject({
      because: [expect.stringContaining('may get to the port past the routes')],
    });
    expect(pathsTo('v1', [], open('STRICT'))?.undecided).toBeUndefined();
  });
});

test('what arrives in plaintext is told by the rule for where a route leads', () => {
  const plain = (host: string): string =>
    istio('DestinationRule', 'tls', `{ host: ${host}, trafficPolicy: { tls: { mode: DISABLE } } }`);
  const sendsPlain = (rule: string): boolean => {
    const mesh = meshOf([...SHOP.slice(0, 6), rule, routes('old', `{ ${to('reviews')} }`)], {});
    const target = { workload: { namespace: 'shop', name: 'reviews-v1' }, port: 8080 };
    const web = analystOf([mesh])
      .reach(target)
      .find(({ from }) => from.kind === 'workload' && from.workload.name === 'web');
    const set = web?.sets[0]?.surely;
    if (web === undefined || set === undefined) throw new Error('web sends nothing');
    const way = set.space.ways.findIndex((one) => one.kind === 'service' && one.service.name === 'old');
    const through = { space: set.space, region: set.space.regions.box(new Map([[WAY, 1n << BigInt(way)]])) };
    return !isEmpty(intersect(through, inPlaintext(mesh)(web.from, set)));
  };
  expect(sendsPlain(plain('reviews'))).toBe(true);
  expect(sendsPlain(plain('old'))).toBe(false);
});

describe('a route that comes, and changes nothing', () => {
  const NOTHING = { wider: [], narrower: [], undecided: [] };
  const host = 'reviews.shop.svc.cluster.local';
  const here = (space: string, text: string): string => text.replace('namespace: shop }', `namespace: ${space} }`);
  const spaces = ['near', 'far'].flatMap((space) => [
    `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${space}, labels: { istio-injection: enabled } }`,
    here(space, pods('web')),
  ]);
  const anybody = ['near', 'far'].map((space) => allow('reviews-v1', '/a*').replace('ns/shop', `ns/${space}`));
  const before = [
    SHOP[0] ?? '',
    pods('reviews-v1'),
    service('reviews'),
    STRICT,
    ...spaces,
    ...anybody.map((text, index) => named(text, index)),
  ];
  function named(text: string, index: number): string {
    return text.replace('metadata: { name: reviews-v1', `metadata: { name: allow-${index}`);
  }
  const changes = (after: readonly string[]) => {
    const meshes = [meshOf(before, {}), meshOf([...before, ...after], {})] as const;
    const { wider, narrower, undecided } = compareReach(analystOf([...meshes]), {
      before: meshes[0],
      after: meshes[1],
      judgeOf: evaluator,
    });
    return { wider, narrower, undecided };
  };

  test('changes nothing for requests that name another host either, whoever follows it', () => {
    const everywhere = routes(host, `{ ${to(host)} }`);
    expect(changes([everywhere])).toEqual(NOTHING);
    const nearAlone = here('near', routes(host, `{ ${to(host)} }`, "exportTo: ['.'],"));
    expect(changes([nearAlone])).toEqual(NOTHING);
  });

  test('changes something for those who follow it where it leads elsewhere', () => {
    const nearAlone = here('near', routes(host, `{ ${to('nobody.shop.svc.cluster.local')} }`, "exportTo: ['.'],"));
    const { wider, narrower, undecided } = changes([nearAlone]);
    const callers = [...wider, ...narrower, ...undecided].map(({ from }) => from);
    expect(new Set(callers)).toEqual(new Set([{ workload: 'near/web' }]));
  });
});

describe('a route that leads to other pods than before', () => {
  const found = (before: readonly string[], after: readonly string[]) => {
    const [old, now] = [before, after].map((more) => meshOf([...SHOP, STRICT, ...more], {})) as [
      ReturnType<typeof meshOf>,
      ReturnType<typeof meshOf>,
    ];
    return compareReach(analystOf([old, now]), { before: old, after: now, judgeOf: evaluator });
  };
  const onlyTo = (version: string): string => routes('reviews', `{ ${to('reviews', version)} }`);

  test.each([
    ['another subset', onlyTo('v2')],
    ['another Service', routes('reviews', `{ ${to('old')} }`)],
    ['nobody', routes('reviews', '{ redirect: { uri: /gone } }')],
  ])('takes calls from those there, where it leads to %s', (_, after) => {
    const { wider, narrower, undecided } = found([onlyTo('v1')], [after]);
    expect(undecided.filter((one) => one.to !== 'shop/web')).toEqual([]); // no Service leads there
    expect(narrower.filter((one) => one.to === 'shop/reviews-v1')).toMatchObject([
      { from: { workload: 'shop/web' }, witness: { before: { verdict: 'allow' }, after: { verdict: 'absent' } } },
    ]);
    expect(wider.map((one) => one.to)).toEqual(after === onlyTo('v2') ? ['shop/reviews-v2'] : []);
  });

  test('and changes nothing where it leads to the same', () => {
    const { wider, narrower } = found([onlyTo('v1')], [onlyTo('v1'), routes('old', `{ ${to('reviews', 'v1')} }`)]);
    expect([wider, narrower]).toEqual([[], []]);
  });
});
