import type { JsonObject } from '../../src/policy/json-object';
import {
  allow,
  ALLOWS,
  denyAll,
  lines,
  made,
  namespace,
  policy,
  rollout,
  strict,
  type Waves,
  waved,
  WORKLOADS,
} from './estate';

const RUNNING = [namespace(), ...WORKLOADS];
const APP = [...RUNNING, ...ALLOWS, denyAll(), strict()];
const network = (name: string, spec: JsonObject) => made('NetworkPolicy', name, { spec: { podSelector: {}, ...spec } });
const inside = [{ podSelector: {} }];

describe('what is applied before that on which it relies', () => {
  test('an ALLOW of tokens refuses all until there is who accepts tokens', () => {
    const accepts = made('RequestAuthentication', 'jwt', {
      spec: { selector: { matchLabels: { app: 'api' } }, jwtRules: [{ issuer: 'me', jwksUri: 'https://me/keys' }] },
    });
    const asks = policy('api-allow', 'api', { rules: [{ from: [{ source: { requestPrincipals: ['me/*'] } }] }] });
    const sync = (wave: number) =>
      rollout(RUNNING, waved([...RUNNING, asks, accepts], { RequestAuthentication: wave }));
    expect(lines(sync(5))).toContain('outage 1-2 *>api');
    expect(lines(sync(-5))).toEqual([]);
  });

  test('a CUSTOM policy denies until MeshConfig names its provider', () => {
    const named = {
      extensionProviders: [{ name: 'asker', envoyExtAuthzHttp: { service: 'asker.shop.svc', port: 80 } }],
    };
    const stored = (config: JsonObject) =>
      made('ConfigMap', 'istio-system/istio', { data: { mesh: JSON.stringify(config) } });
    const asks = policy('api-ask', 'api', { action: 'CUSTOM', provider: { name: 'asker' }, rules: [{}] });
    const sync = (wave: number) =>
      rollout([...RUNNING, stored({})], waved([...RUNNING, stored(named), asks], { ConfigMap: wave }), {
        config: { before: {}, after: named },
      });
    expect(lines(sync(5))).toContain('outage 1-2 *>api');
    expect(lines(sync(-5))).toEqual([]);
  });

  test('NetworkPolicies that let nothing out stop calls until one lets them out', () => {
    const closed = network('default-deny', { policyTypes: ['Egress'], egress: [] });
    const open = network('open', { policyTypes: ['Egress'], egress: [{ to: inside }] });
    const sync = (waves: Waves) => rollout(RUNNING, waved([...RUNNING, closed, open], waves));
    expect(lines(sync({ 'NetworkPolicy open': 5 }))).toContain('outage 1-2 web>api');
    expect(lines(sync({ 'NetworkPolicy open': -5 }))).toEqual([]);
  });

  test('NetworkPolicies that open the port alone stop ambient until one opens the tunnel', () => {
    const ambient = [namespace('shop', { 'istio.io/dataplane-mode': 'ambient' }), ...WORKLOADS];
    const port = (name: string, number: number) =>
      network(name, { policyTypes: ['Ingress'], ingress: [{ from: inside, ports: [{ port: number }] }] });
    const [plain, tunnel] = [port('port', 8080), port('tunnel', 15008)];
    // callers who may be any pod are undecided for the network
    const outages = (live: readonly JsonObject[], wave: number) =>
      lines(rollout(live, waved([...live, plain, tunnel], { 'NetworkPolicy tunnel': wave }))).filter((line) =>
        line.startsWith('outage'),
      );
    expect(outages(ambient, 5)).toContain('outage 1-2 web>api');
    expect(outages(ambient, -5)).toEqual([]);
    // sidecars need no tunnel
    expect(outages(RUNNING, 5)).toEqual([]);
  });

  test('deny-all refuses what allows let in until they come, however few of them are late', () => {
    const sync = (waves: Waves) => rollout(RUNNING, waved(APP, { 'AuthorizationPolicy deny-all': 1, ...waves }));
    expect(lines(sync({ 'AuthorizationPolicy db-allow': 2 }))).toEqual(['outage 3-4 api>db']);
    expect(lines(sync({}))).toEqual([]);
    expect(lines(rollout(RUNNING, [...RUNNING, allow('api-allow', 'api', 'web', 'db')]))).toEqual([]);
  });
});
