/** Programs for hand-written policies: what they say, that they run, and that they decide as the policies did. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as cdk8s from 'cdk8s';
import * as ts from 'typescript';
import * as library from '../../src';
import { importPolicies } from '../../src/adoption/import-policies';
import { call, create, literal, named, type Program } from '../../src/adoption/program';
import { runProgram } from '../../src/adoption/run-program';
import { evaluator } from '../../src/evaluate/evaluate';
import { readManifests } from '../../src/policy/manifest';
import type { JsonObject } from '../../src/policy/json-object';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { randomCall } from '../../scripts/fuzz/random-call';
import { randomOf } from '../../scripts/fuzz/random';
import { randomMesh } from '../../scripts/fuzz/random-mesh';
import { recorded } from '../corpus/recorded';

const SHOP = readFileSync(join(__dirname, 'shop.yaml'), 'utf8');
const KINDS = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'];

const imported = (text: string, settings?: JsonObject) => {
  const { manifests } = readManifests([{ name: 'shop.yaml', text }]);
  const objects = manifests.map(({ object }) => object);
  return { objects, ...importPolicies(manifests, readMesh(objects, settings)) };
};

const importedObjects = (items: readonly unknown[], settings?: JsonObject) =>
  imported(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }), settings);

/** Runs the text as a user would, on an app whose synth is caught. */
function run(text: string): string {
  let written = '';
  class App extends cdk8s.App {
    override synth(): void {
      written = this.synthYaml();
    }
  }
  const { outputText, diagnostics } = ts.transpileModule(text, {
    reportDiagnostics: true,
    compilerOptions: { module: ts.ModuleKind.CommonJS },
  });
  expect(diagnostics).toEqual([]);
  const modules: Readonly<Record<string, unknown>> = { cdk8s: { ...cdk8s, App }, 'cdk8s-zero-trust': library };
  new Function('require', 'exports', outputText)((name: string) => modules[name], {});
  return written;
}

/** The objects without their policies, and with these. */
const inPlaceOf = (objects: readonly JsonObject[], text: string) => [
  ...objects.filter(({ kind }) => !KINDS.includes(String(kind))),
  ...readManifests([{ name: 'written', text }]).manifests.map(({ object }) => object),
];

test('a program reads as somebody would have written it', () => {
  expect(imported(SHOP).text).toMatchSnapshot();
});

test('what is shown is what was proven: the text writes the same objects', () => {
  const { text, written } = imported(SHOP);
  expect(run(text)).toBe(written);
});

test.each(['\\u2028', '\\u2029', '\\r', '\\n', '\\u202e'])(
  'nothing of a manifest becomes code, nor hides it: %s',
  (hidden) => {
    const text = SHOP.replace('values: ["v1"] }]', `values: ["v1${hidden}throw 1//"] }]`)
      .replace('"/charges"', `"/charges${hidden}throw 1//"`)
      .replace('methods: ["POST"]', `methods: ["POST${hidden}throw 1//"]`);
    const program = imported(text);
    expect(program.text).not.toMatch(/[\u2028\u2029\r\u202e]|^throw/m);
    expect(run(program.text)).toBe(program.written);
  },
);

test.each(['eval', 'arguments', 'exports', 'require', 'undefined'])('a workload may be called `%s`', (name) => {
  const { text, written } = imported(SHOP.replaceAll('payments', name));
  expect(run(text)).toBe(written);
});

describe('in ambient', () => {
  const ambient = readFileSync(join(__dirname, 'ambient.yaml'), 'utf8');

  test('a namespace says so, and the program decides the same', () => {
    const { text, written, asTheyWere, undecided, equal } = imported(ambient);
    expect(text).toContain(
      "ZeroTrustNamespace.fromName(shopChart, 'shop', 'shop', { dataPlane: DataPlane.ambient() });",
    );
    expect(text).toContain('import { DataPlane, Operation, ServiceIdentity, WorkloadPort, ZeroTrustNamespace } from');
    expect(run(text)).toBe(written);
    expect({ asTheyWere, undecided, equal }).toEqual({ asTheyWere: [], undecided: [], equal: 1 });
  });

  test.each([
    ['with sidecars', 'istio.io/dataplane-mode: ambient', 'istio-injection: enabled'],
    ['out of the mesh', 'istio.io/dataplane-mode: ambient', 'team: shop'],
    [
      'behind a waypoint',
      'istio.io/dataplane-mode: ambient',
      'istio.io/dataplane-mode: ambient, istio.io/use-waypoint: w',
    ],
  ])('one %s does not', (_, before, after) => {
    const { text } = imported(ambient.replace(before, after));
    expect(text).toContain("ZeroTrustNamespace.fromName(shopChart, 'shop', 'shop');");
  });
});

test('a port that only a PeerAuthentication names is one of the target, so that its routes are written', () => {
  const mode = `---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: orders, namespace: shop }
spec:
  selector: { matchLabels: { app: orders } }
  mtls: { mode: STRICT }
  portLevelMtls: { 9000: { mode: PERMISSIVE } }
`;
  const shop = readFileSync(join(__dirname, 'ambient.yaml'), 'utf8').replace(
    'istio.io/dataplane-mode: ambient',
    'istio-injection: enabled',
  );
  const { text, asTheyWere } = imported(`${shop}${mode}`);
  expect(asTheyWere).toEqual([]);
  expect(text).toContain('ports: [WorkloadPort.http(8080), WorkloadPort.http(9000)]');
  expect(text).toContain('ports: [{ port: 9000, mode: MtlsMode.PERMISSIVE }]');
});

test('a program that is none is a mistake of ours, and no reason to keep policies', () => {
  const broken: Program = [{ kind: 'do', value: call('nobody', 'select') }];
  expect(() => runProgram(broken)).toThrow('`nobody` is not declared in the program');
  const refused: Program = [{ kind: 'do', value: create('ZeroTrustNamespace', named('app'), literal('Shop')) }];
  expect(runProgram(refused)).toMatchObject({ kind: 'refused' });
});

test('policies that the constructs refuse stay as they were, and the reason is told', () => {
  const { asConstructs, asTheyWere } = imported(SHOP);
  expect(asConstructs.map(({ name }) => name)).toEqual(['strict', 'deny-all', 'payments-viewer', 'payments-no']);
  expect(asTheyWere.map(({ manifest, because }) => [manifest.name, because])).toEqual([
    ['jwt', 'a JwtProtectedApi would also demand the token, which this does not'],
    ['orders-quoted', expect.stringContaining('`request.headers["x"]` has quotes')],
  ]);
});

test('a DENY is imported where its namespace is closed, and stays as it was where an identity would close more', () => {
  const deny = SHOP.split('---\n').filter((one) => !/payments-viewer|orders-quoted|name: jwt/.test(one));
  const names = (text: string) => imported(text).asConstructs.map(({ name }) => name);
  expect(names(deny.join('---\n'))).toContain('payments-no');
  const open = deny.filter((one) => !one.includes('deny-all')).join('---\n');
  const { asTheyWere, undecided } = imported(open);
  expect(asTheyWere.find(({ manifest }) => manifest.name === 'payments-no')?.because).toBe(
    'constructs would let less through to port 8080 of `shop/payments`',
  );
  expect(undecided.filter(({ to }) => to === 'shop/payments')).toEqual([]);
});

test('a policy for which there are no words leaves the others for its pods to the constructs', () => {
  const custom = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: payments-asked, namespace: shop }
spec: { selector: { matchLabels: { app: payments } }, action: CUSTOM, provider: { name: opa }, rules: [{}] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: payments-tried, namespace: shop, annotations: { istio.io/dry-run: "true" } }
spec: { selector: { matchLabels: { app: payments } } }
`;
  const { asConstructs, asTheyWere } = imported(`${SHOP}\n---${custom}`);
  expect(asConstructs.map(({ name }) => name)).toEqual(['strict', 'deny-all', 'payments-viewer', 'payments-no']);
  expect(asTheyWere.map(({ manifest, because }) => [manifest.name, because])).toEqual(
    expect.arrayContaining([
      ['payments-asked', 'no construct writes the action `CUSTOM`'],
      ['payments-tried', 'it has the annotation `istio.io/dry-run`'],
    ]),
  );
});

test('where what stays as it was has the name that constructs would write, those pods stay as they were, and no others', () => {
  const named = (name: string) => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ${name}, namespace: shop }
spec: { selector: { matchLabels: { app: payments } }, action: AUDIT, rules: [{}] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: orders, namespace: shop }
spec: { selector: { matchLabels: { app: orders } }, rules: [{ to: [{ operation: { methods: [GET] } }] }] }
`;
  const names = (name: string) => imported(`${SHOP}\n---${named(name)}`).asConstructs.map((manifest) => manifest.name);
  expect(names('payments-allow')).toEqual(['strict', 'deny-all', 'orders']);
  expect(names('payments-seen')).toEqual(['strict', 'deny-all', 'payments-viewer', 'payments-no', 'orders']);
});

test.each([
  ['pods are known by the label that calls them, though others select them first', { tier: 'back' }, { app: 'orders' }],
  ['whoever is called is known first, in whatever order they are written', { app: 'orders' }, { tier: 'back' }],
])('%s', (_, one, other) => {
  const select = (matchLabels: JsonObject, index: number) => ({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: `p${index}`, namespace: 'shop' },
    spec: { selector: { matchLabels }, rules: [{ to: [{ operation: { methods: ['GET'] } }] }] },
  });
  const labels = { app: 'orders', tier: 'back' };
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'orders', namespace: 'shop' },
    spec: { template: { metadata: { labels }, spec: { serviceAccountName: 'orders' } } },
  };
  const { text } = importedObjects([deployment, select(one, 1), select(other, 2)]);
  expect(text).toContain("orders.select({ app: 'orders' })");
  expect(text).toContain('as it was: other pods are known as `orders` already');
  expect(text).not.toContain("select({ tier: 'back' })");
});

describe('a RequestAuthentication, and a rule for the same pods that wants its token', () => {
  const shop = SHOP.split('---\n').filter((one) => !/orders-quoted|name: jwt/.test(one));
  const tokens = (sources: string, others = '', more = '') => `${shop.join('---\n')}
---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: orders-jwt, namespace: shop }
spec: { selector: { matchLabels: { app: orders } }, jwtRules: [{ issuer: "https://a.example", jwksUri: "https://a.example/k" }${more}] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: orders-tokens, namespace: shop }
spec:
  selector: { matchLabels: { app: orders } }
  rules:
  - from: [{ source: { ${sources} } }]
    to: [{ operation: { methods: [GET], paths: ["/api/*"] } }]
    when: [{ key: "request.auth.claims[realm_access][roles]", values: [reader] }]
  ${others}
`;
  const becomes = (text: string) => {
    const all = imported(text);
    const reason = all.asTheyWere.find(({ manifest }) => manifest.name === 'orders-jwt')?.because;
    expect(run(all.text)).toBe(all.written);
    return { text: all.text, isRule: all.asConstructs.some(({ name }) => name === 'orders-tokens'), reason };
  };

  test.each(['requestPrincipals: ["https://a.example/*"]', 'requestPrincipals: ["*"]'])(
    'become a JwtProtectedApi: %s',
    (sources) => {
      const { text, isRule, reason } = becomes(tokens(sources));
      expect({ isRule, reason }).toEqual({ isRule: true, reason: undefined });
      expect(text).toContain(`new JwtProtectedApi(shopChart, 'orders-tokens', {
  target: orders,
  methods: ['GET'],
  paths: ['/api/*'],
  issuers: [
    {
      issuer: 'https://a.example',
      jwksUri: 'https://a.example/k',
      claims: [{ claim: ['realm_access', 'roles'], anyOf: ['reader'] }],
    },
  ],
});`);
    },
  );

  test('who must send it stays', () => {
    const { text } = becomes(
      tokens('principals: [cluster.local/ns/ops/sa/probe], requestPrincipals: ["https://a.example/*"]'),
    );
    expect(text).toMatch(/new JwtProtectedApi\(.*\n {2}target: orders,\n {2}from: \[probe\],/);
  });

  const demand = (to = '') => `
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: orders-demand, namespace: shop }
spec:
  selector: { matchLabels: { app: orders } }
  action: DENY
  rules: [{ from: [{ source: { notRequestPrincipals: ["*"] } }]${to} }]
`;

  test('become a JwtProtectedApi where a DENY wants the token, from whom an ALLOW names', () => {
    const { text, reason } = becomes(tokens('principals: [cluster.local/ns/ops/sa/probe]') + demand());
    expect(text).toMatch(/new JwtProtectedApi\(.*\n {2}target: orders,\n {2}from: \[probe\],/);
    expect(reason).toBeUndefined();
    const other = ', to: [{ operation: { paths: [/other] } }]';
    expect(becomes(tokens('principals: [cluster.local/ns/ops/sa/probe]') + demand(other))).toMatchObject({
      isRule: true,
      reason: 'a JwtProtectedApi would also demand a token of `https://a.example`, which no rule for these pods does',
    });
  });

  test('stay apart where its guard would refuse what another rule lets in', () => {
    const { text, isRule, reason } = becomes(
      tokens('requestPrincipals: ["*"]', '- from: [{ source: { principals: [cluster.local/ns/ops/sa/probe] } }]'),
    );
    expect(text).toContain("from: [Source.requestPrincipals('*')],");
    expect({ isRule, reason }).toEqual({
      isRule: true,
      reason: 'constructs would let less through to port 8080 of `shop/orders`',
    });
  });

  test.each([
    [
      'principals: [cluster.local/ns/ops/sa/probe]',
      '',
      'a JwtProtectedApi would also demand a token of `https://a.example`, which no rule for these pods does',
    ],
    [
      'requestPrincipals: ["https://a.example/*"]',
      ', { issuer: "https://b.example", jwksUri: "https://b.example/k" }',
      'a JwtProtectedApi would also demand a token of `https://b.example`, which no rule for these pods does',
    ],
    [
      'requestPrincipals: ["*"]',
      ', { issuer: "https://b.example", jwksUri: "https://b.example/k", timeout: 5s }',
      '`timeout` of `jwtRules` has no counterpart among the constructs',
    ],
  ])('stay apart where there is no token to demand, or no word for it: %s%s', (sources, more, because) => {
    expect(becomes(tokens(sources, '', more))).toMatchObject({ isRule: true, reason: because });
  });
});

test('what the API server has added is not written, as it would refuse it, and what somebody wrote is', () => {
  const stored = {
    uid: 'a6a0',
    resourceVersion: '55',
    generation: 3,
    creationTimestamp: '2026-01-01T00:00:00Z',
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', team: 'pay' },
  };
  const metadata = { name: 'jwt', namespace: 'shop' };
  const jwt = { apiVersion: 'security.istio.io/v1', kind: 'RequestAuthentication', spec: {} };
  const { written } = importedObjects([{ ...jwt, metadata: { ...metadata, ...stored } }]);
  const { manifests } = readManifests([{ name: 'written', text: written }]);
  expect(manifests.map(({ object }) => object['metadata'])).toEqual([
    { ...metadata, creationTimestamp: '2026-01-01T00:00:00Z', annotations: { team: 'pay' } },
  ]);
});

test('what is for the whole mesh is told so', () => {
  const reasons = (mode: string) => {
    const { asTheyWere } = imported(`${SHOP}
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: istio-system }
spec: { mtls: { mode: ${mode} } }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: probes, namespace: istio-system }
spec: { rules: [{ to: [{ operation: { paths: [/healthz] } }] }] }
`);
    return Object.fromEntries(asTheyWere.map(({ manifest, because }) => [manifest.name, because]));
  };
  expect(reasons('PERMISSIVE')).toMatchObject({
    default: 'a MeshBaseline accepts mTLS only, and says so once',
    probes: 'it is for all pods of the mesh',
  });
  expect(reasons('STRICT')).not.toHaveProperty('default');
});

test('nothing is proven of pods that are not there, so their policies stay as they were', () => {
  const { asTheyWere } = imported(
    SHOP.replace(
      'matchLabels: { app: payments } }\n  action: ALLOW',
      'matchLabels: { app: nobody } }\n  action: ALLOW',
    ),
  );
  expect(asTheyWere.map(({ because }) => because)).toContain(
    'no workload of the manifests has these labels, so that nothing could be proven',
  );
});

test('the policies of the seeds, each set by itself', () => {
  const counts = recorded('envoy/seeds').map(({ manifests, mesh }) => {
    const { text, written, asConstructs, asTheyWere, undecided } = importedObjects(manifests, mesh);
    expect(run(text)).toBe(written);
    return [asConstructs.length, asTheyWere.length, undecided.length];
  });
  expect(counts).toMatchSnapshot();
});

test('what comes of 200 policies decides as they did', () => {
  const objects = manyPolicies(100);
  const { asConstructs, asTheyWere, equal, undecided, text, written } = importedObjects(objects);
  expect([asConstructs.length, asTheyWere.length]).toEqual([202, 0]);
  expect([equal, undecided]).toEqual([100, []]);
  expect(run(text)).toBe(written);
});

test('whatever policies there are, calls are decided as before', () => {
  let compared = 0;
  for (let seed = 1; seed <= 12; seed++) {
    const random = randomOf(seed);
    const { manifests, settings } = randomMesh(random);
    const { objects, text } = importedObjects(manifests, settings);
    const [before, after] = [objects, inPlaceOf(objects, run(text))].map((each) => evaluator(readMesh(each, settings)));
    for (let call = 0; call < 40; call++) {
      const request = readCase(randomCall(random));
      expect([seed, request, after?.(request).verdict]).toEqual([seed, request, before?.(request).verdict]);
      compared++;
    }
  }
  expect(compared).toBe(480);
});

/** So many workloads in one closed namespace, each with an ALLOW and a DENY policy, no two alike. */
function manyPolicies(count: number): readonly JsonObject[] {
  const shop = { namespace: 'shop' };
  const policy = (name: string, spec: JsonObject) => ({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { ...shop, name },
    spec,
  });
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { 'istio-injection': 'enabled' } } },
    {
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata: { ...shop, name: 'default' },
      spec: { mtls: { mode: 'STRICT' } },
    },
    policy('nothing', {}),
    ...Array.from({ length: count }, (_, index): readonly JsonObject[] => {
      const name = `w${index}`;
      const labels = { app: name };
      const from = [{ source: { principals: [`cluster.local/ns/shop/sa/w${(index + 1) % count}`] } }];
      const selector = { matchLabels: labels };
      return [
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { ...shop, name },
          spec: {
            template: {
              metadata: { labels },
              spec: { serviceAccountName: name, containers: [{ ports: [{ containerPort: 8080 }] }] },
            },
          },
        },
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { ...shop, name },
          spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
        },
        policy(`${name}-a`, {
          selector,
          rules: [{ from, to: [{ operation: { methods: ['GET'], paths: [`/${name}/*`] } }] }],
        }),
        policy(`${name}-d`, {
          selector,
          action: 'DENY',
          rules: [{ to: [{ operation: { paths: [`/${name}/admin*`] } }] }],
        }),
      ];
    }).flat(),
  ];
}
