import { evaluator } from '../../src/evaluate/evaluate';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { withAddresses } from '../../src/policy/workload-address';
import { recorded } from '../corpus/recorded';

/** Rows that are answered otherwise, as `scenario/case`, each with its reason. */
const KNOWN_GAPS: ReadonlyMap<string, string> = new Map();

const FILES = ['golden', 'generated', 'peerauthentication-grid'];

/** The rows that are answered otherwise than real istiod and ztunnel did, by `scenario/case`. */
function differencesIn(file: string): ReadonlyMap<string, object> {
  const differences = new Map<string, object>();
  for (const scenario of recorded(`ztunnel/${file}`)) {
    const read = readMesh(scenario.manifests, scenario.mesh);
    const evaluate = evaluator(withAddresses(read, scenario.cases.map(readCase)));
    for (const row of scenario.cases) {
      const actual = evaluate(readCase(row));
      const { verdict, layer, by } = { layer: undefined, by: undefined, ...actual };
      const { expect: expected } = row;
      const isEqual = verdict === expected.verdict && layer === expected.layer && by === expected.by;
      if (!isEqual) differences.set(`${scenario.id}/${row.id}`, { expected, actual });
    }
  }
  return differences;
}

describe('the engine answers as real istiod and ztunnel did', () => {
  test.each(FILES)('%s', (file) => {
    expect(recorded(`ztunnel/${file}`).length).toBeGreaterThan(100);
    const differences = [...differencesIn(file)].filter(([id]) => !KNOWN_GAPS.has(id));
    expect(differences.slice(0, 20)).toEqual([]);
  });

  test('each known gap is still open', () => {
    const open = new Set(FILES.flatMap((file) => [...differencesIn(file).keys()]));
    expect([...KNOWN_GAPS.keys()].filter((id) => !open.has(id))).toEqual([]);
  });
});
