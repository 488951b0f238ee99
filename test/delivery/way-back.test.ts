import type { JsonObject } from '../../src/policy/json-object';
import {
  allow,
  denyAll,
  from,
  lines,
  made,
  namespace,
  policy,
  pruneLast,
  rolled,
  rollout,
  strict,
  type Waves,
  waved,
  workload,
  WORKLOADS,
} from './estate';

const RUNNING = [namespace(), ...WORKLOADS, allow('db-allow', 'db', 'api'), denyAll(), strict()];
const account = (name: string) => made('ServiceAccount', name);
const BEFORE = [...RUNNING, allow('api-allow', 'api', 'web')];
/** A policy lets web in before the other one lets it in no more; what comes in the last wave is no policy. */
const moved = (last: number, options: (object: JsonObject) => JsonObject = (object) => object) => [
  ...RUNNING,
  ...waved([options(allow('api-early', 'api', 'web'))], { AuthorizationPolicy: -5 }),
  allow('api-allow', 'api', 'db'),
  ...waved([account('late')], { ServiceAccount: last }),
];

describe('the way back from a sync that failed', () => {
  test('prunes in other waves than the way back from its end, and so breaks what that one does not', () => {
    const result = rollout(BEFORE, moved(9));
    expect([lines(result), lines(result, 'failedSync'), lines(result, 'rollback')]).toEqual([[], [], []]);
    expect(lines(result, 'rollbackOfFailed')).toEqual(['outage 1-2 web>api']);
    const [gap] = result.gaps;
    expect(gap?.failed).toEqual({ way: 1, refused: [] });
    const way = result.waysBack[gap?.failed?.way ?? 0];
    expect(way).toMatchObject({
      failed: 2,
      steps: [
        { wave: -5, action: 'prune', objects: [{ name: 'api-early' }] },
        { wave: 0, action: 'apply', objects: [{ name: 'api-allow' }] },
      ],
    });
    expect(gap?.witness).toMatchObject({
      before: { verdict: 'allow' },
      between: { verdict: 'deny' },
      after: { verdict: 'allow' },
    });
  });

  test('breaks nothing where what was added goes last', () => {
    expect(lines(rollout(BEFORE, moved(9, pruneLast)), 'rollbackOfFailed')).toEqual([]);
  });
});

describe('a way back that does not lead to where the sync began', () => {
  const closed = [...RUNNING, policy('api-deny', 'api', { action: 'DENY', rules: [{ from: from('db') }] })];
  /** Web is let in when it is denied already; back, it is denied no more, and what lets it in stays. */
  const opened = [
    ...RUNNING,
    ...waved([policy('api-deny', 'api', { action: 'DENY', rules: [{ from: from('web') }] })], {
      AuthorizationPolicy: -5,
    }),
    allow('api-allow', 'api', 'web'),
    ...waved([account('late')], { ServiceAccount: 9 }),
  ];

  test('hides nothing that the way back from a failed sync opens, where that one tells nothing of it', () => {
    const result = rollout(closed, opened, { settings: { prune: false, pruneLast: false } });
    expect([lines(result), lines(result, 'failedSync'), lines(result, 'rollback')]).toEqual([[], [], []]);
    expect(lines(result, 'rollbackOfFailed')).toEqual(['exposure 1- web>api']);
    expect(result.gaps[0]?.witness).toMatchObject({
      before: { verdict: 'deny' },
      between: { verdict: 'allow' },
      after: { verdict: 'deny' },
    });
  });

  test('and with pruning, where it leads there, nothing opens', () => {
    expect(lines(rollout(closed, opened), 'rollbackOfFailed')).toEqual([]);
  });
});

describe('a wave that fails with objects of several waves in it', () => {
  /** Namespaces come before what is in them, and so into its wave; they are pruned by the waves of their own. */
  const spaces = (count: number) =>
    Array.from({ length: count }, (_, index) => `s${index}`).flatMap((name, index) => [
      ...waved([namespace(name)], { Namespace: 9 - index }),
      made('ServiceAccount', `${name}/one`),
    ]);
  const back = (count: number) => lines(rollout(BEFORE, [...moved(20), ...spaces(count)]), 'rollbackOfFailed');

  test('is told where the sorts of what it may have added are few', () => {
    expect(back(3)).toEqual(['outage 2-3 web>api']);
  });

  test('is undecided where they are more than are looked at, and names no step', () => {
    const because =
      'in which order the way back prunes depends on which of 5 sorts of objects, by their own waves, that wave has added: more than are looked at';
    expect(back(4)).toEqual([`undecided ${because}`]);
    const { undecided, waysBack } = rollout(BEFORE, [...moved(20), ...spaces(4)]);
    const [doubt] = undecided;
    expect(doubt).toMatchObject({ after: 0, to: 'shop/api', port: 8080 });
    expect(waysBack[doubt?.failed?.way ?? 0]).toMatchObject({ failed: 10, steps: [] });
  });

  test('is undecided also where a new workload would otherwise have its policy whenever it is there', () => {
    const guarded = [...workload('new'), ...waved([allow('new-allow', 'new', 'web')], { AuthorizationPolicy: -5 })];
    const doubted = (count: number) => {
      const { undecided } = rollout(RUNNING, [...RUNNING, ...guarded, ...spaces(count)]);
      return undecided.map(({ course, to }) => `${course} ${to}`);
    };
    expect(doubted(3)).toEqual([]);
    expect(doubted(4)).toContain('rollbackOfFailed shop/new');
  });

  test('leaves decided where nothing bears that the failed sync has changed', () => {
    const early = [namespace(), ...waved([account('late')], { ServiceAccount: 20 })];
    expect(rollout(RUNNING, [...RUNNING, ...early, ...spaces(4)])).toMatchObject({ gaps: [], undecided: [] });
  });
});

describe('a Namespace relabelled by a sync that failed', () => {
  const open = [namespace(), ...WORKLOADS];
  const old = (labels: JsonObject) => [namespace('old', labels), ...workload('old/batch')];
  const before = [...open, ...old({})];
  const show = (waves: Waves) => {
    const wanted = waved([...open, strict(), ...old({ 'istio-injection': 'enabled' }).map(rolled)], waves);
    return lines(rollout(before, wanted), 'rollbackOfFailed');
  };

  test('leaves open which pods have a proxy where both were in the wave that failed', () => {
    const because = 'whether pods in old are older than the labels of their Namespace is not known after that failure';
    expect(new Set(show({}))).toEqual(new Set([`undecided ${because}`]));
  });

  test('is told where pods come in a later wave, and adds nothing', () => {
    expect(show({ Namespace: -30, Deployment: 5, PeerAuthentication: 5 })).toEqual([]);
    expect(show({ Namespace: -30, PeerAuthentication: 30 })).toEqual([]);
  });
});
