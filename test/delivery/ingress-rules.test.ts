import * as fc from 'fast-check';
import { bearingIn } from '../../src/delivery/bearing';
import { clusterReader } from '../../src/delivery/cluster';
import { deliveredObject } from '../../src/delivery/delivered-object';
import { isIngressAsAt } from '../../src/delivery/ingress-rules';
import { evaluator } from '../../src/evaluate/evaluate';
import type { JsonObject } from '../../src/policy/json-object';
import type { Mesh } from '../../src/policy/model';
import type { Caller, Request } from '../../src/policy/request';
import { allow, lines, made, namespace, rollout, waved, workload, WORKLOADS } from './estate';

const RUNNING = [namespace(), ...WORKLOADS];
const pods = (app: string) => ({ podSelector: { matchLabels: { app } } });
const network = (name: string, podSelector: JsonObject, ingress: readonly object[], rest: JsonObject = {}) =>
  made('NetworkPolicy', name, { spec: { podSelector, policyTypes: ['Ingress'], ingress, ...rest } });
const admitting = (app: string, ...callers: string[]) =>
  network(app, { matchLabels: { app } }, callers.length === 0 ? [] : [{ from: callers.map(pods) }]);
const DENY = network('default-deny', {}, []);
const WAVES = { NetworkPolicy: -5, 'NetworkPolicy default-deny': 5 };

describe('an empty default-deny after the NetworkPolicies of all workloads', () => {
  const all = [admitting('web'), admitting('api', 'web'), admitting('db', 'api')];
  const shown = (...added: JsonObject[]) => {
    const result = rollout(RUNNING, [...RUNNING, ...waved(added, WAVES)]);
    return (['sync', 'failedSync', 'rollback', 'rollbackOfFailed'] as const).flatMap((course) => lines(result, course));
  };

  test('changes nothing on the way there or back, and leaves nothing undecided', () => {
    expect(shown(...all, DENY)).toEqual([]);
  });

  test('and before them it stops calls for a time', () => {
    const { gaps } = rollout(RUNNING, [...RUNNING, ...waved([...all, DENY], { 'NetworkPolicy default-deny': -10 })]);
    const outages = gaps.filter(({ kind, course }) => kind === 'outage' && course === 'sync');
    expect(new Set(outages.map(({ to }) => to))).toEqual(new Set(['shop/api', 'shop/db']));
  });

  test('leaves undecided what goes out, too, of which callers each have their own', () => {
    const both = { policyTypes: ['Ingress', 'Egress'] };
    const denied = network('default-deny', {}, [], both);
    const out = network('out', {}, [], { ...both, egress: [{}] });
    expect(shown(...all, out, denied)).not.toEqual([]);
  });
});

describe('a NetworkPolicy that takes the place of another one', () => {
  const moved = (name: string, to: string) => network(name, { matchLabels: { app: 'api' } }, [{ from: [pods(to)] }]);
  const shown = (after: JsonObject) => {
    const before = waved([moved('old', 'web')], { NetworkPolicy: 5 });
    return lines(rollout([...RUNNING, ...before], [...RUNNING, ...waved([after], { NetworkPolicy: -5 })]));
  };

  test('leaves nothing undecided while both are there, if it says the same', () => {
    expect(shown(moved('new', 'web'))).toEqual([]);
  });

  test('opens no more than the ends do, and is looked at, if it says something else', () => {
    expect(shown(moved('new', 'db'))).not.toEqual([]);
  });
});

describe('what comes in by NetworkPolicies', () => {
  const SELECTORS: readonly JsonObject[] = [
    {},
    { matchLabels: { app: 'api' } },
    { matchLabels: { app: 'web' } },
    { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] },
    { matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] },
  ];
  const RULES: readonly (readonly object[])[] = [
    [],
    [{ from: [pods('web')] }],
    [{ from: [pods('web')] }, { from: [pods('db')] }],
    [{ from: [pods('db')], ports: [{ port: 8080 }] }],
    [{}],
  ];
  const some = fc.record({ selector: fc.constantFrom(...SELECTORS), rules: fc.constantFrom(...RULES) });
  const sides = fc.array(
    fc.record({ before: fc.option(some, { freq: 2 }), after: fc.option(some, { freq: 2 }), isFixed: fc.boolean() }),
    { minLength: 1, maxLength: 4 },
  );
  const CALLERS: readonly Caller[] = [
    ...['web', 'db', 'api'].map((name): Caller => ({ kind: 'workload', workload: { namespace: 'shop', name } })),
    { kind: 'plaintext' },
    { kind: 'plaintext', ip: '203.0.113.7' },
  ];
  const verdictsIn = (mesh: Mesh): readonly string[] => {
    const judge = evaluator(mesh);
    return CALLERS.flatMap((caller) =>
      [8080, 9090].map((port) => {
        const to = { kind: 'workload', workload: { namespace: 'shop', name: 'api' }, port } as const;
        const request: Request = {
          from: caller,
          to,
          http: { method: 'GET', path: '/', host: 'api', headers: [], tokens: [] },
        };
        return judge(request).verdict;
      }),
    );
  };

  test('decides as at an end wherever it is said to be as there, in any state between any two ends', () => {
    const counts = { alike: 0, other: 0 };
    fc.assert(
      fc.property(sides, (policies) => {
        const objectsAt = (side: 'before' | 'after') =>
          policies.flatMap((one, index) => {
            const policy = one.isFixed ? one.after : one[side];
            return policy === null ? [] : [network(`p${index}`, policy.selector, policy.rules)];
          });
        const read = (objects: readonly JsonObject[]) =>
          [...RUNNING, allow('api-allow', 'api', 'web', 'db'), ...workload('other/one'), ...objects].map((object) =>
            deliveredObject(object, 'default'),
          );
        const settings = { before: {}, after: {} };
        const { cluster } = clusterReader()(read(objectsAt('before')), read(objectsAt('after')), settings);
        const { deciding } = cluster;
        const called = { namespace: 'shop', name: 'api' };
        const { on, isFence } = bearingIn(cluster);
        const { own } = on(called);
        expect(own.every(isFence)).toBe(true);
        const ends = { before: verdictsIn(cluster.before), after: verdictsIn(cluster.after) };
        for (let choice = 0; choice < 2 ** deciding.length; choice++) {
          const applied = new Set(deciding.filter((_, index) => (choice >> index) % 2 !== 0).map(({ key }) => key));
          const state = { isApplied: (key: string) => applied.has(key), isMadeUnder: () => true };
          const now = verdictsIn(cluster.meshIn(state));
          for (const end of ['before', 'after'] as const) {
            const otherwise = own.filter(({ key }) => applied.has(key) !== (end === 'after'));
            const isAlike = isIngressAsAt(end, state, cluster, called, otherwise);
            counts[isAlike && otherwise.length > 0 ? 'alike' : 'other']++;
            expect(isAlike ? now : ends[end]).toEqual(ends[end]);
          }
        }
      }),
      { numRuns: 40 },
    );
    expect([counts.alike > 0, counts.other > 0]).toEqual([true, true]);
  });
});
