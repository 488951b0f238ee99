import { evaluator } from '../../src/evaluate/evaluate';
import { meshOf } from '../../src/policy/synthesized';
import { compareReach } from '../../src/reach/compare';
import { matrixOf } from '../../src/reach/matrix';
import { ASKS_ELSEWHERE, SHOP } from '../jest/shop';
import { analystOf } from '../../src/reach/analyst';

const MESH = { extensionProviders: [{ name: 'opa', envoyExtAuthzGrpc: {} }] };
const compared = (before: string, after: string) => {
  const meshes = [meshOf(before, MESH), meshOf(after, MESH)] as const;
  return compareReach(analystOf([...meshes]), { before: meshes[0], after: meshes[1], judgeOf: evaluator });
};
const WITH_REFUNDS = SHOP.replace('methods: [POST]', 'methods: [POST, DELETE]');

describe('the matrix', () => {
  const matrix = (text: string, options = {}) => {
    const mesh = meshOf(text, MESH);
    return matrixOf(analystOf([mesh]), mesh.workloads, { judge: evaluator(mesh), ...options });
  };

  test('has an edge for each caller and port, with a request that gets there', () => {
    expect(matrix(SHOP)).toMatchObject({
      edges: [
        {
          from: { workload: 'shop/orders' },
          to: 'shop/payments',
          port: 8080,
          requests: [{ methods: ['POST'], paths: ['/charges'] }],
          witness: { from: { workload: 'shop/orders' }, to: { workload: 'shop/payments', port: 8080 } },
        },
      ],
      closed: [{ to: 'shop/payments', port: 5432 }],
      targets: 2,
      callers: 1,
    });
  });

  test('tells of workloads that may do what anybody may in one edge', () => {
    const open = SHOP.replace(
      /---\napiVersion: security\.istio\.io\/v1\nkind: AuthorizationPolicy\nmetadata: { name: payments-allow[^]*/,
      '',
    );
    const { edges, callers } = matrix(open);
    expect(edges.map(({ from, port }) => [from, port])).toEqual([
      [{ identity: '*' }, 5432],
      [{ identity: '*' }, 8080],
    ]);
    expect(edges[0]).not.toHaveProperty('except');
    expect(callers).toBe(3);
    const asked = matrix(open, { from: ({ kind }: { kind: string }) => kind === 'workload' });
    expect(asked.edges.map(({ from, port }) => [from, port])).toEqual([
      [{ workload: 'shop/orders' }, 5432],
      [{ workload: 'shop/payments' }, 5432],
      [{ workload: 'shop/orders' }, 8080],
      [{ workload: 'shop/payments' }, 8080],
    ]);
  });

  test('tells what an external authorizer decides apart from what is allowed', () => {
    expect(matrix(SHOP + '---' + ASKS_ELSEWHERE).edges).toMatchObject([
      { requests: [], depends: [{ methods: ['POST'], paths: ['/charges'] }] },
    ]);
  });
});

describe('HTTP and what is none are told apart', () => {
  const ofPort = (named: string, operation: string) =>
    SHOP.replace('name: http, port', `name: ${named}, port`)
      .replace(/methods: \[POST\], paths[^}]*/, `${operation} `)
      .replace("methods: [TRACE], ports: ['8080']", "ports: ['1']");
  const requestsOf = (text: string) => {
    const mesh = meshOf(text, MESH);
    const { edges } = matrixOf(analystOf([mesh]), mesh.workloads);
    return edges.flatMap(({ port, requests }) => (port === 8080 ? requests : []));
  };
  const HTTP_ONLY = "methods: ['*'], ports: ['8080']";
  const ALL = "ports: ['8080']";

  test('where only one of them gets there, though the port takes both', () => {
    expect(requestsOf(ofPort('main', HTTP_ONLY))).toEqual([{ protocol: 'http' }]);
    expect(requestsOf(ofPort('main', ALL))).toEqual([{}]);
    expect(requestsOf(ofPort('http', HTTP_ONLY))).toEqual([{}]);
  });

  test('in what becomes wider and narrower', () => {
    const [narrow, wide] = [ofPort('main', HTTP_ONLY), ofPort('main', ALL)];
    expect(compared(narrow, wide)).toMatchObject({ wider: [{ requests: [{ protocol: 'tcp' }] }], narrower: [] });
    expect(compared(wide, narrow)).toMatchObject({ wider: [], narrower: [{ requests: [{ protocol: 'tcp' }] }] });
  });

  test('where a port is declared as HTTP that took anything', () => {
    const lost = { from: { workload: 'shop/orders' }, requests: [{ protocol: 'tcp' }] };
    expect(compared(ofPort('main', ALL), ofPort('http', ALL))).toMatchObject({ wider: [], narrower: [lost] });
    expect(compared(ofPort('http', HTTP_ONLY), ofPort('http', ALL))).toMatchObject({ wider: [], narrower: [] });
  });
});

describe('a comparison', () => {
  test('of a mesh with itself finds nothing, and looks nowhere', () => {
    expect(compared(SHOP, SHOP)).toEqual({ wider: [], narrower: [], undecided: [], changes: [] });
  });

  test('tells who may send more, with a request that was denied and is allowed, and the policy that opened it', () => {
    const { wider, narrower, undecided } = compared(SHOP, WITH_REFUNDS);
    expect(wider).toMatchObject([
      {
        from: { workload: 'shop/orders' },
        to: 'shop/payments',
        port: 8080,
        requests: [{ methods: ['DELETE'], paths: ['/charges'] }],
        cause: [{ kind: 'AuthorizationPolicy', namespace: 'shop', name: 'payments-allow', how: 'changed' }],
        witness: { before: { verdict: 'deny' }, after: { verdict: 'allow', by: 'shop/payments-allow#0' } },
      },
    ]);
    expect([narrower, undecided]).toEqual([[], []]);
  });

  test('the other way round tells who may send less', () => {
    const { wider, narrower } = compared(WITH_REFUNDS, SHOP);
    expect(wider).toEqual([]);
    expect(narrower).toMatchObject([{ requests: [{ methods: ['DELETE'], paths: ['/charges'] }] }]);
  });

  describe('of a Service with a waypoint, past which its pods can be called', () => {
    const amb = (service: string, ...policies: readonly string[]) => `
apiVersion: v1
kind: Namespace
metadata: { name: amb, labels: { istio.io/dataplane-mode: ambient } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: app, namespace: amb }
spec:
  template:
    metadata: { labels: { app: app } }
    spec: { serviceAccountName: app, containers: [{ name: main, ports: [{ containerPort: 8080 }] }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: waypoint, namespace: amb }
spec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE }] }
---
apiVersion: v1
kind: Service
metadata: { name: ${service}, namespace: amb, labels: { istio.io/use-waypoint: waypoint } }
spec: { selector: { app: app }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
${policies.map((spec) => `---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: app, namespace: amb }\nspec: ${spec}`).join('\n')}
`;
    const gets = (service: string) =>
      `{ targetRefs: [{ group: '', kind: Service, name: ${service} }], rules: [{ to: [{ operation: { methods: [GET] } }] }] }`;

    test('tells what the waypoint refuses, as calls of the Service', () => {
      const { wider, narrower, undecided } = compared(amb('app'), amb('app', gets('app')));
      expect(narrower).toMatchObject([
        {
          from: { identity: '*' },
          requests: [{ notMethods: ['GET'] }],
          witness: {
            request: { to: { kind: 'service', port: 80 } },
            before: { verdict: 'allow' },
            after: { verdict: 'deny' },
          },
        },
      ]);
      expect([wider, undecided]).toEqual([[], []]);
    });

    test('tells what the waypoint lets in again', () => {
      const { wider, narrower } = compared(amb('app', gets('app')), amb('app'));
      expect(wider).toMatchObject([{ from: { identity: '*' }, requests: [{ notMethods: ['GET'] }] }]);
      expect(narrower).toEqual([]);
    });

    test('finds nothing in a Service that is called otherwise', () => {
      const { wider, narrower, undecided } = compared(amb('app', gets('app')), amb('web', gets('web')));
      expect([wider, narrower, undecided]).toEqual([[], [], []]);
    });
  });

  describe('of a Service that leads elsewhere, to pods that only its waypoint may call', () => {
    const pods = (app: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${app}, namespace: amb }
spec:
  template:
    metadata: { labels: { app: ${app} } }
    spec:
      serviceAccountName: ${app}
      containers: [{ name: main, ports: [{ containerPort: 8080 }, { containerPort: 9090 }] }]
`;
    const ONE = `
apiVersion: v1
kind: Namespace
metadata: { name: amb, labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: way } }
---${pods('one')}---${pods('two')}---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: way, namespace: amb }
spec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE }] }
---
apiVersion: v1
kind: Service
metadata: { name: app, namespace: amb }
spec: { selector: { app: one }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: lock, namespace: amb }
spec: { rules: [{ from: [{ source: { principals: [cluster.local/ns/amb/sa/way] } }] }] }
`;
    const OTHER_PORT = ONE.replace('targetPort: 8080', 'targetPort: 9090');
    const OTHER_PODS = ONE.replace('selector: { app: one }', 'selector: { app: two }');

    test.each([
      ['another port', OTHER_PORT, { to: 'amb/one', port: 9090 }],
      ['other pods', OTHER_PODS, { to: 'amb/two', port: 8080 }],
    ])('%s: what it led to is closed, and the other is open', (_, after, place) => {
      // another object that was changed has nothing to do with it
      const { wider, narrower, undecided } = compared(ONE, after.replace('lock', 'locked'));
      const cause = [{ kind: 'Service', namespace: 'amb', name: 'app', how: 'changed' }];
      const request = { to: { kind: 'service', service: { name: 'app' }, port: 80 } };
      expect(wider).toMatchObject([
        { ...place, cause, witness: { request, before: { verdict: 'absent' }, after: { verdict: 'allow' } } },
      ]);
      expect(narrower).toMatchObject([
        { to: 'amb/one', port: 8080, cause, witness: { before: { verdict: 'allow' }, after: { verdict: 'absent' } } },
      ]);
      expect(undecided).toEqual([]);
    });

    test('the same ports by the same names are no difference', () => {
      const { wider, narrower, undecided } = compared(OTHER_PORT, OTHER_PORT.replace('lock', 'locked'));
      expect([wider, narrower, undecided]).toEqual([[], [], []]);
    });
  });

  test('says no request twice', () => {
    const issuer = '{ issuer: "https://a.example", jwksUri: "https://a.example/k" }';
    const tokens = `${SHOP}
---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: jwt, namespace: shop }
spec: { selector: { matchLabels: { app: payments } }, jwtRules: [${issuer}] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: demand, namespace: shop }
spec:
  selector: { matchLabels: { app: payments } }
  action: DENY
  rules: [{ from: [{ source: { notRequestPrincipals: ['*'] } }], to: [{ operation: { ports: ['8080'] } }] }]
`;
    const { wider } = compared(tokens, tokens.replace('action: DENY\n  rules: [{', 'action: AUDIT\n  rules: [{'));
    const charge = { methods: ['POST'], paths: ['/charges'] };
    expect(wider.map(({ requests }) => requests)).toEqual([
      [
        { ...charge, claims: { sub: { notValues: ['*'] } } },
        { ...charge, token: false },
      ],
    ]);
  });

  test('names of many changes only the one that made the difference', () => {
    const more = `${WITH_REFUNDS}---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: another, namespace: shop }
spec: { selector: { matchLabels: { app: orders } } }
---
apiVersion: v1
kind: Namespace
metadata: { name: dev }
`;
    const { wider, changes } = compared(SHOP, more);
    expect(changes).toHaveLength(3);
    expect(wider.map(({ cause }) => cause.map(({ name }) => name))).toEqual([['payments-allow']]);
  });

  test('names two changes where to take back one does not do', () => {
    const denied = SHOP.replace('methods: [TRACE]', 'methods: [TRACE, DELETE]');
    const { wider } = compared(denied, WITH_REFUNDS);
    expect(wider.map(({ cause }) => cause.map(({ name }) => name).sort())).toEqual([['payments-allow']]);
    const { narrower } = compared(WITH_REFUNDS, denied);
    expect(narrower.map(({ cause }) => cause.map(({ name }) => name).sort())).toEqual([
      ['payments-allow', 'payments-deny'],
    ]);
  });

  test('names the workload of a first install that opens, and not the Namespace in which it comes', () => {
    const open = SHOP.split('---').slice(0, 4).join('---');
    const dev = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: dev }\n';
    const { wider } = compared(dev, `${dev}---${open}`);
    expect(wider.filter(({ port }) => port === 8080).map(({ cause }) => cause)).toEqual([
      [{ kind: 'Deployment', namespace: 'shop', name: 'payments', how: 'added' }],
      [{ kind: 'Deployment', namespace: 'shop', name: 'payments', how: 'added' }],
    ]);
  });

  test('names the Namespace whose label takes the sidecars away, beside a workload that changes with it', () => {
    const bare = SHOP.replace(', labels: { istio-injection: enabled }', '').replace(
      'app: orders }',
      'app: orders, v: b }',
    );
    const { wider } = compared(SHOP, bare);
    expect(wider.length).toBeGreaterThan(0);
    for (const { cause } of wider) expect(cause).toEqual([{ kind: 'Namespace', name: 'shop', how: 'changed' }]);
  });

  test('takes an authorizer that is asked for less than an allowance and for more than a refusal', () => {
    const asking = `${SHOP}---${ASKS_ELSEWHERE}`;
    expect(compared(SHOP, asking)).toMatchObject({ wider: [], narrower: [{ cause: [{ name: 'ask', how: 'added' }] }] });
    expect(compared(asking, SHOP)).toMatchObject({
      narrower: [],
      wider: [{ cause: [{ name: 'ask', how: 'removed' }] }],
    });
    expect(compared(asking, asking)).toMatchObject({ wider: [], narrower: [] });
  });

  test('tells of a caller that is new what it may, unless any other identity could before', () => {
    const web = `${SHOP}---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  template:
    metadata: { labels: { app: web } }
    spec: { serviceAccountName: web, containers: [{ name: web }] }
`;
    expect(compared(SHOP, web)).toMatchObject({ wider: [], narrower: [] });
    const granted = web.replace('shop/sa/orders]', 'shop/sa/orders, cluster.local/ns/shop/sa/web]');
    expect(compared(SHOP, granted).wider).toMatchObject([
      { from: { workload: 'shop/web' }, witness: { before: { verdict: 'absent' }, after: { verdict: 'allow' } } },
    ]);
    const open = (text: string) => text.replace(/ {2}rules:\n {4}- from[^]*?---/, '  rules: [{}]\n---');
    expect(compared(open(SHOP), open(web))).toMatchObject({ wider: [], narrower: [] });
  });

  test('says what it cannot tell, where a change may have to do with it', () => {
    const filter = `${SHOP}---
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: lua, namespace: shop }
spec: { workloadSelector: { labels: { app: payments } }, configPatches: [{ applyTo: HTTP_FILTER, match: { context: SIDECAR_INBOUND } }] }
`;
    const { wider, undecided } = compared(SHOP, filter);
    expect(wider).toEqual([]);
    expect(undecided).not.toEqual([]);
    expect(compared(filter, filter).undecided).toEqual([]);
    const elsewhere = `${filter}---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: nothing, namespace: dev }
`;
    expect(compared(filter, elsewhere).undecided).toEqual([]);
  });

  test('tells what a gateway of another namespace no longer lets through, and where it does not lead nothing', () => {
    const guarded = (edge: string) => `${SHOP.replace('shop/sa/orders]', 'edge/sa/gw-istio]')}---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: gw, namespace: edge }
spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: payments, namespace: shop }
spec: { parentRefs: [{ name: gw, namespace: edge }], rules: [{ backendRefs: [{ name: payments, port: 80 }] }] }
${edge}`;
    const policy = (kind: string, spec: string) => `---
apiVersion: security.istio.io/v1
kind: ${kind}
metadata: { name: edge, namespace: edge }
spec: ${spec}
`;
    const deny = policy('AuthorizationPolicy', '{ action: DENY, rules: [{ to: [{ operation: { hosts: [evil] } }] }] }');
    const tokens = policy('RequestAuthentication', '{ jwtRules: [{ issuer: one, jwksUri: https://one.example }] }');
    for (const added of [deny, tokens]) {
      const { wider, narrower } = compared(guarded(''), guarded(added));
      expect(wider).toEqual([]);
      expect(narrower.map(({ from, to, port }) => [from, to, port])).toContainEqual([
        { internet: true },
        'shop/payments',
        8080,
      ]);
      const { narrower: elsewhere } = compared(
        guarded('').replace('kind: HTTPRoute', 'kind: TCPRoute'),
        guarded(added).replace('kind: HTTPRoute', 'kind: TCPRoute'),
      );
      expect(elsewhere.map(({ to }) => to)).not.toContain('shop/payments');
    }
  });
});
