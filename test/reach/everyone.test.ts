import { evaluator } from '../../src/evaluate/evaluate';
import { groupBy } from '../../src/policy/group-by';
import { readMesh } from '../../src/policy/read-mesh';
import type { Target } from '../../src/policy/request';
import { everyoneIn } from '../../src/reach/callers/everyone';
import { terrainsOf } from '../../src/reach/ways/terrain';
import { randomOf } from '../../scripts/fuzz/random';
import { randomCallers } from './random-callers';

const CALLED: Target = { kind: 'workload', workload: { namespace: 'called', name: 'x' }, port: 8080 };
const SPACE_A = { kind: 'prefix', text: 'spiffe://cluster.local/ns/a/' } as const;

test('LAW: those of one crowd that are not at home where they call get the same verdict', () => {
  let compared = 0;
  const verdicts = new Set<string>();
  for (let seed = 1; seed <= 60; seed++) {
    const mesh = readMesh(randomCallers(randomOf(seed)));
    const { workloads, crowds } = everyoneIn([terrainsOf(mesh)]);
    const crowdOf = crowds([]);
    const judge = evaluator(mesh);
    for (const crowd of groupBy(workloads.keys(), (place) => crowdOf[place]).values()) {
      const told = crowd.flatMap((place) => {
        const from = workloads[place]?.from;
        return from === undefined || from.workload.namespace === 'called' ? [] : [judge({ from, to: CALLED }).verdict];
      });
      compared += Math.max(0, told.length - 1);
      told.forEach((verdict) => verdicts.add(verdict));
      expect([seed, ...new Set(told)]).toEqual([seed, ...told.slice(0, 1)]);
    }
  }
  expect(compared).toBeGreaterThan(200);
  expect([...verdicts].sort()).toEqual(['allow', 'deny', 'undecided']);
});

test('a pattern that some identities match parts a crowd, which is one without it', () => {
  const mesh = readMesh(randomCallers({ ...randomOf(1), rarely: () => false, one: ([first]) => first as never }));
  const { workloads, crowds } = everyoneIn([terrainsOf(mesh)]);
  expect(new Set(crowds([])).size).toBe(1);
  const parted = crowds([SPACE_A]);
  const inSpace = workloads.flatMap(({ name }, place) => (name.startsWith('a/') ? [parted[place]] : []));
  expect(inSpace.length).toBeGreaterThan(0);
  expect(new Set(inSpace).size).toBe(1);
  expect(new Set(parted).size).toBe(2);
});

test('workloads that a NetworkPolicy may tell apart are crowds of their own, and are one without it', () => {
  const random = { ...randomOf(1), rarely: () => false, one: <T>([first]: readonly T[]) => first as never };
  const manifests = randomCallers(random);
  const policy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'from-x', namespace: 'called' },
    spec: { podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: 'x' } } }] }] },
  };
  const without = everyoneIn([terrainsOf(readMesh(manifests))]);
  const guarded = everyoneIn([terrainsOf(readMesh([...manifests, policy]))]);
  expect(new Set(without.crowds([])).size).toBe(1);
  expect(new Set(guarded.crowds([])).size).toBe(guarded.workloads.length);
});
