/**
 * Agreement with recorded callers: what their proxies spoke, as istiod's clusters had it, and what became of the whole
 * call. Of a denial no status was recorded, and no verdict where nothing but the client's side was measured.
 */
import { clientsTls } from '../../../src/evaluate/client/client-tls';
import { evaluator } from '../../../src/evaluate/evaluate';
import { readCase } from '../../../src/policy/read-case';
import { readMesh } from '../../../src/policy/read-mesh';
import { KNOWN_GAPS } from '../../corpus/client-tls/known-gaps';
import type { Observed, RecordedCase } from '../../corpus/recorded';
import { recorded } from '../../corpus/recorded';

interface ClientCase extends RecordedCase {
  readonly expect: Observed & {
    readonly tls: string;
    readonly inner?: string;
    readonly sni?: string;
    readonly destinationRule?: string;
  };
}

const rows = ['golden', 'generated'].flatMap((file) =>
  recorded(`client-tls/${file}`).flatMap(({ manifests, mesh: settings, cases }) => {
    const mesh = readMesh(manifests, settings);
    const judge = evaluator(mesh);
    return (cases as readonly ClientCase[]).map((row) => ({ row, mesh, judge, call: readCase(row) }));
  }),
);

/** The rows that differ, without those that are known to. A gap that closed must leave the list. */
function differing(differences: readonly { readonly id: string }[]): unknown {
  const ids = differences.map(({ id }) => id);
  const closed = [...KNOWN_GAPS.keys()].filter((id) => !ids.includes(id));
  return { differing: differences.filter(({ id }) => !KNOWN_GAPS.has(id)).slice(0, 20), closed };
}

test('each proxy speaks as it did, under the same rule', () => {
  expect(rows.length).toBeGreaterThan(3700);
  const differences = rows.flatMap(({ row, mesh, call }) => {
    const { tls, inner, sni, destinationRule } = row.expect;
    const said = clientsTls(mesh)(call);
    const {
      rule,
      ports: _,
      ...spoken
    } = said.kind === 'spoken' ? said : { ...said, rule: undefined, ports: undefined };
    const actual = { ...spoken, ...(rule === undefined ? {} : { rule: `${rule.namespace}/${rule.name}` }) };
    const expected = JSON.parse(JSON.stringify({ kind: 'spoken', tls, inner, sni, rule: destinationRule })) as object;
    return isEqual(actual, expected) ? [] : [{ id: row.id, expected, actual }];
  });
  expect(differing(differences)).toEqual({ differing: [], closed: [] });
});

test('each call through a sidecar ends as it did', () => {
  const judged = rows.filter(({ row }) => row.expect.verdict !== undefined);
  expect(judged.length).toBeGreaterThan(2300);
  const differences = judged.flatMap(({ row, judge, call }) => {
    const { verdict, layer, by } = row.expect;
    const said: Readonly<Record<string, unknown>> = { ...judge(call) };
    // the rule that allows was not recorded
    const actual = { verdict: said.verdict, layer: said.layer, by: verdict === 'deny' ? said.by : undefined };
    return isEqual(actual, { verdict, layer, by }) ? [] : [{ id: row.id, expected: row.expect, actual: said }];
  });
  expect(differing(differences)).toEqual({ differing: [], closed: [] });
});

function isEqual(a: object, b: object): boolean {
  const sorted = (value: object): string =>
    JSON.stringify(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
  return sorted(a) === sorted(b);
}
