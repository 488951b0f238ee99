import { evaluate } from '../../src/evaluate/evaluate';
import { explainer } from '../../src/evaluate/explain';
import type { Verdict } from '../../src/evaluate/verdict';
import { readCase } from '../../src/policy/read-case';
import { meshOf } from '../../src/policy/synthesized';

const istio = (kind: string, name: string, spec: string, namespace = 'shop', group = 'networking'): string => `
apiVersion: ${group}.istio.io/v1
kind: ${kind}
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
`;
const pods = (namespace: string, name: string, more = ''): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec: { template: { metadata: { labels: { app: ${name} }${more} }, spec: { serviceAccountName: ${name} } } }
`;
const HOST = 'api.example.com';
const MUTUAL = (port: number, protocol: string): string =>
  istio(
    'Gateway',
    'out',
    `{ selector: { app: egress }, servers: [{ port: { number: ${port}, name: out, protocol: ${protocol} }, hosts: [${HOST}], tls: { mode: ISTIO_MUTUAL } }] }`,
    'egress',
  );
/** Callers and a gateway, with mTLS between them under the name of the host. */
const WORLD = [
  'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { istio-injection: enabled } }',
  'apiVersion: v1\nkind: Namespace\nmetadata: { name: egress, labels: { istio-injection: enabled } }',
  pods('shop', 'orders'),
  pods('shop', 'web'),
  pods('egress', 'egress', ', annotations: { inject.istio.io/templates: gateway }'),
  'apiVersion: v1\nkind: Service\nmetadata: { name: egress, namespace: egress }\nspec: { selector: { app: egress }, ports: [{ name: tls, port: 443, targetPort: 8443 }] }',
  istio(
    'DestinationRule',
    'egress',
    `{ host: egress.egress.svc.cluster.local, subsets: [{ name: out, trafficPolicy: { portLevelSettings: [{ port: { number: 443 }, tls: { mode: ISTIO_MUTUAL, sni: ${HOST} } }] } }] }`,
  ),
];
const entry = (ports: string): string =>
  istio('ServiceEntry', 'api', `{ hosts: [${HOST}], location: MESH_EXTERNAL, resolution: DNS, ports: [${ports}] }`);
const policy = (rule: string): string =>
  istio(
    'AuthorizationPolicy',
    'out',
    `{ selector: { matchLabels: { app: egress } }, rules: [${rule}] }`,
    'egress',
    'security',
  );
const ORDERS = 'from: [{ source: { principals: [cluster.local/ns/shop/sa/orders] } }]';
const TO_GATEWAY = '{ destination: { host: egress.egress.svc.cluster.local, port: { number: 443 }, subset: out } }';

function verdictOf(manifests: readonly string[], call: object): Verdict {
  return evaluate(meshOf([...WORLD, ...manifests], {}), readCase({ ...call }));
}

describe('TLS of the application, within mTLS to the gateway', () => {
  const routes = istio(
    'VirtualService',
    'api',
    `{ hosts: [${HOST}], gateways: [mesh, egress/out], tls: [{ match: [{ gateways: [mesh], port: 443, sniHosts: [${HOST}] }], route: [${TO_GATEWAY}] }], tcp: [{ match: [{ gateways: [egress/out], port: 443 }], route: [{ destination: { host: ${HOST}, port: { number: 443 } } }] }] }`,
  );
  const way = [entry('{ number: 443, name: tls, protocol: TLS }'), MUTUAL(443, 'TLS'), routes];
  const from = (workload: string, sni: string | undefined = HOST): object => ({
    from: { workload: `shop/${workload}` },
    to: { host: HOST, port: 443 },
    ...(sni === '' ? {} : { request: { tcp: true, sni } }),
  });

  test('the gateway knows the caller and the name, and lets the one out whom its policy names', () => {
    const named = policy(`{ ${ORDERS}, when: [{ key: connection.sni, values: [${HOST}] }] }`);
    expect(verdictOf([...way, named], from('orders'))).toMatchObject({ verdict: 'allow', point: 'gateway' });
    expect(verdictOf([...way, named], from('web'))).toMatchObject({
      verdict: 'deny',
      layer: 'authorization',
      point: 'gateway',
    });
    const other = policy(`{ ${ORDERS}, when: [{ key: connection.sni, values: [other.example.com] }] }`);
    expect(verdictOf([...way, other], from('orders'))).toMatchObject({ verdict: 'deny', layer: 'authorization' });
  });

  test('without the rule the gateway takes all, and without the route nobody comes there', () => {
    expect(verdictOf(way, from('web'))).toMatchObject({ verdict: 'allow' });
    const nobody = policy(`{ from: [{ source: { principals: [nobody] } }] }`);
    expect(verdictOf([...way.slice(0, 2), nobody], from('web'))).toMatchObject({
      verdict: 'allow',
      because: ['`api.example.com` is outside the mesh, where no policy decides'],
    });
  });

  test('the server name decides, and without one it is not told where the call goes', () => {
    expect(verdictOf(way, from('orders', ''))).toMatchObject({
      verdict: 'undecided',
      because: ['TLS to `api.example.com` is routed by its server name, which the call does not tell'],
    });
    expect(verdictOf(way, from('orders', 'other.example.com'))).toMatchObject({ verdict: 'undecided' });
    expect(verdictOf(way, from('orders', 'API.example.com'))).toMatchObject({ verdict: 'allow' });
  });

  test('the address that is told of the host is that to which the gateway connects', () => {
    const out = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: out, namespace: egress }
spec: { podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 203.0.113.0/24 } }] }] }
`;
    const at = (ip?: string): object => ({ ...from('orders'), to: { host: HOST, port: 443, ...(ip && { ip }) } });
    expect(verdictOf([...way, out], at('203.0.113.7'))).toMatchObject({ verdict: 'allow' });
    expect(verdictOf([...way, out], at('198.51.100.7'))).toMatchObject({ verdict: 'deny', layer: 'network' });
    expect(verdictOf([...way, out], at())).toMatchObject({ verdict: 'undecided' });
  });

  test('a server for other names refuses the connection', () => {
    const elsewhere = MUTUAL(443, 'TLS').replace(`hosts: [${HOST}]`, 'hosts: [other.example.com]');
    expect(verdictOf([way[0] ?? '', elsewhere, routes], from('orders'))).toMatchObject({
      verdict: 'deny',
      layer: 'network',
    });
  });

  test('every hop is told', () => {
    const { steps } = explainer(meshOf([...WORLD, ...way], {}))(readCase({ ...from('orders') }));
    expect(steps.filter(({ layer }) => layer === 'route').map(({ at, why }) => `${at}: ${why}`)).toEqual([
      'shop/orders: `shop/api` passes port 443 on to `egress/egress:443`, subset `out`, byte by byte',
      'egress/egress: `shop/api` passes port 8443 on to `api.example.com:443`, byte by byte',
    ]);
  });
});

describe('HTTP of the application', () => {
  const routes = istio(
    'VirtualService',
    'api',
    `{ hosts: [${HOST}], gateways: [mesh, egress/out], http: [{ match: [{ gateways: [mesh], port: 80 }], route: [${TO_GATEWAY}] }, { match: [{ gateways: [egress/out], port: 443 }], route: [{ destination: { host: ${HOST}, port: { number: 80 } } }] }] }`,
  );
  const way = [entry('{ number: 80, name: http, protocol: HTTP, targetPort: 443 }'), MUTUAL(443, 'HTTPS'), routes];
  const from = (workload: string, path = '/v1/charges'): object => ({
    from: { workload: `shop/${workload}` },
    to: { host: HOST, port: 80 },
    request: { path },
  });
  const named = policy(`{ ${ORDERS}, to: [{ operation: { hosts: [${HOST}], paths: [/v1/*] } }] }`);

  test('is judged at the gateway by caller, host and path', () => {
    expect(verdictOf([...way, named], from('orders'))).toMatchObject({ verdict: 'allow', by: 'egress/out#0' });
    expect(verdictOf([...way, named], from('orders', '/v2'))).toMatchObject({ verdict: 'deny', status: 403 });
    expect(verdictOf([...way, named], from('web'))).toMatchObject({ verdict: 'deny', layer: 'authorization' });
  });
});

test('TLS straight through a gateway shows it the name and nobody', () => {
  const passing = istio(
    'Gateway',
    'out',
    `{ selector: { app: egress }, servers: [{ port: { number: 443, name: tls, protocol: TLS }, hosts: [${HOST}], tls: { mode: PASSTHROUGH } }] }`,
    'egress',
  );
  const routes = istio(
    'VirtualService',
    'api',
    `{ hosts: [${HOST}], gateways: [egress/out], tls: [{ match: [{ port: 443, sniHosts: [${HOST}] }], route: [{ destination: { host: ${HOST} } }] }] }`,
  );
  const plain = istio(
    'DestinationRule',
    'plain',
    '{ host: egress.egress.svc.cluster.local, trafficPolicy: { tls: { mode: DISABLE } } }',
  );
  const call = {
    from: { plaintext: true },
    to: { gateway: 'egress/out', port: 443 },
    request: { tcp: true, sni: HOST },
  };
  const way = [entry('{ number: 443, name: tls, protocol: TLS }'), passing, routes, plain];
  const byName = policy(`{ when: [{ key: connection.sni, values: [${HOST}] }] }`);
  expect(verdictOf([...way, byName], call)).toMatchObject({ verdict: 'allow' });
  expect(verdictOf([...way, policy(`{ ${ORDERS} }`)], call)).toMatchObject({ verdict: 'deny', layer: 'authorization' });
  const unnamed = { ...call, request: { tcp: true, tls: true } };
  expect(verdictOf([...way, byName], unnamed)).toMatchObject({ verdict: 'deny', layer: 'network' });
});
