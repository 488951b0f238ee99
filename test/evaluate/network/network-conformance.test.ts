/**
 * Agreement with recorded verdicts: each was given by at least two of three independent NetworkPolicy engines, on
 * manifests as the API server stores them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { evaluator } from '../../../src/evaluate/evaluate';
import type { JsonObject } from '../../../src/policy/json-object';
import { readCase } from '../../../src/policy/read-case';
import { readMesh } from '../../../src/policy/read-mesh';
import { KNOWN_GAPS } from '../../corpus/networkpolicy/known-gaps';

interface CaseFile {
  readonly manifests: readonly JsonObject[];
  readonly mesh?: JsonObject;
  readonly cases: readonly (JsonObject & { readonly id: string; readonly expect: Expectation })[];
}

interface Expectation {
  readonly verdict: 'allow' | 'deny';
  readonly layer?: string;
}

interface Row {
  readonly id: string;
  readonly expected: string;
  readonly verdict: string;
  readonly because: readonly string[];
}

function rowsOf(file: string): readonly Row[] {
  const text = gunzipSync(readFileSync(join(__dirname, '../../corpus/networkpolicy', file))).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as CaseFile)
    .flatMap(({ manifests, mesh, cases }) => {
      const judge = evaluator(readMesh(manifests, mesh));
      return cases.map((testCase) => {
        const actual = judge(readCase(testCase));
        const outcome = (verdict: string, layer?: string): string =>
          layer === undefined ? verdict : `${verdict} ${layer}`;
        const expected = outcome(testCase.expect.verdict, testCase.expect.layer);
        const verdict = outcome(actual.verdict, 'layer' in actual ? actual.layer : undefined);
        return { id: testCase.id, expected, verdict, because: actual.because };
      });
    });
}

describe.each([
  ['golden.jsonl.gz', 131],
  ['generated.jsonl.gz', 1344],
])('recorded verdicts of %s', (file, count) => {
  const rows = rowsOf(file);
  const differing = rows.filter(({ expected, verdict }) => expected !== verdict);

  test(`all ${count} are there, allowed and denied ones`, () => {
    expect(rows).toHaveLength(count);
    const kinds = new Set(rows.map(({ expected }) => expected));
    expect(kinds).toEqual(new Set(['allow', 'deny network'])); // no other layer is involved
  });

  test('each is ours, but for the known gaps', () => {
    expect(differing.filter(({ id }) => !(id in KNOWN_GAPS))).toEqual([]);
  });

  test('each known gap is still one', () => {
    const agreeing = rows.filter(({ expected, verdict }) => expected === verdict).map(({ id }) => id);
    expect(agreeing.filter((id) => id in KNOWN_GAPS)).toEqual([]);
  });

  test('each says why', () => {
    expect(rows.filter(({ because }) => because.length === 0)).toEqual([]);
  });
});

test('every known gap is a recorded case', () => {
  const ids = [...rowsOf('golden.jsonl.gz'), ...rowsOf('generated.jsonl.gz')].map(({ id }) => id);
  expect(Object.keys(KNOWN_GAPS).filter((id) => !ids.includes(id))).toEqual([]);
});
