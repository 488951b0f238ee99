import type { KnownLabels } from '../../../src/evaluate/network/known-labels';
import { matchesSelector, namespaceLabels, podLabels } from '../../../src/evaluate/network/known-labels';
import type { JsonObject } from '../../../src/policy/json-object';
import { readLabelSelector } from '../../../src/policy/label-selector';
import { readMesh } from '../../../src/policy/read-mesh';

function plain(labels: Readonly<Record<string, string>>): KnownLabels {
  return { owner: 'it', labels, generated: [], possible: [] };
}

function ask(selector: JsonObject, known: KnownLabels): string {
  return matchesSelector(readLabelSelector(selector, 'selector'), known).is;
}

function expression(operator: string, ...values: readonly string[]): JsonObject {
  return { matchExpressions: [{ key: 'color', operator, ...(values.length > 0 ? { values } : {}) }] };
}

describe('requirements', () => {
  test.each<[string, JsonObject, readonly string[]]>([
    // of labels: color=red, color=blue, color='', none
    ['In', expression('In', 'red', ''), ['yes', 'no', 'yes', 'no']],
    ['NotIn: a missing key satisfies', expression('NotIn', 'red', ''), ['no', 'yes', 'no', 'yes']],
    ['Exists', expression('Exists'), ['yes', 'yes', 'yes', 'no']],
    ['DoesNotExist', expression('DoesNotExist'), ['no', 'no', 'no', 'yes']],
    ['an empty value wants the key', { matchLabels: { color: '' } }, ['no', 'no', 'yes', 'no']],
    ['the empty selector', {}, ['yes', 'yes', 'yes', 'yes']],
  ])('%s', (_, selector, expected) => {
    const answers = [{ color: 'red' }, { color: 'blue' }, { color: '' }, { size: 'red' }].map((labels) =>
      ask(selector, plain(labels as Readonly<Record<string, string>>)),
    );
    expect(answers).toEqual(expected);
  });
});

describe('labels of a namespace', () => {
  test('its name is one, written or not', () => {
    const { labels } = namespaceLabels('shop', { name: 'shop', labels: { team: 'a' }, annotations: {} });
    expect(labels).toEqual({ team: 'a', 'kubernetes.io/metadata.name': 'shop' });
  });

  test('without manifest only its name is known', () => {
    const known = namespaceLabels('shop', undefined);
    expect(ask({ matchLabels: { 'kubernetes.io/metadata.name': 'shop' } }, known)).toBe('yes');
    expect(ask({ matchLabels: { 'kubernetes.io/metadata.name': 'ops' } }, known)).toBe('no');
    expect(ask({ matchLabels: { team: 'a' } }, known)).toBe('unknown');
    expect(ask({}, known)).toBe('yes');
  });
});

describe('labels that controllers add', () => {
  function labelsOf(kind: string): KnownLabels {
    const pod = { metadata: { labels: { app: 'web', 'pod-template-hash': 'mine' } }, spec: {} };
    const [workload] = readMesh([
      { apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1', kind, metadata: { name: 'w' }, spec: { template: pod } },
    ]).workloads;
    if (workload === undefined) throw new Error('no workload');
    return podLabels(workload);
  }
  const hash = (operator: string, ...values: readonly string[]): JsonObject => ({
    matchExpressions: [{ key: 'pod-template-hash', operator, values }],
  });

  test('are there, with a value that only the cluster knows', () => {
    expect(ask(hash('Exists'), labelsOf('Deployment'))).toBe('yes');
    expect(ask(hash('DoesNotExist'), labelsOf('Deployment'))).toBe('no');
    expect(ask(hash('In', 'mine'), labelsOf('Deployment'))).toBe('unknown');
    expect(ask(hash('NotIn', 'mine'), labelsOf('Deployment'))).toBe('unknown');
  });

  test('are the template’s own elsewhere', () => {
    expect(ask(hash('In', 'mine'), labelsOf('StatefulSet'))).toBe('yes');
  });

  test('of a Job: its name is known', () => {
    expect(ask({ matchLabels: { 'job-name': 'w' } }, labelsOf('Job'))).toBe('yes');
    expect(ask({ matchLabels: { 'job-name': 'v' } }, labelsOf('Job'))).toBe('no');
  });

  test('of scheduler and injection: may be there', () => {
    expect(ask({ matchLabels: { 'topology.kubernetes.io/zone': 'a' } }, labelsOf('Deployment'))).toBe('unknown');
    expect(ask({ matchLabels: { other: 'a' } }, labelsOf('Deployment'))).toBe('no');
  });
});
