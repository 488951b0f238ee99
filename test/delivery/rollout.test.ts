import type { Gap } from '../../src/delivery/gap';
import type { JsonObject } from '../../src/policy/json-object';
import { requestsInWords } from '../../src/report/request-box';
import {
  allow,
  ALLOWS,
  BROWNFIELD,
  denyAll,
  from,
  GREENFIELD,
  lines,
  made,
  namespace,
  policy,
  principal,
  pruneLast,
  rolled,
  rollout,
  strict,
  waved,
  workload,
  WORKLOADS,
} from './estate';

const RUNNING = [namespace(), ...WORKLOADS];
const APP = [...RUNNING, ...ALLOWS, denyAll(), strict()];
const [API_ALLOW] = ALLOWS as [JsonObject];
const without = (objects: readonly JsonObject[], ...gone: readonly JsonObject[]) =>
  objects.filter((object) => !gone.includes(object));
const RENAMED = [...without(APP, API_ALLOW), allow('api', 'api', 'web')];
const CLEAN = { gaps: [], undecided: [] };

describe('installs and deletions', () => {
  test('without waves all three workloads are open from their start until their policies arrive', () => {
    const { gaps, steps, undecided } = rollout([], APP);
    expect(lines({ gaps, undecided })).toEqual([
      'exposure 3-4 *>api',
      'exposure 3-4 plaintext>api',
      'exposure 3-4 *>db',
      'exposure 3-4 plaintext>db',
      'exposure 3-6 *>web',
      'exposure 3-5 plaintext>web',
    ]);
    expect(steps[2]).toMatchObject({ action: 'apply', objects: [{ kind: 'Deployment' }, {}, {}] });
    expect(gaps[0]?.witness).toMatchObject({
      before: { verdict: 'absent' },
      between: { verdict: 'allow' },
      after: { verdict: 'deny' },
    });
  });

  test('in the order of a new namespace nothing opens, whatever fails', () => {
    const { gaps, undecided } = rollout([], waved(APP, GREENFIELD));
    expect({ gaps, undecided }).toEqual(CLEAN);
  });

  test('in the order for running workloads, the one without an ALLOW of its own is open until deny-all', () => {
    const result = rollout([], waved(APP, BROWNFIELD));
    expect(lines(result)).toEqual(['exposure 4-5 *>web', 'exposure 4-5 plaintext>web']);
    expect(result.steps[4]).toMatchObject({ wave: 20, objects: [{ name: 'deny-all' }] });
  });

  test('to adopt running workloads in the order of a new namespace breaks both edges', () => {
    const result = rollout(RUNNING, waved(APP, GREENFIELD));
    expect(lines(result)).toEqual(['outage 3-4 web>api', 'outage 3-4 api>db']);
    expect([result.steps[2], result.steps[3]]).toMatchObject([{ wave: -20 }, { wave: -10 }]);
  });

  test('to adopt them in their own order breaks and opens nothing', () => {
    const { gaps, undecided } = rollout(RUNNING, waved(APP, BROWNFIELD));
    expect({ gaps, undecided }).toEqual(CLEAN);
  });

  test('deleting an Application in the order of a new namespace opens nothing', () => {
    expect(rollout(waved(APP, GREENFIELD), 'deleted')).toMatchObject(CLEAN);
  });

  test('deleting it in the order for running workloads opens the one without an ALLOW', () => {
    const result = rollout(waved(APP, BROWNFIELD), 'deleted');
    expect(lines(result, 'deletion').slice(0, 2)).toEqual(['exposure 2-3 *>web', 'exposure 2-3 plaintext>web']);
    expect(result.gaps.every(({ to }) => to === 'shop/web')).toBe(true);
  });

  test('deleting it without waves opens all: everything goes in the same instant', () => {
    const { gaps } = rollout(APP, 'deleted');
    expect(new Set(gaps.map(({ to }) => to))).toEqual(new Set(['shop/api', 'shop/db', 'shop/web']));
  });

  test('a Namespace takes all with it, also what stands in another wave', () => {
    const objects = waved(APP, { ...GREENFIELD, Namespace: 5 });
    expect(rollout(objects, 'deleted').steps).toHaveLength(1);
    expect(rollout(objects, 'deleted').gaps.length).toBeGreaterThan(0);
  });

  test('other waves alone change nothing', () => {
    expect(rollout(waved(APP, BROWNFIELD), waved(APP, GREENFIELD))).toMatchObject(CLEAN);
  });
});

describe('who is there at one end alone', () => {
  const open = (name: string) => policy(name, 'db', { rules: [{}] });
  const others = [namespace(), ...workload('db'), denyAll(), strict()];

  test('misses nothing that fails for a time, and who is there at both ends does', () => {
    const [live, wanted] = [
      [...others, ...workload('web'), open('db-open')],
      [...others, open('db-all')],
    ];
    const leaving = rollout(live, wanted);
    expect(lines(leaving)).toEqual(['outage 1-2 *>db']);
    expect(lines(leaving, 'rollback').filter((line) => !line.endsWith('*>db'))).toEqual([]);
    const staying = rollout(live, [...wanted, ...workload('web')]);
    expect(staying.gaps[0]).toMatchObject({ kind: 'outage', from: { identity: '*' } });
    expect(staying.gaps[0]).not.toHaveProperty('except');
  });

  test('misses nothing without sidecar either, and gets what opens', () => {
    const bare = (name: string) => workload(name, { pods: { 'sidecar.istio.io/inject': 'false' } });
    const plain = [namespace(), ...workload('db')];
    const closed = made('PeerAuthentication', 'istio-system/default', { spec: { mtls: { mode: 'STRICT' } } });
    const live = [...plain, ...bare('old'), closed, strict('PERMISSIVE')];
    const { gaps, undecided } = rollout(live, plain);
    expect(lines({ gaps, undecided })).toEqual(['outage 1-1 plaintext>db']);
    const moved = made('PeerAuthentication', 'strict', { spec: { mtls: { mode: 'STRICT' } } });
    expect(lines(rollout([...plain, strict()], [...plain, moved, ...bare('old')]))).toEqual([
      'exposure 1-4 plaintext>db',
      'exposure 3-4 old>db',
    ]);
  });
});

describe('an identity that no workload has', () => {
  const out = (name: string, egress: readonly object[]) =>
    made('NetworkPolicy', `bots/${name}`, { spec: { podSelector: {}, policyTypes: ['Egress'], egress } });
  const closed = (name: string) => out(name, []);
  const bots = (...policies: readonly JsonObject[]) => [
    ...[...RUNNING, strict(), namespace('bots'), ...policies],
    policy('api-allow', 'api', { rules: [{ from: [{ source: { principals: [principal('robot', 'bots')] } }] }] }),
  ];

  test('gets out for a time where its namespace lets nobody out at both ends, and does in between', () => {
    const { gaps, undecided } = rollout(bots(closed('old')), bots(closed('new')));
    const inSync = gaps.filter(({ course, to }) => course === 'sync' && to === 'shop/api');
    expect(inSync.map(({ kind, from: who, after }) => [kind, who, after])).toEqual([
      ['exposure', { identity: principal('robot', 'bots') }, 1],
    ]);
    expect(undecided).toEqual([]);
  });

  test('and gets nothing new where it lets out whoever calls', () => {
    const open = (name: string) => out(name, [{}]);
    expect(rollout(bots(open('old')), bots(open('new')))).toMatchObject(CLEAN);
  });
});

describe('the internet', () => {
  const v1 = (object: JsonObject) => ({ ...object, apiVersion: 'networking.istio.io/v1' });
  const pods = { labels: { istio: 'gw' }, annotations: { 'inject.istio.io/templates': 'gateway' } };
  const server = { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] };
  const destination = { host: 'api.shop.svc.cluster.local', port: { number: 80 } };
  /** A gateway under this account, and a policy that lets in these. */
  const served = (account: string, ...callers: string[]) => [
    ...RUNNING,
    strict(),
    namespace('edge'),
    made('Deployment', 'edge/gw', {
      spec: { template: { metadata: pods, spec: { serviceAccountName: account, containers: [{ name: 'main' }] } } },
    }),
    made('Service', 'edge/gw', {
      spec: { type: 'LoadBalancer', selector: { istio: 'gw' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
    }),
    v1(made('Gateway', 'edge/gw', { spec: { selector: { istio: 'gw' }, servers: [server] } })),
    v1(
      made('VirtualService', 'edge/gw', {
        spec: { hosts: ['api.com'], gateways: ['edge/gw'], http: [{ route: [{ destination }] }] },
      }),
    ),
    policy('api-allow', 'api', {
      rules: [{ from: [{ source: { principals: callers.map((name) => principal(name, 'edge')) } }] }],
    }),
  ];

  test('gets nothing for a time where the gateway has an account that is let in later', () => {
    const { gaps } = rollout(served('one', 'one'), waved(served('two', 'two'), { AuthorizationPolicy: 5 }));
    const inSync = gaps.filter(({ course }) => course === 'sync');
    expect(inSync.map(({ kind, from: who, to }) => [kind, who, to])).toEqual([
      ['outage', { workload: 'edge/gw' }, 'shop/api'],
      ['outage', { internet: true }, 'shop/api'],
    ]);
    expect(lines(rollout(served('one', 'one', 'two'), served('two', 'one', 'two')))).toEqual([]);
  });

  describe('where its gateway and what is behind it each have a policy', () => {
    const to = (...paths: string[]) => [{ to: [{ operation: { paths } }] }];
    const guarded = (refused: JsonObject[], open: JsonObject[]) => [
      ...served('one', 'nobody'),
      made('AuthorizationPolicy', 'edge/shut', {
        spec: { selector: { matchLabels: { istio: 'gw' } }, action: 'DENY', rules: refused },
      }),
      policy('open', 'api', { rules: open }),
    ];
    const shown = (before: readonly JsonObject[], after: readonly JsonObject[], when: Gap['course'] = 'sync') =>
      rollout(before, after)
        .gaps.filter(
          ({ course, from: who, to: called }) => course === when && 'internet' in who && called === 'shop/api',
        )
        .map(({ kind, requests }) => `${kind} ${requests.flatMap(({ paths = [] }) => paths).join()}`);
    const [before, after] = [guarded(to('/a'), to('/a')), guarded(to('/b'), to('/b'))];

    test('gets in for a time with what neither lets through in the end, whichever changes first', () => {
      expect(shown(before, waved(after, { 'AuthorizationPolicy open': 5 }))).toEqual(['exposure /a']);
      expect(shown(before, waved(after, { 'AuthorizationPolicy shut': 5 }))).toEqual(['exposure /b']);
      expect(shown(before, after)).toEqual(['exposure /a', 'exposure /b']);
    });

    test('gets in with nothing where the gateway refuses it all the time', () => {
      const both = to('/a', '/b');
      expect(shown(guarded(both, to('/a')), guarded([...both, ...to('/c')], to('/b')))).toEqual([]);
    });

    test('is seen to get in where an ALLOW of the gateway may be there without any policy behind it', () => {
      const allowing = (path: string, name: string, app: JsonObject, rules: JsonObject[]) =>
        made('AuthorizationPolicy', `${path}/${name}`, { spec: { selector: { matchLabels: app }, rules } });
      const gateway = (name: string, path: string) => allowing('edge', name, { istio: 'gw' }, to(path));
      const behind = allowing('shop', 'api-allow', { app: 'api' }, to('/a'));
      const deny = made('AuthorizationPolicy', 'shop/deny', {
        spec: { selector: { matchLabels: { app: 'api' } }, action: 'DENY', rules: to('/b') },
      });
      const open = served('one').filter((one) => (one as JsonObject).kind !== 'AuthorizationPolicy');
      const there = [...open, gateway('one', '/a')];
      expect(shown(there, [...there, gateway('two', '/b'), behind, deny], 'failedSync')).toEqual(['exposure /b']);
      expect(shown(there, [...there, gateway('two', '/a'), behind, deny], 'failedSync')).toEqual([]);
    });
  });
});

describe('at its end', () => {
  const [orders] = workload('orders') as [JsonObject];
  const unknown =
    'what the proxy of the caller speaks is not known: no Service leads to port 8080 of `shop/orders`, and calls to the pod itself are not judged';

  test('a first install in the right order leaves nothing undecided, though who calls a pod without Service is not', () => {
    const app = [namespace(), orders, ...workload('api'), allow('api-allow', 'api', 'orders'), strict()];
    expect(rollout([], waved(app, GREENFIELD))).toMatchObject(CLEAN);
    // before the end something is
    const late = rollout(
      [],
      waved([...app, policy('open', 'orders', { rules: [{}] })], { ...GREENFIELD, 'AuthorizationPolicy open': 5 }),
    );
    const inSync = late.undecided.filter(({ course }) => course === 'sync');
    expect(inSync.map(({ after, to, because }) => [after, to, ...because])).toEqual(
      ['api', 'orders'].map(() => [5, 'shop/orders', unknown]),
    );
  });
});

describe('a VirtualService of the mesh that comes last', () => {
  const host = 'api.shop.svc.cluster.local';
  const routed = (...http: JsonObject[]) => ({
    ...made('VirtualService', 'api', { spec: { hosts: [host], http } }),
    apiVersion: 'networking.istio.io/v1',
  });
  const route = { route: [{ destination: { host } }] };
  const waves = { ...GREENFIELD, VirtualService: 10 };

  test('changes nothing for requests that name another host, which go past it before and after', () => {
    expect(lines(rollout([], waved([...APP, routed(route)], waves)))).toEqual([]);
    expect(lines(rollout([], waved(APP, waves)))).toEqual([]);
  });

  test('leaves undecided what the engine of calls cannot tell, for its reason', () => {
    const other = 'db.shop.svc.cluster.local';
    const elsewhere = { match: [{ uri: { prefix: '/old' } }], route: [{ destination: { host: other } }] };
    expect(lines(rollout([], waved([...APP, routed(elsewhere, route)], waves)))).toEqual([
      `undecided VirtualService \`shop/api\` matches, and sends it to \`${other}:80\`, which is not port 8080 of \`shop/api\`; ask about the Service that is called`,
    ]);
  });

  test('leaves undecided where such requests get where plaintext may get in', () => {
    const open = [...RUNNING, policy('api-any', 'api', { rules: [{}] }), denyAll(), strict('PERMISSIVE')];
    const past = 'a request for a host that nobody declares, and what is no HTTP, may get to the port past the routes';
    expect(new Set(lines(rollout([], waved([...open, routed(route)], waves))))).toEqual(new Set([`undecided ${past}`]));
  });
});

describe('a Namespace with other labels', () => {
  const live = [namespace(), ...workload('orders').slice(0, 1), pruneLast(allow('orders-allow', 'orders', 'web'))];
  const wanted = (labels: JsonObject) => [
    namespace('shop', labels),
    ...workload('orders').slice(0, 1),
    allow('orders-calls', 'orders', 'web'),
  ];

  test('that ask for no other proxies leaves nothing undecided in the end', () => {
    const result = rollout(live, wanted({ 'istio-injection': 'enabled', team: 'shop' }));
    expect(lines(result)).toEqual([]);
  });

  test('that ask for others leaves pods with theirs, which are not as in the end', () => {
    const old = (labels: JsonObject) => [namespace('old', labels), ...workload('old/batch')];
    const end = [...RUNNING, strict(), ...old({ 'istio-injection': 'enabled' })];
    expect(lines(rollout([...RUNNING, ...old({})], end))).toContain('outage 2- old/batch>api');
  });
});

describe('renames', () => {
  test('by default the old policy is gone before the new one is there: an outage', () => {
    const { gaps, undecided, steps } = rollout(APP, RENAMED);
    expect(lines({ gaps, undecided })).toEqual(['outage 1-2 web>api']);
    expect(steps.map(({ action }) => action)).toEqual(['prune', 'apply']);
    expect(gaps[0]?.witness).toMatchObject({
      before: { verdict: 'allow' },
      between: { verdict: 'deny', layer: 'authorization' },
      after: { verdict: 'allow' },
    });
  });

  test('with PruneLast of the object that is there nothing fails', () => {
    const live = [...without(APP, API_ALLOW), pruneLast(API_ALLOW)];
    expect(lines(rollout(live, RENAMED))).toEqual([]);
    expect(lines(rollout(live, RENAMED), 'failedSync')).toEqual([]);
  });

  test('PruneLast of the Application does so, too, and of the new object does not', () => {
    expect(lines(rollout(APP, RENAMED, { settings: { prune: true, pruneLast: true } }))).toEqual([]);
    const late = RENAMED.map((object) => (object.kind === 'AuthorizationPolicy' ? pruneLast(object) : object));
    expect(lines(rollout(APP, late))).toEqual(['outage 1-2 web>api']);
  });

  test('without pruning, both stay, and nothing fails', () => {
    expect(lines(rollout(APP, RENAMED, { settings: { prune: false, pruneLast: false } }))).toEqual([]);
  });

  test('a change of rules in one object is one step, and no gap', () => {
    const wider = [...without(APP, API_ALLOW), allow('api-allow', 'api', 'web', 'db')];
    expect(rollout(APP, wider)).toMatchObject(CLEAN);
  });

  test('a workload that becomes one of another kind is gone for a time', () => {
    const [deployment] = workload('api') as [JsonObject];
    const moved = [
      ...APP.filter(({ kind, metadata }) => kind !== 'Deployment' || (metadata as JsonObject).name !== 'api'),
    ];
    const result = rollout(APP, [...moved, { ...deployment, kind: 'StatefulSet' }]);
    expect(lines(result)).toEqual(['outage 1-2 web>api']);
    expect(result.gaps[0]?.witness?.between).toEqual({ verdict: 'absent' });
  });
});

describe('a sync that fails', () => {
  const both = (waves: Record<string, number>) => rollout(RUNNING, waved(APP, waves));

  test('in a wave of allow and deny refuses one of them, and applies the other: an outage', () => {
    const failed = lines(both({}), 'failedSync');
    expect(failed).toContain('outage 3- web>api');
    expect(failed).toContain('outage 3- api>db');
  });

  test('in a wave of allows stops before the deny', () => {
    expect(lines(both({ ...BROWNFIELD, 'AuthorizationPolicy deny-all': 20 }), 'failedSync')).toEqual([]);
  });
});

describe('the way back', () => {
  test('is a sync of its own, with its own order', () => {
    const live = [...without(APP, API_ALLOW), pruneLast(API_ALLOW)];
    const result = rollout(live, RENAMED);
    expect(lines(result, 'rollback')).toEqual(['outage 1-2 web>api']);
    expect(result.rollback.map(({ action }) => action)).toEqual(['prune', 'apply']);
    const safe = RENAMED.map((object) => (object.kind === 'AuthorizationPolicy' ? pruneLast(object) : object));
    expect(lines(rollout(live, safe), 'rollback')).toEqual([]);
  });
});

describe('applied too early', () => {
  const jwt = made('RequestAuthentication', 'jwt', {
    spec: { selector: { matchLabels: { app: 'api' } }, jwtRules: [{ issuer: 'me', jwksUri: 'https://me/keys' }] },
  });
  const needs = policy('api-token', 'api', {
    action: 'DENY',
    rules: [{ from: [{ source: { notRequestPrincipals: ['*'] } }] }],
  });

  test('the first ALLOW of a workload refuses the others until theirs come', () => {
    const second = allow('api-second', 'api', 'db');
    const live = [...RUNNING];
    expect(
      lines(rollout(live, [...live, ...waved([API_ALLOW, second], { 'AuthorizationPolicy api-second': 1 })])),
    ).toEqual(['outage 1-2 db>api']);
    expect(lines(rollout(live, [...live, allow('api-allow', 'api', 'web', 'db')]))).toEqual([]);
  });

  test('ALLOW policies of one step come in any order', () => {
    const result = rollout(RUNNING, [...RUNNING, API_ALLOW, allow('api-also', 'api', 'db')]);
    expect(lines(result)).toEqual(['outage 1-1 db>api', 'outage 1-1 web>api']);
    const inSync = result.gaps.filter(({ course }) => course === 'sync');
    expect(inSync.map((gap) => gap.without)).toEqual([
      ['AuthorizationPolicy shop/api-also'],
      ['AuthorizationPolicy shop/api-allow'],
    ]);
  });

  test('a DENY of requests without token denies all before there is who accepts tokens', () => {
    const live = APP;
    const wanted = [...APP, needs, jwt];
    expect(lines(rollout(live, waved(wanted, { RequestAuthentication: 5 })))).toEqual(['outage 1-2 web>api']);
    expect(lines(rollout(live, waved(wanted, { RequestAuthentication: -5 })))).toEqual([]);
  });

  test('a RequestAuthentication alone lets in who has no token', () => {
    const start = without(APP, ...WORKLOADS, namespace());
    const install = (wave: number) =>
      rollout(
        RUNNING.slice(0, 1),
        waved([...start, ...WORKLOADS, jwt, needs], { ...GREENFIELD, 'AuthorizationPolicy api-token': wave }),
      );
    expect(lines(install(5))).toEqual(['exposure 7-8 web>api']);
    expect(lines(install(-10))).toEqual([]);
  });

  test('STRICT before callers have sidecars breaks them, and they stay broken until they are restarted', () => {
    const outside = [namespace('old', {}), ...workload('old/batch')];
    const meshed = [namespace('old'), ...workload('old/batch')];
    const restarted = meshed.map(rolled);
    const [live, wanted] = [
      [...RUNNING, ...outside],
      [...RUNNING, strict(), ...meshed],
    ];
    expect(lines(rollout(live, waved(wanted, { Namespace: -30, PeerAuthentication: 30 })))).toContain(
      'outage 2- old/batch>api',
    );
    const after = waved([...RUNNING, strict(), ...restarted], { Namespace: -30, PeerAuthentication: 30 });
    expect(lines(rollout(live, after))).toEqual([]);
    const early = waved([...RUNNING, strict(), ...restarted], { Namespace: -30, PeerAuthentication: -20 });
    expect(lines(rollout(live, early))).toContain('outage 2-3 old/batch>api');
  });

  test('STRICT while a DestinationRule still disables TLS fails, and after it does not', () => {
    const rule = (mode: string) =>
      made('DestinationRule', 'api', {
        spec: { host: 'api.shop.svc.cluster.local', trafficPolicy: { tls: { mode } } },
      });
    const [live, wanted] = [
      [...RUNNING, rule('DISABLE')],
      [...RUNNING, strict(), rule('ISTIO_MUTUAL')],
    ];
    expect(lines(rollout(live, waved(wanted, { DestinationRule: 5 })))).toContain('outage 1-2 web>api');
    expect(lines(rollout(live, waved(wanted, { DestinationRule: -5 })))).toEqual([]);
  });

  test('rules on principals refuse callers without sidecar until those have one', () => {
    const outside = [namespace('old', {}), ...workload('old/batch')];
    const meshed = [namespace('old'), ...workload('old/batch').map(rolled)];
    const principals = policy('api-allow', 'api', {
      rules: [{ from: [{ source: { principals: ['cluster.local/ns/old/sa/batch'] } }] }],
    });
    const early = { Namespace: -30, AuthorizationPolicy: -20 };
    const late = { Namespace: -30, AuthorizationPolicy: 20 };
    const wanted = [...RUNNING, ...meshed, principals];
    expect(lines(rollout([...RUNNING, ...outside], waved(wanted, early)))).toContain('outage 2-3 old/batch>api');
    expect(lines(rollout([...RUNNING, ...outside], waved(wanted, late)))).toEqual([]);
  });

  test('a DENY on notPrincipals hits callers without sidecar until those have one', () => {
    const outside = [namespace('old', {}), ...workload('old/batch')];
    const meshed = [namespace('old'), ...workload('old/batch').map(rolled)];
    const denied = policy('api-deny', 'api', {
      action: 'DENY',
      rules: [{ from: [{ source: { notPrincipals: ['cluster.local/ns/old/sa/batch'] } }] }],
    });
    const wanted = (wave: number) =>
      waved([...RUNNING, ...meshed, denied], { Namespace: -30, AuthorizationPolicy: wave });
    expect(lines(rollout([...RUNNING, ...outside], wanted(-20)))).toContain('outage 2-3 old/batch>api');
    expect(lines(rollout([...RUNNING, ...outside], wanted(20)))).toEqual([]);
  });

  test('a Namespace is labelled before anything in it is applied, whatever its wave; what runs already has no proxy', () => {
    const bare = namespace('shop', {});
    const late = { Namespace: 10, Deployment: 0, AuthorizationPolicy: -10, PeerAuthentication: -10 };
    const install = rollout([bare], waved(APP, late));
    expect(install.steps[0]).toMatchObject({ wave: -10, objects: [{ kind: 'Namespace' }] });
    expect(lines(install)).toEqual([]);
    const restarted = WORKLOADS.map(rolled);
    const wanted = [namespace(), ...restarted, ...ALLOWS, denyAll(), strict()];
    // while they are replaced, old pods that speak plaintext call new ones that take none
    expect(lines(rollout([bare, ...WORKLOADS], waved(wanted, late)))).toEqual([
      'outage 5-5 web>api',
      'outage 5-5 api>db',
    ]);
    const meshed = [namespace(), ...restarted];
    expect(lines(rollout([bare, ...WORKLOADS], meshed))).toEqual([]);
    expect(lines(rollout(meshed, waved(wanted, BROWNFIELD)))).toEqual([]);
  });

  test('an allow for a new service account before the caller rolled refuses its old pods', () => {
    const renamedCaller = APP.map((object) =>
      object.kind === 'Deployment' && (object.metadata as JsonObject).name === 'web'
        ? (workload('web', { account: 'web-two' })[0] as JsonObject)
        : object,
    );
    const wanted = [
      ...without(renamedCaller, API_ALLOW),
      policy('api-allow', 'api', { rules: [{ from: from('web-two') }] }),
    ];
    const waves = (wave: number) => waved(wanted, { AuthorizationPolicy: wave });
    expect(lines(rollout(APP, waves(-5)))).toEqual(['outage 1-2 web>api']);
    expect(lines(rollout(APP, waves(5)))).toEqual(['outage 1-2 web>api']);
    // expand, migrate, contract
    const expanded = [
      ...without(APP, API_ALLOW),
      policy('api-allow', 'api', { rules: [{ from: from('web', 'web-two') }] }),
    ];
    const migrated = [
      ...without(renamedCaller, API_ALLOW),
      policy('api-allow', 'api', { rules: [{ from: from('web', 'web-two') }] }),
    ];
    expect(
      [rollout(APP, expanded), rollout(expanded, migrated), rollout(migrated, wanted)].flatMap((one) => lines(one)),
    ).toEqual([]);
  });

  test('a default-deny NetworkPolicy before the one that allows stops all', () => {
    const network = (name: string, ingress: readonly object[]) =>
      made('NetworkPolicy', name, { spec: { podSelector: {}, policyTypes: ['Ingress'], ingress } });
    const [deny, open] = [network('default-deny', []), network('open', [{ from: [{ podSelector: {} }] }])];
    const wanted = [...RUNNING, deny, open];
    expect(lines(rollout(RUNNING, wanted)).length).toBeGreaterThan(0);
    const { gaps } = rollout(RUNNING, waved(wanted, { 'NetworkPolicy default-deny': 5 }));
    expect(gaps.filter(({ course }) => course === 'sync')).toEqual([]);
  });
});

describe('removed while the rest stays', () => {
  test('the namespace-wide allow-nothing: workloads with an ALLOW stay closed, all others open', () => {
    const result = rollout(waved(APP, { 'AuthorizationPolicy deny-all': 50 }), 'deleted');
    const inFirst = result.gaps.filter(({ after }) => after === 1);
    expect(new Set(inFirst.map(({ to }) => to))).toEqual(new Set(['shop/web']));
  });

  test('the last ALLOW of a workload without deny-all: it is open to everybody', () => {
    const live = [...RUNNING, ...ALLOWS];
    const result = rollout(waved(live, { 'AuthorizationPolicy api-allow': 50 }), 'deleted');
    const first = result.gaps.filter(({ after }) => after === 1);
    expect(new Set(first.map(({ to }) => to))).toEqual(new Set(['shop/api']));
    expect(first[0]?.kind).toBe('exposure');
  });

  test('an ALLOW beside deny-all: it fails closed, and no edge opens', () => {
    const result = rollout(waved(APP, { ...GREENFIELD, 'AuthorizationPolicy api-allow': 50 }), 'deleted');
    expect(lines(result, 'deletion')).toEqual([]);
  });

  test('a DENY exception beside a broad ALLOW: the exception is gone', () => {
    const exception = policy('api-deny', 'api', {
      action: 'DENY',
      rules: [{ to: [{ operation: { paths: ['/admin'] } }] }],
    });
    const live = waved([...APP, exception], { ...GREENFIELD, 'AuthorizationPolicy api-deny': 50 });
    const [gap, ...others] = rollout(live, 'deleted').gaps;
    expect(gap).toMatchObject({
      kind: 'exposure',
      after: 1,
      requests: [{ paths: ['/admin'] }],
      from: { workload: 'shop/web' },
    });
    expect(others).toEqual([]);
  });

  /** What is open, and to whom, after the first step of a deletion in which this goes 50 waves before the rest. */
  const afterFirst = (live: readonly JsonObject[], first: string, waves = GREENFIELD) => {
    const result = rollout(waved(live, { ...waves, [first]: 50 }), 'deleted');
    return lines({ gaps: result.gaps.filter(({ after }) => after === 1), undecided: [] }, 'deletion');
  };
  const jwt = made('RequestAuthentication', 'jwt', {
    spec: { selector: { matchLabels: { app: 'api' } }, jwtRules: [{ issuer: 'me', jwksUri: 'https://me/keys' }] },
  });
  const withToken = (spec: JsonObject) => [...without(APP, API_ALLOW), jwt, policy('api-allow', 'api', spec)];

  test('the RequestAuthentication beside an ALLOW of tokens: refused for all', () => {
    const live = withToken({ rules: [{ from: [{ source: { requestPrincipals: ['me/*'] } }] }] });
    expect(afterFirst(live, 'RequestAuthentication')).toEqual([]);
    // where it comes back, what it let in was refused in between
    const moved = live.map((object) =>
      object === jwt ? { ...jwt, metadata: { name: 'moved', namespace: 'shop' } } : object,
    );
    expect(lines(rollout(live, moved))).toEqual(['outage 1-2 *>api']);
  });

  test('the RequestAuthentication beside a DENY of a bad claim: it no longer matches, and opens', () => {
    const deny = policy('api-deny', 'api', {
      action: 'DENY',
      rules: [{ when: [{ key: 'request.auth.claims[role]', values: ['guest'] }] }],
    });
    expect(afterFirst([...APP, jwt, deny], 'RequestAuthentication')).toEqual(['exposure 1-2 web>api']);
    expect(afterFirst([...APP, jwt], 'RequestAuthentication')).toEqual(['exposure 1-2 web>api']);
  });

  test('the RequestAuthentication: tokens that it refused pass, and that is what is told', () => {
    const [gap] = rollout(waved([...APP, jwt], { ...GREENFIELD, RequestAuthentication: 50 }), 'deleted').gaps;
    expect(gap).toMatchObject({ kind: 'exposure', requests: [{ refusedToken: true }] });
    expect(requestsInWords(gap?.requests ?? [])).toBe('with a token that is refused');
    // who opens to all tells no tokens apart
    const open = rollout(
      waved([...RUNNING, jwt, denyAll()], { ...GREENFIELD, 'AuthorizationPolicy deny-all': 50 }),
      'deleted',
    );
    expect(open.gaps[0]?.requests).not.toContainEqual({ refusedToken: true });
  });

  test('the policy on tokens beside the RequestAuthentication: who has none passes', () => {
    const needs = policy('api-token', 'api', {
      action: 'DENY',
      rules: [{ from: [{ source: { notRequestPrincipals: ['*'] } }] }],
    });
    const [line, ...others] = afterFirst([...APP, jwt, needs], 'AuthorizationPolicy api-token');
    expect([line, others]).toEqual(['exposure 1-2 web>api', []]);
  });

  test('STRICT beside an ALLOW on principals stays closed to plaintext, and beside rules without identity opens', () => {
    expect(afterFirst(APP, 'PeerAuthentication')).toEqual([]);
    const byPort = [
      ...without(APP, API_ALLOW),
      policy('api-allow', 'api', { rules: [{ to: [{ operation: { ports: ['8080'] } }] }] }),
    ];
    expect(afterFirst(byPort, 'PeerAuthentication')).toEqual(['exposure 1-2 plaintext>api']);
  });

  test('the default-deny NetworkPolicy beside those that allow: pods that they select stay isolated, others open', () => {
    const network = (name: string, podSelector: JsonObject, ingress: readonly object[]) =>
      made('NetworkPolicy', name, { spec: { podSelector, policyTypes: ['Ingress'], ingress } });
    const live = [
      ...RUNNING,
      network('default-deny', {}, []),
      network('api', { matchLabels: { app: 'api' } }, [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }]),
    ];
    const opened = afterFirst(live, 'NetworkPolicy default-deny');
    expect(opened).toContain('exposure 1-2 plaintext>web');
    expect(opened.filter((line) => line.endsWith('>api'))).toEqual([]);
  });

  test('the label for sidecars beside STRICT: nothing happens before pods are made anew', () => {
    const unlabelled = [namespace('shop', {}), ...without(APP, APP[0] as JsonObject)];
    expect(lines(rollout(APP, unlabelled))).toEqual([]);
    const restarted = unlabelled.map(rolled);
    expect(lines(rollout(APP, restarted)).length).toBeGreaterThan(0);
  });

  test('the label for ambient beside everything: no policy holds any more, at once', () => {
    const ambient = namespace('shop', { 'istio.io/dataplane-mode': 'ambient' });
    const live = [ambient, ...without(APP, APP[0] as JsonObject)];
    const bare = [namespace('shop', {}), ...without(APP, APP[0] as JsonObject)];
    const gone = [namespace('shop', {})];
    expect(lines(rollout(live, bare))).toEqual([]);
    const opened = rollout(live, waved(gone, { Namespace: -1 }));
    expect(opened.gaps.some(({ kind, course }) => kind === 'exposure' && course === 'sync')).toBe(true);
  });
});
