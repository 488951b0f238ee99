import { baselineOf } from '../../src/analyse/baseline';
import { check, type CheckOptions } from '../../src/analyse/check';
import { readConfiguration } from '../../src/analyse/configuration';
import { CODES, helpUriOf } from '../../src/findings/catalogue';
import { readManifests } from '../../src/policy/manifest';
import { mistakesIn } from '../../src/policy/shape';
import { sarif } from '../../src/report/sarif';
import { SARIF } from './sarif-shape';

const OPEN = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: open, namespace: shop}
spec: {rules: [{}]}
`;
const LINK = OPEN.replace('{}]', '{from: [{source: {principals: ["spiffe://[x](https://evil.example)"]}}]}]');
const configuration = readConfiguration({
  name: 'zero-trust.yaml',
  text: 'suppress: [{code: ZT104, reason: meant, object: {kind: AuthorizationPolicy, namespace: shop, name: open}}]',
});
const listed: CheckOptions = 'problems' in configuration ? {} : { suppressions: configuration.suppressions };

interface Result {
  readonly ruleId: string;
  readonly message: { readonly text: string };
  readonly baselineState?: string;
  readonly suppressions?: readonly { readonly kind: string }[];
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: { readonly startLine: number };
    };
  }[];
}
function logOn(text: string, options: CheckOptions = {}, name = 'a.yaml') {
  const report = check(readManifests([{ name, text }]), options);
  const log = JSON.parse(sarif(report, { color: false, failOn: 'error', version: '1.2.3' })) as {
    runs: [
      { results: Result[]; tool: { driver: { rules: { id: string; helpUri: string; help: { text: string } }[] } } },
    ];
  };
  return { log, ...log.runs[0] };
}

test.each([
  ['nothing', '', {}],
  ['findings', `${OPEN}---\nkind: X\n`, {}],
  ['suppressed findings', OPEN.replace('shop}', 'shop, annotations: {cdk8s-zero-trust/suppress: "ZT104: x"}}'), {}],
  ['findings that the configuration suppresses, and one that it does not', `${OPEN}---\n${LINK}`, listed],
  ['a finding in the configuration', LINK, listed],
  [
    'a baseline',
    `${OPEN}---\n${LINK}`,
    { baseline: baselineOf(check(readManifests([{ name: 'a', text: OPEN }])).findings) },
  ],
] as const)('a report on %s has the shape of SARIF', (_, text, options) => {
  expect(mistakesIn(SARIF, logOn(text, options).log)).toEqual([]);
});

test('the shape refuses what SARIF does not know', () => {
  expect(mistakesIn(SARIF, { version: '2.1.0', runs: [{ tool: { driver: {} }, result: [] }] })).toHaveLength(2);
});

test('with a baseline every result says how it compares, else none does', () => {
  const baseline = baselineOf(check(readManifests([{ name: 'a', text: OPEN }])).findings);
  const states = (options: CheckOptions) =>
    logOn(`${OPEN}---\n${LINK.replace('name: open', 'name: link')}`, options).results.map(
      ({ ruleId, baselineState }) => [ruleId, baselineState],
    );
  expect(states({ baseline })).toEqual([
    ['ZT105', 'new'],
    ['ZT104', 'unchanged'],
  ]);
  expect(states({})).toEqual([
    ['ZT104', undefined],
    ['ZT105', undefined],
  ]);
});

test('a suppression is in the source when the object bears it, and else external', () => {
  const annotated = OPEN.replace('shop}', 'shop, annotations: {cdk8s-zero-trust/suppress: "ZT104: x"}}');
  expect(logOn(annotated).results.map(({ suppressions }) => suppressions?.[0]?.kind)).toEqual(['inSource']);
  expect(logOn(OPEN, listed).results.map(({ suppressions }) => suppressions?.[0]?.kind)).toEqual(['external']);
});

test.each([
  ['dist/a b.yaml', 'dist/a%20b.yaml'],
  ['./dist/ü#1?.yaml', 'dist/%C3%BC%231%3F.yaml'],
  ['../a.yaml', '../a.yaml'],
  ['-', 'stdin'],
  ['/repo/a b.yaml', 'file:///repo/a%20b.yaml'],
  ['C:\\repo\\a.yaml', 'file:///C:/repo/a.yaml'],
])('the file %s has the address %s', (file, uri) => {
  const [result] = logOn(`# a comment\n\n${OPEN}`, {}, file).results;
  expect(result?.locations[0]?.physicalLocation).toMatchObject({ artifactLocation: { uri }, region: { startLine: 6 } });
});

test('no value of a manifest makes a link', () => {
  const [result] = logOn(LINK).results;
  expect(result?.message.text).toContain('\\[x](https://evil.example)');
  expect(logOn(OPEN).results[0]?.message.text).not.toContain('\\');
});

test('each rule has its text and its row of the documentation', () => {
  for (const { id, helpUri, help } of logOn(`${OPEN}---\nkind: X\n`).tool.driver.rules) {
    expect(CODES).toContain(id);
    expect(helpUri).toMatch(new RegExp(`#${id.toLowerCase()}$`));
    expect(help.text).not.toBe('');
  }
  expect(helpUriOf('ZT104')).toBe(
    'https://github.com/cdk8s-zero-trust/cdk8s-zero-trust/blob/main/docs/findings.md#zt104',
  );
});
