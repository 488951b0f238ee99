import type { Gap } from '../../src/delivery/gap';
import type { Rollout } from '../../src/delivery/rollout';
import type { JsonObject } from '../../src/policy/json-object';
import { from, made, namespace, policy, pruneLast, rollout, strict, waved, WORKLOADS } from './estate';
import { atGateway, denying, GATEWAY, routeTo } from './gateway-estate';

const ROUTED = [namespace(), ...WORKLOADS, strict(), namespace('edge'), ...GATEWAY, routeTo('api')];

/** What goes wrong for the internet: `exposure 1 shop/api`. */
const outside = ({ gaps }: Pick<Rollout, 'gaps'>, of: Gap['course'] = 'sync') =>
  gaps
    .filter(({ from: who, course }) => 'internet' in who && course === of)
    .map(({ kind, after, to }) => `${kind} ${after} ${to}`);

describe('a DENY that goes at a gateway, where one comes at the workload behind it', () => {
  const before = [...ROUTED, atGateway('deny', denying('/admin'))];
  const after = (wave: number) => [
    ...ROUTED,
    ...waved([policy('api-deny', 'api', denying('/admin'))], { AuthorizationPolicy: wave }),
  ];

  test('opens to the internet what both deny, where the second comes later, and nothing where it comes first', () => {
    const result = rollout(before, after(5));
    expect(outside(result)).toEqual(['exposure 1 shop/api']);
    expect(result.gaps[0]).toMatchObject({ requests: [{ paths: ['/admin'] }], without: [] });
    expect(result.gaps[0]?.witness).toMatchObject({ before: { verdict: 'deny' }, between: { verdict: 'allow' } });
    expect(outside(rollout(before, after(-5)))).toEqual([]);
  });

  test('opens it on the way back, too, which goes the other way round', () => {
    expect(outside(rollout(after(5), before), 'rollback')).toEqual(['exposure 1 shop/api']);
    expect(outside(rollout(after(-5), before), 'rollback')).toEqual([]);
  });
});

describe('a Gateway of the Gateway API, whose pods istiod makes', () => {
  const gate = made('Gateway', 'edge/gate', {
    spec: {
      gatewayClassName: 'istio',
      listeners: [{ name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } }],
    },
  });
  const route = {
    ...made('HTTPRoute', 'api', {
      spec: {
        parentRefs: [{ name: 'gate', namespace: 'edge' }],
        hostnames: ['api.com'],
        rules: [{ backendRefs: [{ name: 'api', port: 80 }] }],
      },
    }),
    apiVersion: 'gateway.networking.k8s.io/v1',
  };
  const targetRefs = [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gate' }];
  const served = [namespace(), ...WORKLOADS, strict(), namespace('edge'), gate, route];
  const closed = made('AuthorizationPolicy', 'edge/deny', { spec: { targetRefs, ...denying('/admin') } });

  test('lets the internet through where its DENY goes first, and not where it goes last', () => {
    const before = [...served, closed];
    const wanted = (wave: number) => [
      ...served,
      ...waved([policy('api-deny', 'api', denying('/admin'))], { AuthorizationPolicy: wave }),
    ];
    expect(outside(rollout(before, wanted(5)))).toEqual(['exposure 1 shop/api']);
    expect(outside(rollout(before, wanted(-5)))).toEqual([]);
  });
});

describe('a NetworkPolicy for the pods of a waypoint', () => {
  const network = (name: string, match: JsonObject, ingress: readonly object[]) =>
    made('NetworkPolicy', name, { spec: { podSelector: { matchLabels: match }, policyTypes: ['Ingress'], ingress } });
  const waypoint = made('Gateway', 'waypoint', {
    spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }] },
  });
  const labels = { 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'waypoint' };
  /** Who is not the waypoint does not get in. */
  const lock = policy('api-lock', 'api', { rules: [{ from: from('waypoint') }] });
  const ambient = [namespace('shop', labels), ...WORKLOADS, waypoint, strict(), lock];
  const pods = { 'gateway.networking.k8s.io/gateway-name': 'waypoint' };
  const shut = (name: string) => network(name, pods, []);

  test('that has another name in the end opens what is behind it for a time, unless the old one goes last', () => {
    const inSync = (live: readonly JsonObject[]) =>
      rollout(live, [...ambient, shut('new')])
        .gaps.filter(({ course }) => course === 'sync')
        .map(({ kind, from: who, to, after }) => [kind, who, to, after]);
    expect(inSync([...ambient, shut('old')])).toEqual([['exposure', { identity: '*' }, 'shop/api', 1]]);
    expect(inSync([...ambient, pruneLast(shut('old'))])).toEqual([]);
  });
});
