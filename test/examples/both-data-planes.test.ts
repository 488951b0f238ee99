/** The production scenario with sidecars and with a waypoint: one case file, and the same answers to the letter. */
import { join } from 'node:path';
import { DataPlane } from '../../src';
import { addCharts } from '../../examples/seed-production/main';
import type { Judgement } from '../../src/cases/judge';
import type { Verdict } from '../../src/evaluate/verdict';
import { judgedCases } from '../meaning/case-file';
import { synthesize } from '../meaning/synthesize';

const CASES = join(__dirname, '../../examples/seed-production/cases.yaml');
const judged = (dataPlane: DataPlane): Judgement[] =>
  judgedCases(
    CASES,
    synthesize((app) => addCharts(app, dataPlane)),
  );
const withSidecars = judged(DataPlane.sidecar());
const withWaypoint = judged(DataPlane.ambientWithWaypoint());
const answers = (judgements: Judgement[], show: (verdict: Verdict) => unknown) =>
  Object.fromEntries(judgements.map(({ case: { id }, verdict }) => [id, show(verdict)]));

test('the file has cases of both verdicts', () => {
  expect(new Set(withSidecars.map(({ verdict }) => verdict.verdict))).toEqual(new Set(['allow', 'deny']));
});

test('every call is judged alike, by the same layer, with the same status, and by the same rule', () => {
  const plain = (verdict: Verdict) => {
    const { point: _point, because: _because, ...rest } = verdict;
    return rest;
  };
  expect(answers(withWaypoint, plain)).toEqual(answers(withSidecars, plain));
});

test('what decides is the waypoint where a sidecar did, and ztunnel where plaintext is refused', () => {
  const moved = withSidecars.flatMap(({ verdict }, index) => {
    const point = withWaypoint[index]?.verdict.point;
    if (point === verdict.point) return [];
    return [`${verdict.verdict} ${'layer' in verdict ? `${verdict.layer} ` : ''}${verdict.point} → ${point}`];
  });
  expect([...new Set(moved)].sort()).toEqual([
    'allow sidecar → waypoint',
    'deny authorization sidecar → waypoint',
    'deny jwt sidecar → waypoint',
    'deny mtls sidecar → ztunnel',
  ]);
});
