import type { JsonObject } from '../../src/policy/json-object';
import {
  allow,
  denyAll,
  lines,
  made,
  namespace,
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
