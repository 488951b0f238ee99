import { evaluate, evaluator } from '../../src/evaluate/evaluate';
import { neighbourhoodsOf } from '../../src/policy/neighbourhood';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { recorded } from '../corpus/recorded';

describe('the neighbourhood of a call', () => {
  test.each(['envoy/estate', 'envoy/waypoint'])('answers as the whole mesh does: %s', (file) => {
    for (const scenario of recorded(file)) {
      const mesh = readMesh(scenario.manifests, scenario.mesh);
      const judge = evaluator(mesh);
      const calls = scenario.cases.map(readCase);
      expect(calls.map(judge)).toEqual(calls.map((call) => evaluate(mesh, call)));
    }
  });

  test('leaves out what cannot matter', () => {
    const pod = (namespace: string): object => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace } });
    const near = neighbourhoodsOf(readMesh([pod('shop'), pod('other')]));

    expect(near('shop').workloads.map((workload) => workload.namespace)).toEqual(['shop']);
  });
});
