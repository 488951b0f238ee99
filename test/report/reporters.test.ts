import { check } from '../../src/analyse/check';
import { readManifests } from '../../src/policy/manifest';
import { type Format, REPORTERS } from '../../src/report/reporters';

const TEXT = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: to-backend
  namespace: shop
  annotations:
    cdk8s-zero-trust/suppress: "ZT102: the one path"
spec:
  rules:
    - to: [{operation: {paths: ["/api/", "x|<b>@you"]}}]
      from: [{source: {principals: ["*"]}}]
---
kind: Zebra
`;
const report = check(readManifests([{ name: 'k8s/a b.yaml', text: TEXT }]));
const empty = check(readManifests([]));
const as = (format: Format, of = report) => REPORTERS[format](of, { color: false, failOn: 'error', version: '1.2.3' });

test('text shows the line with a caret below the field', () => {
  expect(as('text'))
    .toBe(`error ZT107  AuthorizationPolicy shop/to-backend: path \`x|<b>@you\` has no leading \`/\`, so it never matches; write \`/x|<b>@you\`
   --> k8s/a b.yaml:10:42
 10 |     - to: [{operation: {paths: ["/api/", "x|<b>@you"]}}]
    |                                          ^

error ZT111  AuthorizationPolicy shop/to-backend: path \`x|<b>@you\` has the character \`|\`, which never arrives so; write it as the proxy sees it, percent-encoded
   --> k8s/a b.yaml:10:42
 10 |     - to: [{operation: {paths: ["/api/", "x|<b>@you"]}}]
    |                                          ^

error ZT004  the document has no \`apiVersion\`, so no cluster takes it; write \`apiVersion\`
   --> k8s/a b.yaml:13:1
 13 | kind: Zebra
    | ^

suppressed ZT102  AuthorizationPolicy shop/to-backend: the one path
1 object of kinds that no check looks into: Zebra 1
assumed: the root namespace is \`istio-system\`
assumed: paths are normalised as the mesh does by default (BASE)
assumed: no workloads are among the manifests, so identities and ports of policies were not compared with any

3 errors, 0 warnings: 2 objects in 2 documents, 1 suppressed, 0 undecided
  ZT004 no object of Kubernetes
  ZT107 value that never matches
  ZT111 pattern that is read literally
`);
});

test('text shows a window of a long line', () => {
  const long = `{"kind": "AuthorizationPolicy", "apiVersion": "security.istio.io/v1", "x": "${'x'.repeat(5000)}", "spec": {"rules": [{}]}}`;
  const lines = as('text', check(readManifests([{ name: 'a', text: long }]))).split('\n');
  expect(lines[2]?.length).toBeLessThan(200);
  expect(lines[2]?.[lines[3]?.indexOf('^') ?? 0]).toBe('{');
});

test('success says what was checked', () => {
  expect(as('text', empty)).toBe('no findings: 0 objects in 0 documents, 0 undecided\n');
});

test('JSON keeps its contract', () => {
  const { findings, summary } = JSON.parse(as('json')) as { findings: unknown[]; summary: unknown };
  expect(findings[0]).toEqual({
    code: 'ZT107',
    title: 'value that never matches',
    severity: 'error',
    category: 'semantics',
    message: 'path `x|<b>@you` has no leading `/`, so it never matches; write `/x|<b>@you`',
    object: { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', namespace: 'shop', name: 'to-backend' },
    field: 'spec.rules[0].to[0].operation.paths[1]',
    location: { file: 'k8s/a b.yaml', document: 0, line: 10, column: 42 },
  });
  expect(summary).toEqual({
    documents: 2,
    objects: 2,
    error: 3,
    warning: 0,
    info: 0,
    suppressed: 1,
    baselined: 0,
    undecided: 0,
  });
});

test('SARIF places results, and keeps suppressed ones as suppressed', () => {
  const { runs } = JSON.parse(as('sarif')) as {
    runs: { tool: { driver: { rules: { id: string }[] } }; results: Record<string, unknown>[] }[];
  };
  const [run] = runs;
  expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(['ZT004', 'ZT102', 'ZT107', 'ZT111']);
  expect(run?.results[0]).toMatchObject({
    ruleId: 'ZT107',
    ruleIndex: 2,
    level: 'error',
    locations: [
      { physicalLocation: { artifactLocation: { uri: 'k8s/a%20b.yaml' }, region: { startLine: 10, startColumn: 42 } } },
    ],
  });
  expect(run?.results.at(-1)).toMatchObject({
    ruleId: 'ZT102',
    suppressions: [{ kind: 'inSource', justification: 'the one path' }],
  });
});

test('Markdown cells hold any value, and only as text', () => {
  const row = as('markdown').split('\n')[4];
  expect(row).toBe(
    '| 🛑 error | **ZT107** path `x\\|<b>@you` has no leading `/`, so it never matches; write `/x\\|<b>@you` | AuthorizationPolicy shop/to-backend | k8s/a b.yaml:10 |',
  );
  expect(as('markdown', empty)).toContain('### zero-trust: no findings\n');
});

test('JUnit fails what fails the run, and shows the rest', () => {
  const xml = as('junit');
  expect(xml).toContain('<testsuite name="k8s/a b.yaml" tests="4" failures="3" skipped="1">');
  expect(xml).toContain('message="path `x|&#60;b&#62;@you` has no leading');
  expect(
    REPORTERS.junit(check(readManifests([{ name: 'a', text: TEXT.replace(/ZT102.*"/, '"') }])), {
      color: false,
      failOn: 'error',
      version: '1',
    }),
  ).toMatch(/<system-out>warning ZT102/);
});

test.each(Object.keys(REPORTERS) as Format[])(
  '%s gives the same bytes twice, and one line feed at the end',
  (format) => {
    expect(as(format)).toBe(as(format));
    expect(as(format)).toMatch(/[^\n]\n$/);
  },
);
