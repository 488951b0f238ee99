import { clientsTls } from '../../../src/evaluate/client/client-tls';
import { evaluate } from '../../../src/evaluate/evaluate';
import { explainer } from '../../../src/evaluate/explain';
import type { Verdict } from '../../../src/evaluate/verdict';
import type { JsonObject } from '../../../src/policy/json-object';
import { readCase } from '../../../src/policy/read-case';
import { meshOf } from '../../../src/policy/synthesized';
import { CHARGE, SHOP } from '../../jest/shop';

const rule = (spec: string): string => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: rule, namespace: shop }
spec: { ${spec} }
`;
const sidecar = (spec: string): string => `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec: { ${spec} }
`;
const entry = (spec: string): string => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: entry, namespace: shop }
spec: { ${spec} }
`;
const on = (template: string): string =>
  SHOP.replace('labels: { app: orders } }', `labels: { app: orders }, ${template} }`);
const THROUGH_SERVICE = { ...CHARGE, to: { service: 'shop/payments', port: 80 } };

function verdictOf(text: string | string[], settings: JsonObject = {}, call: object = CHARGE): Verdict {
  return evaluate(meshOf(text, settings), readCase({ ...call }));
}

describe('mTLS is spoken, and STRICT lets the call in', () => {
  test.each([
    ['without a DestinationRule', SHOP],
    [
      'under one that says ISTIO_MUTUAL',
      [SHOP, rule('host: payments, trafficPolicy: { tls: { mode: ISTIO_MUTUAL } }')],
    ],
    ['under one that says nothing of TLS', [SHOP, rule('host: "*.local", trafficPolicy: { connectionPool: {} }')]],
    ['past one for another Service', [SHOP, rule('host: orders, trafficPolicy: { tls: { mode: DISABLE } }')]],
    [
      'past a subset that is not called',
      [SHOP, rule('host: payments, subsets: [{ name: a, trafficPolicy: { tls: {} } }]')],
    ],
    [
      'past DISABLE for another port',
      [SHOP, rule('host: payments, trafficPolicy: { portLevelSettings: [{ port: { number: 5432 }, tls: {} }] }')],
    ],
    [
      'to addresses that the application chose, when all pods have sidecars',
      SHOP.replace('selector: { app: payments }\n  ports', 'clusterIP: None\n  selector: { app: payments }\n  ports'),
    ],
    ['by a Sidecar that imports the host', [SHOP, sidecar('egress: [{ hosts: ["./*"] }]')]],
    [
      'where another port goes past the sidecar',
      on('annotations: { traffic.sidecar.istio.io/excludeOutboundPorts: "8080" }'),
    ],
  ])('%s', (_, text) => {
    expect(verdictOf(text).verdict).toBe('allow');
    expect(verdictOf(text, {}, THROUGH_SERVICE).verdict).toBe('allow');
  });
});

describe('it is not spoken, and STRICT refuses the call at its TLS layer', () => {
  test.each([
    ['under DISABLE', [SHOP, rule('host: payments, trafficPolicy: { tls: { mode: DISABLE } }')]],
    ['under SIMPLE for all hosts', [SHOP, rule('host: "*", trafficPolicy: { tls: { mode: SIMPLE } }')]],
    [
      'under DISABLE for this port',
      [SHOP, rule('host: payments, trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, tls: {} }] }')],
    ],
    [
      'to addresses that the application chose, when a pod has no sidecar',
      [
        SHOP,
        rule('host: payments, trafficPolicy: { loadBalancer: { simple: PASSTHROUGH } }'),
        SHOP.split('---')[2]
          ?.replace('name: payments,', 'name: bare,')
          .replace('labels: { app: payments }', 'labels: { app: payments, sidecar.istio.io/inject: "false" }') ?? '',
      ],
    ],
    ['by a Sidecar that does not import the host', [SHOP, sidecar('egress: [{ hosts: ["other/*"] }]')]],
    [
      'where the port goes past the sidecar',
      on('annotations: { traffic.sidecar.istio.io/excludeOutboundPorts: "80" }'),
    ],
    [
      'without a sidecar',
      SHOP.replace('labels: { app: orders } }', 'labels: { app: orders, sidecar.istio.io/inject: "false" } }'),
    ],
  ])('%s', (_, text) => {
    expect(verdictOf(text)).toMatchObject({ verdict: 'deny', layer: 'mtls' });
  });

  test('with auto mTLS off, until a rule says ISTIO_MUTUAL', () => {
    const off = { enableAutoMtls: false };
    expect(verdictOf(SHOP, off)).toMatchObject({ verdict: 'deny', layer: 'mtls' });
    const mutual = rule('host: payments, trafficPolicy: { tls: { mode: ISTIO_MUTUAL } }');
    expect(verdictOf([SHOP, mutual], off).verdict).toBe('allow');
  });

  test('in a subset that is called', () => {
    const text = [
      SHOP,
      rule('host: payments, subsets: [{ name: a, labels: { app: payments }, trafficPolicy: { tls: {} } }]'),
    ];
    const to = { service: 'shop/payments', port: 80, subset: 'a' };
    expect(verdictOf(text, {}, { ...CHARGE, to })).toMatchObject({ layer: 'mtls' });
    expect(verdictOf(text, {}, { ...CHARGE, to: { ...to, subset: 'b' } }).verdict).toBe('undecided');
  });
});

test('the refusal names the DestinationRule, and so does its explanation', () => {
  const mesh = meshOf([SHOP, rule('host: payments, trafficPolicy: { tls: { mode: DISABLE } }')]);
  const { verdict, steps } = explainer(mesh)(readCase({ ...CHARGE }));
  expect(verdict.because).toEqual([
    'port 8080 takes mTLS only, and the caller speaks plaintext',
    'the caller speaks so under DestinationRule `shop/rule`',
  ]);
  expect(steps[0]?.why).toBe('the caller `shop/orders` speaks plaintext under DestinationRule `shop/rule`');
});

describe('hosts that the proxy does not know', () => {
  const hidden = 'egress: [{ hosts: ["other/*"] }]';

  test('are refused by REGISTRY_ONLY, of the Sidecar or of the mesh', () => {
    const only = sidecar(`${hidden}, outboundTrafficPolicy: { mode: REGISTRY_ONLY }`);
    expect(verdictOf([SHOP, only])).toMatchObject({ verdict: 'deny', layer: 'network' });
    const settings = { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } };
    expect(verdictOf([SHOP, sidecar(hidden)], settings)).toMatchObject({ verdict: 'deny', layer: 'network' });
    expect(verdictOf(SHOP, settings).verdict).toBe('allow'); // it knows this one
  });

  test('are called in plaintext by ALLOW_ANY, unless something else may take the call', () => {
    expect(verdictOf([SHOP, sidecar(hidden)])).toMatchObject({ verdict: 'deny', layer: 'mtls' });
    const taking = entry('hosts: [db.example], ports: [{ number: 80, name: tcp, protocol: TCP }], resolution: NONE');
    expect(verdictOf([SHOP, sidecar(hidden), taking]).verdict).toBe('undecided');
  });
});

describe('what is not told is undecided', () => {
  test.each([
    ['no Service leads there', SHOP.replace('targetPort: 8080', 'targetPort: 8081'), 'no Service leads to port 8080'],
    [
      'addresses decide which calls go past the sidecar',
      on('annotations: { traffic.sidecar.istio.io/excludeOutboundIPRanges: 10.0.0.0/8 }'),
      'excludeOutboundIPRanges',
    ],
    [
      'a tunnel is put up',
      [SHOP, rule('host: payments, trafficPolicy: { tunnel: { targetHost: x.example, targetPort: 1 } }')],
      '`tunnel` leads TCP through `x.example`',
    ],
    [
      'a VirtualService routes',
      [
        SHOP,
        'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: r, namespace: shop }\nspec: { hosts: [payments], http: [{ route: [{ destination: { host: orders } }] }] }',
      ],
      'VirtualService `shop/r` leads to `orders.shop.svc.cluster.local`',
    ],
    [
      'a patch works on what the caller sends',
      [
        SHOP,
        'apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: { name: f, namespace: shop }\nspec: { workloadSelector: { labels: { app: orders } }, configPatches: [{ match: { context: SIDECAR_OUTBOUND } }] }',
      ],
      'EnvoyFilter `shop/f` may change',
    ],
  ])('%s', (_, text, because) => {
    const verdict = verdictOf(text);
    expect(verdict.verdict).toBe('undecided');
    expect(verdict.because.join()).toContain(because);
  });

  test('a VirtualService for gateways only is none of its business', () => {
    const route =
      'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: r, namespace: shop }\nspec: { hosts: [payments], gateways: [edge], http: [{ route: [{ destination: { host: orders } }] }] }';
    expect(verdictOf([SHOP, route]).verdict).toBe('allow');
  });
});

describe('ambient', () => {
  const ambient = SHOP.replace('istio-injection: enabled', 'istio.io/dataplane-mode: ambient');
  const open = ambient.slice(0, ambient.indexOf('apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy'));
  const disable = rule('host: payments, trafficPolicy: { tls: { mode: DISABLE } }');

  test('between ztunnels HBONE is spoken, whatever a DestinationRule says', () => {
    expect(verdictOf([open, disable]).verdict).toBe('allow');
    expect(verdictOf(open, {}, { ...CHARGE, from: { plaintext: true } }).verdict).toBe('deny');
  });

  test('a sidecar opens tunnels to endpoints that it discovers, and to no others', () => {
    const mixed = open.replace(
      'labels: { app: orders } }',
      'labels: { app: orders, sidecar.istio.io/inject: "true" } }',
    );
    expect(verdictOf([mixed, disable]).verdict).toBe('allow');
    const passthrough = rule('host: payments, trafficPolicy: { loadBalancer: { simple: PASSTHROUGH } }');
    expect(verdictOf([mixed, passthrough])).toMatchObject({ verdict: 'deny', point: 'ztunnel' });
    // mTLS straight to the pod proves nothing to its ztunnel
    const mutual = rule(
      'host: payments, trafficPolicy: { loadBalancer: { simple: PASSTHROUGH }, tls: { mode: ISTIO_MUTUAL } }',
    );
    expect(verdictOf([mixed, mutual])).toMatchObject({ verdict: 'deny', point: 'ztunnel' });
  });
});

test('a route of the Gateway API for the Service leads the sidecar, nobody knows where', () => {
  const route = (service: string): string => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: r, namespace: shop }
spec: { parentRefs: [{ kind: Service, group: "", name: ${service} }], rules: [{ backendRefs: [{ name: orders, port: 80 }] }] }
`;
  const speaks = (service: string): unknown => clientsTls(meshOf([SHOP, route(service)]))(readCase(THROUGH_SERVICE));
  expect(speaks('payments')).toMatchObject({ because: expect.stringContaining('route `shop/r` of the Gateway API') });
  expect(speaks('orders')).toMatchObject({ kind: 'spoken', tls: 'istio_mutual' });
});

test('what a BackendTLSPolicy makes of a call is not told', () => {
  const policy = (kind: string, name: string): string => `
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: tls, namespace: shop }
spec: { targetRefs: [{ group: "", kind: ${kind}, name: ${name} }], validation: { hostname: payments.example } }
`;
  const verdict = (text: string): Verdict => verdictOf([SHOP, text], {}, THROUGH_SERVICE);
  expect(verdict(policy('Service', 'payments'))).toMatchObject({
    verdict: 'undecided',
    because: [expect.stringContaining('BackendTLSPolicy `shop/tls` says what is spoken to `payments.shop.svc')],
  });
  expect(verdict(policy('Service', 'orders')).verdict).toBe('allow');
  expect(verdict(policy('ServiceEntry', 'payments')).verdict).toBe('allow');
});

describe('hosts of ServiceEntries', () => {
  const speaks = (text: string, host: string, port = 443): unknown =>
    clientsTls(meshOf([SHOP, text]))(readCase({ from: { workload: 'shop/orders' }, to: { host, port } }));
  const ports = 'ports: [{ number: 443, name: tls, protocol: TLS }]';

  test('a machine with a service account has mTLS inside the mesh, and never outside of it', () => {
    const endpoints = 'endpoints: [{ address: 192.0.2.1, serviceAccount: vm }]';
    const inside = entry(`hosts: [vm.example], ${ports}, ${endpoints}, resolution: STATIC, location: MESH_INTERNAL`);
    expect(speaks(inside, 'vm.example')).toMatchObject({ tls: 'istio_mutual', sni: 'outbound_.443_._.vm.example' });
    expect(speaks(inside.replace('MESH_INTERNAL', 'MESH_EXTERNAL'), 'vm.example')).toMatchObject({ tls: 'none' });
    expect(speaks(inside.replace(', serviceAccount: vm', ''), 'vm.example')).toMatchObject({ tls: 'none' });
  });

  test('the longest wildcard declares a host; two of the same length leave it open', () => {
    const star = entry(`hosts: ["*.example", "*.eu.example"], ${ports}, resolution: NONE, location: MESH_EXTERNAL`);
    expect(speaks(star, 'a.eu.example')).toMatchObject({ kind: 'spoken', tls: 'none' });
    expect(speaks(`${star}---${star.replace('name: entry', 'name: other')}`, 'a.eu.example')).toMatchObject({
      kind: 'strayed',
    });
    expect(speaks(star, 'a.com')).toEqual({ kind: 'spoken', tls: 'none', ports: [443] }); // unknown, and ALLOW_ANY
  });
});

describe('calls out of the mesh', () => {
  const external = entry(
    'hosts: [api.example], ports: [{ number: 443, name: tls, protocol: TLS }], resolution: DNS, location: MESH_EXTERNAL',
  );
  const to = (host: string): object => ({ from: { workload: 'shop/orders' }, to: { host, port: 443 } });
  const only = { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } };

  test('a declared host may be called, and under REGISTRY_ONLY no other', () => {
    expect(verdictOf([SHOP, external], only, to('api.example')).verdict).toBe('allow');
    expect(verdictOf([SHOP, external], only, to('evil.example'))).toMatchObject({ verdict: 'deny', layer: 'network' });
    expect(verdictOf([SHOP, external], {}, to('evil.example')).verdict).toBe('undecided'); // it gets out, but where to?
  });

  test('a port that nobody declares is as unknown as a host', () => {
    const at = (port: number) => ({ ...to('api.example'), to: { host: 'api.example', port } });
    expect(verdictOf([SHOP, external], only, at(443)).verdict).toBe('allow');
    expect(verdictOf([SHOP, external], only, at(8443))).toMatchObject({
      verdict: 'deny',
      layer: 'network',
      because: ['ServiceEntry `shop/entry` has no port 8443, and calls to unknown hosts are refused (`REGISTRY_ONLY`)'],
    });
    expect(verdictOf([SHOP, external], {}, at(8443)).verdict).toBe('allow'); // ALLOW_ANY
    const wider = entry(
      'hosts: ["*.example"], ports: [{ number: 8443, name: tls, protocol: TLS }], location: MESH_EXTERNAL',
    );
    const both = [SHOP, external, wider.replace('name: entry', 'name: wider')];
    expect(verdictOf(both, only, at(8443)).verdict).toBe('undecided'); // whether it takes the call is not established
    const twice = [SHOP, external, external.replace('name: entry', 'name: twin')];
    expect(verdictOf(twice, only, at(443)).verdict).toBe('undecided');
    expect(verdictOf(twice, only, at(8443))).toMatchObject({ verdict: 'deny', layer: 'network' });
  });

  test.each([
    ['by two ServiceEntries', 'api.example', external.replace('name: entry', 'name: twin')],
    [
      'by a Service and a ServiceEntry',
      'payments.shop.svc.cluster.local',
      external.replace('api.example', 'payments.shop.svc.cluster.local').replace('443', '80'),
    ],
  ])('a host may be called that is declared once, and not surely one that is declared %s', (_, host, again) => {
    const call = { ...CHARGE, to: { host, port: host === 'api.example' ? 443 : 80 } };
    expect(verdictOf([SHOP, external], only, call).verdict).toBe('allow');
    expect(verdictOf([SHOP, external, again], only, call)).toMatchObject({
      verdict: 'undecided',
      because: [expect.stringContaining(`\`${host}\` is declared more than once`)],
    });
  });

  test('a caller without sidecar is not held back, and one that is given by its identity is not looked at', () => {
    const bare = SHOP.replace(
      'labels: { app: orders } }',
      'labels: { app: orders, sidecar.istio.io/inject: "false" } }',
    );
    expect(verdictOf([bare, external], only, to('api.example')).verdict).toBe('allow');
    const from = { identity: 'cluster.local/ns/shop/sa/orders' };
    expect(verdictOf([SHOP, external], only, { ...to('api.example'), from }).verdict).toBe('undecided');
  });

  test('a NetworkPolicy may hold it back', () => {
    const closed =
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: out, namespace: shop }\nspec: { podSelector: {}, policyTypes: [Egress] }';
    expect(verdictOf([SHOP, external, closed], {}, to('api.example'))).toMatchObject({ layer: 'network' });
  });

  test('the whole host of a Service is that Service, and a short one is not guessed', () => {
    const whole = { host: 'payments.shop.svc.cluster.local', port: 80 };
    expect(verdictOf(SHOP, {}, { ...CHARGE, to: whole }).verdict).toBe('allow');
    expect(verdictOf(SHOP, {}, { ...CHARGE, from: {}, to: whole })).toMatchObject({ layer: 'mtls' });
    expect(verdictOf(SHOP, only, { ...CHARGE, to: { host: 'payments.shop', port: 80 } }).verdict).toBe('undecided');
  });
});
