import type { JsonObject } from '../../src/policy/json-object';
import { allow, annotated, denyAll, lines, namespace, rollout, strict, workload, WORKLOADS } from './estate';

const RUNNING = [namespace(), ...WORKLOADS, allow('db-allow', 'db', 'api'), denyAll(), strict()];
const hook = (object: JsonObject, deletion?: string, phase = 'PreSync') =>
  annotated(object, {
    'argocd.argoproj.io/hook': phase,
    ...(deletion === undefined ? {} : { 'argocd.argoproj.io/hook-delete-policy': deletion }),
  });
const API_ALLOW = allow('api-allow', 'api', 'web');

describe('a policy that is a hook', () => {
  test('is deleted and made anew by each sync, though nothing changed: an outage', () => {
    const live = [...RUNNING, hook(API_ALLOW)];
    const { gaps, undecided, steps } = rollout(live, live);
    expect(lines({ gaps, undecided })).toEqual(['outage 1-2 web>api']);
    expect(lines({ gaps, undecided }, 'rollback')).toEqual(['outage 1-2 web>api']);
    expect(steps).toMatchObject([
      { phase: 'PreSync', action: 'prune', objects: [{ name: 'api-allow' }] },
      { phase: 'PreSync', action: 'apply', objects: [{ name: 'api-allow' }] },
    ]);
  });

  test('is so, too, where it changed, and opens what nothing else closes', () => {
    const [_, ...open] = RUNNING.filter(({ metadata }) => (metadata as { name: string }).name !== 'deny-all');
    const live = [namespace(), ...open];
    const { gaps, undecided } = rollout(
      [...live, hook(API_ALLOW)],
      [...live, hook(allow('api-allow', 'api', 'web', 'db'))],
    );
    expect(lines({ gaps, undecided })).toEqual(['exposure 1-2 *>api']);
  });

  test.each(['HookFailed', 'HookFailed,HookSucceeded'])('stays where it is deleted by %s alone', (deletion) => {
    const live = [...RUNNING, hook(API_ALLOW, deletion)];
    expect(rollout(live, live)).toMatchObject({ steps: [], gaps: [], undecided: [] });
    const both = [...RUNNING, hook(API_ALLOW, `${deletion},BeforeHookCreation`)];
    expect(lines(rollout(both, both))).toEqual(['outage 1-2 web>api']);
  });

  test('is so as a hook of Helm', () => {
    const helm = (deletion: string) =>
      annotated(API_ALLOW, { 'helm.sh/hook': 'pre-upgrade', 'helm.sh/hook-delete-policy': deletion });
    const sync = (deletion: string) => rollout([...RUNNING, helm(deletion)], [...RUNNING, helm(deletion)]);
    expect(lines(sync('before-hook-creation'))).toEqual(['outage 1-2 web>api']);
    expect(lines(sync('hook-failed'))).toEqual([]);
  });

  test('of several phases is deleted and made anew in each of them, though there was none before', () => {
    const twice = hook(API_ALLOW, undefined, 'PreSync,PostSync');
    const { gaps, undecided, steps } = rollout([...RUNNING, twice], [...RUNNING, twice]);
    expect(steps.map(({ phase, action }) => `${phase} ${action}`)).toEqual([
      'PreSync prune',
      'PreSync apply',
      'PostSync prune',
      'PostSync apply',
    ]);
    expect(lines({ gaps, undecided })).toEqual(['outage 1-2 web>api']);
    const first = rollout(
      [...RUNNING, API_ALLOW],
      [...RUNNING, API_ALLOW, hook(allow('api-more', 'api', 'db'), undefined, 'PreSync,PostSync')],
    );
    expect(first.steps.map(({ phase, action }) => `${phase} ${action}`)).toEqual([
      'PreSync apply',
      'PostSync prune',
      'PostSync apply',
    ]);
    const kept = hook(allow('api-more', 'api', 'db'), 'HookFailed', 'PreSync,PostSync');
    expect(rollout([...RUNNING, API_ALLOW], [...RUNNING, API_ALLOW, kept]).steps.map(({ action }) => action)).toEqual([
      'apply',
      'apply',
    ]);
  });

  test('is not deleted by its first sync, nor is an ordinary policy by any', () => {
    expect(lines(rollout(RUNNING, [...RUNNING, hook(API_ALLOW)]))).toEqual([]);
    const live = [...RUNNING, API_ALLOW];
    expect(rollout(live, live).steps).toEqual([]);
  });

  test('is there once, in whatever way a sync fails', () => {
    const other = hook(allow('api-allow', 'api', 'db'));
    const { gaps, undecided } = rollout([...RUNNING, hook(API_ALLOW)], [...RUNNING, other]);
    expect(lines({ gaps, undecided })).toEqual([]);
    expect(lines({ gaps, undecided }, 'failedSync')).toEqual([]);
  });
});

describe('a Job that is a hook', () => {
  test('is taken to be there all the time', () => {
    const [deployment] = workload('migrate') as [JsonObject];
    const job = { ...deployment, apiVersion: 'batch/v1', kind: 'Job' };
    const live = [...RUNNING, API_ALLOW, hook(job)];
    expect(rollout(live, live)).toMatchObject({ steps: [], gaps: [] });
    const served = [...RUNNING, API_ALLOW, hook(deployment)];
    expect(rollout(served, served).steps).toHaveLength(2);
  });
});
