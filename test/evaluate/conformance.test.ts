import { evaluator } from '../../src/evaluate/evaluate';
import type { Verdict } from '../../src/evaluate/verdict';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { KNOWN_GAPS } from '../corpus/known-gaps';
import type { Observed } from '../corpus/recorded';
import { recorded } from '../corpus/recorded';

/** What a recorded row holds of a verdict. */
function observed(verdict: Verdict): Observed {
  const keys = ['verdict', 'status', 'layer', 'by'];
  return Object.fromEntries(Object.entries(verdict).filter(([key]) => keys.includes(key))) as unknown as Observed;
}

describe('the engine answers as real Istio and Envoy did', () => {
  test.each(['golden', 'seeds', 'generated', 'estate', 'paths', 'gateway', 'waypoint'])('%s', (file) => {
    const differing: unknown[] = [];
    const differingIds: string[] = [];
    let judged = 0;
    for (const scenario of recorded(`envoy/${file}`)) {
      const judge = evaluator(readMesh(scenario.manifests, scenario.mesh));
      for (const row of scenario.cases) {
        judged++;
        const actual = observed(judge(readCase(row)));
        if (JSON.stringify(sorted(actual)) === JSON.stringify(sorted(row.expect))) continue;
        differingIds.push(row.id);
        const difference = { id: row.id, in: scenario.description, expect: row.expect, actual };
        if (!KNOWN_GAPS.has(row.id)) differing.push(difference);
      }
    }
    expect(judged).toBeGreaterThan(0);
    expect(differing.slice(0, 20)).toEqual([]);
    // a gap that closed must leave the list
    const listed = [...KNOWN_GAPS.keys()].filter((id) => idsOf(file).has(id));
    expect(listed.filter((id) => !differingIds.includes(id))).toEqual([]);
  });
});

function sorted(value: object): readonly unknown[] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}

function idsOf(file: string): ReadonlySet<string> {
  return new Set(recorded(`envoy/${file}`).flatMap((scenario) => scenario.cases.map((row) => row.id)));
}
