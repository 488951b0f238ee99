import { evaluator } from '../../src/evaluate/evaluate';
import type { CallerOnWay } from '../../src/evaluate/client/possible-callers';
import { nameOf } from '../../src/policy/metadata';
import type { Mesh, Workload } from '../../src/policy/model';
import { groupBy } from '../../src/policy/group-by';
import { readMesh } from '../../src/policy/read-mesh';
import type { Target } from '../../src/policy/request';
import { randomOf } from '../../scripts/fuzz/random';
import { likenessTowards } from '../../src/reach/callers/speakers';
import { terrainsOf, type Terrain } from '../../src/reach/ways/terrain';
import { randomCallers } from './random-callers';

const TARGETS: readonly Target[] = ['x', 'y'].flatMap((name): Target[] => {
  const workload = { namespace: 'called', name };
  return [
    { kind: 'workload', workload, port: 8080 },
    ...[80, 81].map((port): Target => ({ kind: 'service', service: workload, workload, port })),
  ];
});

/** Random meshes, each with the callers that are said to be alike. */
function* classes(): Iterable<{ seed: number; mesh: Mesh; terrain: Terrain; alike: readonly Workload[] }> {
  for (let seed = 1; seed <= 60; seed++) {
    const mesh = readMesh(randomCallers(randomOf(seed)));
    for (const terrain of terrainsOf(mesh)) {
      const likeness = (one: Workload): string => {
        const speaker = terrain.speakers().get(nameOf(one));
        return speaker === undefined ? '' : likenessTowards(speaker, 'called');
      };
      for (const alike of groupBy(terrain.mesh.workloads, likeness).values()) yield { seed, mesh, terrain, alike };
    }
  }
}

test('LAW: callers that are alike speak alike, each as himself', () => {
  let compared = 0;
  for (const { seed, terrain, alike } of classes()) {
    for (const to of TARGETS) {
      for (const isHttp of [true, false]) {
        const ways = terrain.waysOf(to);
        const said = alike.map(({ namespace, name, serviceAccount }) => {
          const from = { kind: 'workload', workload: { namespace, name } } as const;
          const spoken = terrain.callersOf({ from, to, isHttp }, ways)?.map((each) => each.map(speech));
          return JSON.stringify(spoken).replaceAll(`cluster.local/ns/${namespace}/sa/${serviceAccount}`, 'himself');
        });
        compared += said.length - 1;
        expect([seed, to, ...new Set(said)]).toEqual([seed, to, said[0]]);
      }
    }
  }
  expect(compared).toBeGreaterThan(2_000);
});

function speech({ from }: CallerOnWay): CallerOnWay['from'] {
  return from;
}

test('LAW: callers that are alike get the same verdict where no NetworkPolicy and no rule names one of them', () => {
  const verdicts = new Map<string, number>();
  for (const { seed, mesh, alike } of classes()) {
    if (mesh.networkPolicies.length > 0) continue;
    const judge = evaluator(mesh);
    for (const to of TARGETS) {
      const service = to.kind === 'service' ? to.service.name : 'x';
      const http = { method: 'GET', path: '/', host: `${service}.called.svc.cluster.local`, headers: [], tokens: [] };
      const told = alike.map(({ namespace, name }) => {
        const { verdict } = judge({ from: { kind: 'workload', workload: { namespace, name } }, to, http });
        verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
        return verdict;
      });
      expect([seed, to, ...new Set(told)]).toEqual([seed, to, told[0]]);
    }
  }
  expect([...verdicts.keys()].sort()).toEqual(['allow', 'deny', 'undecided']);
});

test('in a mesh that tells nobody anything of his own, all callers with a sidecar are alike', () => {
  const mesh = readMesh(randomCallers({ ...randomOf(1), rarely: () => false, one: ([first]) => first as never }));
  const [terrain] = terrainsOf(mesh);
  const speakers = [...(terrain?.speakers().values() ?? [])];
  expect(new Set(speakers.map((one) => likenessTowards(one, 'elsewhere'))).size).toBe(1);
  expect(new Set(speakers.map((one) => likenessTowards(one, 'called'))).size).toBe(2);
});
