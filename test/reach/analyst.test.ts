import { evaluator } from '../../src/evaluate/evaluate';
import type { JsonObject } from '../../src/policy/json-object';
import { readMesh } from '../../src/policy/read-mesh';
import { analystOf, onAnyWay } from '../../src/reach/analyst';
import type { CallerReach, ReachCaller } from '../../src/reach/analyst';
import { isEmpty, subtract } from '../../src/reach/space/request-set';
import { policy, SHOP } from '../evaluate/arbitrary-mesh';
import { randomOf } from '../../scripts/fuzz/random';
import { randomMesh } from '../../scripts/fuzz/random-mesh';

const API = { workload: { namespace: 'shop', name: 'api' }, port: 8080 };
const WEB: JsonObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { template: { metadata: { labels: { app: 'web' } }, spec: { serviceAccountName: 'web' } } },
};
const readers = policy('ALLOW', 'readers', [
  {
    from: [{ source: { principals: ['cluster.local/ns/shop/sa/web', 'cluster.local/ns/far/sa/away'] } }],
    to: [{ operation: { methods: ['GET', 'HEAD'], paths: ['/api/*'], notPaths: ['/api/internal*'] } }],
  },
]);

function nameOf(from: ReachCaller): string {
  return from.kind === 'workload' ? from.workload.name : from.kind === 'identity' ? from.identity : from.kind;
}

function rows(...manifests: readonly JsonObject[]): {
  analyst: ReturnType<typeof analystOf>;
  reach: readonly CallerReach[];
} {
  const analyst = analystOf([readMesh([...SHOP, WEB, ...manifests])]);
  return { analyst, reach: analyst.reach(API) };
}

describe('who gets to a port', () => {
  test('are the workloads that a rule names, and identities that no workload has, with what the rule says', () => {
    const { analyst, reach } = rows(readers);
    const told = reach.map(({ from, sets: [set] }) => [nameOf(from), set && analyst.boxesOf(set.surely)]);
    const box = { methods: ['GET', 'HEAD'], paths: ['/api/*'], notPaths: ['/api/internal*'] };
    expect(told).toEqual([
      ['web', [box]],
      ['cluster.local/ns/far/sa/away', [box]],
    ]);
  });

  test('is everybody where no policy is in force: `[{}]`', () => {
    const { analyst, reach } = rows();
    expect(reach.map(({ from }) => nameOf(from))).toEqual(['api', 'web', '*', 'plaintext']);
    for (const { sets } of reach) expect(sets[0] && analyst.boxesOf(sets[0].surely)).toEqual([{}]);
  });

  test('asks by which address a sidecar is called only where a rule does', () => {
    const told = (rule: JsonObject) =>
      rows(policy('ALLOW', 'one', [rule])).reach.map(({ from, sets: [set] }) => [nameOf(from), set?.undecided]);
    const because = ['the address of `shop/api` is not known'];
    expect(told({ when: [{ key: 'destination.ip', values: ['10.0.0.7'] }] })).toContainEqual(['web', because]);
    expect(told({ to: [{ operation: { methods: ['GET'] } }] })).toContainEqual(['web', []]);
  });

  test('behind a waypoint a sidecar is not known to see the address of the client', () => {
    const labels = { 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'way' };
    const listeners = [{ name: 'mesh', port: 15008, protocol: 'HBONE' }];
    const captured = SHOP.map((object) => {
      if (object.kind === 'Namespace') return { ...object, metadata: { name: 'shop', labels } };
      if (object.kind !== 'Deployment') return object;
      const metadata = { labels: { app: 'api', 'sidecar.istio.io/inject': 'true' } };
      return { ...object, spec: { template: { metadata, spec: { serviceAccountName: 'api' } } } };
    });
    const waypoint: JsonObject = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'way', namespace: 'shop' },
      spec: { gatewayClassName: 'istio-waypoint', listeners },
    };
    const told = (rule: JsonObject) =>
      analystOf([readMesh([...captured, waypoint, WEB, policy('ALLOW', 'one', [rule])])])
        .reach(API)
        .flatMap(({ from, sets: [set] }) => (nameOf(from) === 'web' && set ? set.undecided : []));
    const because = 'the address of waypoint `shop/way` is not known';
    expect(told({ from: [{ source: { remoteIpBlocks: ['10.0.0.0/8'] } }] })).toContain(because);
    expect(told({ to: [{ operation: { methods: ['GET'] } }] })).not.toContain(because);
  });

  test('hears of `:authority` as the header that it is, which is compared with case, and of `hosts` without', () => {
    const boxesUnder = (rule: JsonObject) => {
      const { analyst, reach } = rows(policy('ALLOW', 'named', [rule]));
      return reach.flatMap(({ from, sets: [set] }) =>
        from.kind === 'plaintext' && set ? [analyst.boxesOf(set.surely)] : [],
      );
    };
    const authority = { when: [{ key: 'request.headers[:authority]', values: ['api'] }] };
    expect(boxesUnder(authority)).toEqual([[{ headers: { ':authority': { values: ['api'] } } }]]);
    expect(boxesUnder({ to: [{ operation: { hosts: ['api'] } }] })).toEqual([[{ hosts: ['api'] }]]);
    expect(boxesUnder({ ...authority, to: [{ operation: { hosts: ['a*'], notHosts: ['api'] } }] })).toEqual([]);
    const other = { when: [{ key: 'request.headers[:authority]', notValues: ['api'] }] };
    expect(boxesUnder({ ...other, to: [{ operation: { hosts: ['api'] } }] })).toEqual([
      [{ hosts: ['api'], headers: { ':authority': { notValues: ['api'] } } }],
    ]);
  });

  test('is nobody where nothing is allowed', () => {
    expect(rows(policy('ALLOW', 'nobody', [])).reach).toEqual([]);
  });

  test('of two meshes, sets can be compared: one rule more is wider by what it says', () => {
    const more = policy('ALLOW', 'writers', [{ to: [{ operation: { methods: ['POST'] } }] }]);
    const analyst = analystOf([readMesh([...SHOP, WEB, readers]), readMesh([...SHOP, WEB, readers, more])]);
    const web = analyst.reach(API).find(({ from }) => nameOf(from) === 'web');
    const [before, after] = web?.sets ?? [];
    if (before === undefined || after === undefined) throw new Error('web gets something in both');
    const wider = subtract(onAnyWay(after.surely), onAnyWay(before.possibly));
    expect(analyst.boxesOf(wider)).toEqual([{ methods: ['POST'] }]);
    expect(isEmpty(subtract(before.surely, after.surely))).toBe(true);
  });

  test('where headers are compared alone and joined, as versions differ, nothing is told, with the reason', () => {
    const rule = policy('ALLOW', 'a', [{ when: [{ key: 'request.headers[x-a]', values: ['1'] }] }]);
    const analyst = analystOf([readMesh([...SHOP, rule]), readMesh([...SHOP, rule], { istioVersion: '1.28.0' })]);
    const [row] = analyst.reach(API);
    expect(row?.sets.map((set) => set?.undecided)).toEqual([
      ['lines of header `x-a` are compared alone and together, as versions of Istio differ'],
      ['lines of header `x-a` are compared alone and together, as versions of Istio differ'],
    ]);
  });
});

test('LAW: each request that is taken out of a set is judged as the set says', () => {
  const disputed: unknown[] = [];
  let judged = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const { manifests, settings } = randomMesh(randomOf(seed));
    const mesh = readMesh(manifests, settings);
    const analyst = analystOf([mesh]);
    const judge = evaluator(mesh);
    for (const target of analyst.targets) {
      for (const { from, sets } of analyst.reach(target)) {
        const surely = sets[0]?.surely;
        const request = surely === undefined ? undefined : analyst.requestIn(from, surely);
        if (surely !== undefined) analyst.boxesOf(surely);
        if (request === undefined) continue;
        judged++;
        const verdict = judge(request);
        if (verdict.verdict !== 'allow') disputed.push({ seed, request, verdict });
      }
    }
  }
  expect(judged).toBeGreaterThan(200);
  expect(disputed).toEqual([]);
});
