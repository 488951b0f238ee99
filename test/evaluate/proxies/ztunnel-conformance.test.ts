import type { Case } from '../../../src/cases/case-file';
import { judgeOf } from '../../../src/cases/judge';
import { evaluator } from '../../../src/evaluate/evaluate';
import { readCase } from '../../../src/policy/read-case';
import { readMesh } from '../../../src/policy/read-mesh';
import { type RecordedScenario, recorded } from '../../corpus/recorded';

/** Rows that are answered otherwise, as `scenario/case`, each with its reason. */
const KNOWN_GAPS: ReadonlyMap<string, string> = new Map();

const FILES = ['golden', 'generated', 'peerauthentication-grid'];

function caseOf(row: RecordedScenario['cases'][number], index: number): Case {
  return { id: row.id, request: readCase(row), expect: { ...row.expect }, line: 0, index };
}

/** The rows that are answered otherwise than real istiod and ztunnel did, by `scenario/case`. */
function differencesIn(file: string): ReadonlyMap<string, object> {
  const differences = new Map<string, object>();
  for (const scenario of recorded(`ztunnel/${file}`)) {
    const cases = scenario.cases.map(caseOf);
    const { judge } = judgeOf(cases, readMesh(scenario.manifests, scenario.mesh));
    for (const [index, row] of scenario.cases.entries()) {
      const actual = judge(cases[index] as Case).verdict;
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

test('what calls tell each other of addresses only decides what is undecided alone', () => {
  const changed = FILES.flatMap((file) => recorded(`ztunnel/${file}`)).flatMap(
    ({ manifests, mesh: settings, cases }) => {
      const mesh = readMesh(manifests, settings);
      const together = cases.map(caseOf);
      const [alone, { judge }] = [evaluator(mesh), judgeOf(together, mesh)];
      return together
        .map((one) => ({ alone: alone(one.request), together: judge(one).verdict }))
        .filter((answers) => JSON.stringify(answers.alone) !== JSON.stringify(answers.together));
    },
  );
  expect(changed.length).toBeGreaterThan(0);
  expect(changed.filter(({ alone }) => alone.verdict !== 'undecided')).toEqual([]);
});
