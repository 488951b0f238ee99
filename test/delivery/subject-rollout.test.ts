import { Testing } from 'cdk8s';
import { evaluator, rollout, type RolloutSubjects } from '../../src/engine';
import { allow, denyAll, namespace, pruneLast, WORKLOADS } from './estate';

const RUNNING = [namespace(), ...WORKLOADS, denyAll()];
const BEFORE = [...RUNNING, allow('api-allow', 'api', 'web')];
const AFTER = [...RUNNING, allow('api', 'api', 'web')];
const inShort = (subjects: RolloutSubjects, application?: object) => {
  const { steps, gaps } = rollout(subjects, {
    judgeOf: evaluator,
    ...(application && { application: { ...application } }),
  });
  return [steps.length, ...gaps.filter(({ course }) => course !== 'rollback').map(({ kind, to }) => `${kind} ${to}`)];
};

describe('the rollout of subjects', () => {
  test('is that of their objects: a rename fails for a time, and does not where nothing is pruned', () => {
    expect(inShort({ before: BEFORE, after: AFTER })).toEqual([2, 'outage shop/api']);
    const application = { spec: { syncPolicy: { automated: { prune: false } } } };
    expect(inShort({ before: BEFORE, after: AFTER }, application)).toEqual([1]);
    expect(inShort({ before: [...RUNNING, pruneLast(allow('api-allow', 'api', 'web'))], after: AFTER })).toEqual([2]);
  });

  test('is a first install without what was, and a deletion without what shall be', () => {
    const quiet = [namespace('calm')];
    expect([inShort({ after: quiet }), inShort({ before: quiet })]).toEqual([[1], [1]]);
    expect(inShort({ after: BEFORE }).length).toBeGreaterThan(1);
  });

  test('takes no subject without objects: a chart that failed to add them would look like a deletion', () => {
    const chart = Testing.chart();
    expect(() => rollout({ before: BEFORE, after: chart }, { judgeOf: evaluator })).toThrow('it holds no object');
  });

  test('takes no object twice, with different content, and names both places; the same twice is one', () => {
    const text = (...callers: string[]) => JSON.stringify(allow('api', 'api', ...callers));
    const both = [...BEFORE, text('web'), text('db')];
    const message =
      /^text 10:1:\d+: `AuthorizationPolicy shop\/api` stands here and, with other content, at `text 9:1:\d+`; which/;
    expect(() => rollout({ before: BEFORE, after: both }, { judgeOf: evaluator })).toThrow(message);
    expect(() => rollout({ before: both }, { judgeOf: evaluator })).toThrow(message);
    expect(inShort({ before: BEFORE, after: [...AFTER, text('web')] })).toEqual([2, 'outage shop/api']);
  });
});
