import { check } from '../../src/analyse/check';
import { readConfiguration } from '../../src/analyse/configuration';
import { showObject } from '../../src/findings/finding';
import { readManifests } from '../../src/policy/manifest';

const OPEN = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: open, namespace: shop}
spec: {rules: [{}]}
`;
const entry = (fields: string) => `suppress: [{code: ZT104, reason: public on purpose, ${fields}}]\n`;
const NAMED = 'object: {kind: AuthorizationPolicy, namespace: shop, name: open}';

const configuration = (text: string) => readConfiguration({ name: 'zero-trust.yaml', text });
const problemsOf = (text: string) => {
  const reading = configuration(text);
  return 'problems' in reading
    ? reading.problems.map(({ line, column, message }) => `${line}:${column} ${message}`)
    : [];
};
const reportWith = (text: string, today = '2030-01-31', manifests = OPEN) => {
  const reading = configuration(text);
  if ('problems' in reading) throw new Error(reading.problems[0]?.message);
  const read = readManifests([{ name: 'a.yaml', text: manifests }]);
  return check(read, { suppressions: reading.suppressions, today });
};

describe('a suppression in the configuration', () => {
  test('suppresses the findings of its code on its object', () => {
    const report = reportWith(entry(NAMED));
    expect(report.findings).toEqual([]);
    expect(report.suppressed).toMatchObject([{ finding: { code: 'ZT104' }, reason: 'public on purpose', by: 'entry' }]);
  });

  test.each([
    ['of another namespace', 'object: {kind: AuthorizationPolicy, namespace: mall, name: open}'],
    ['without namespace', 'object: {kind: AuthorizationPolicy, name: open}'],
    ['of another kind', 'object: {kind: PeerAuthentication, namespace: shop, name: open}'],
  ])('suppresses nothing on an object %s, and says so', (_, object) => {
    const { findings, suppressed } = reportWith(entry(object));
    expect(findings.map(({ code }) => code)).toEqual(['ZT104', 'ZT801']);
    expect(findings[1]).toMatchObject({ location: { file: 'zero-trust.yaml', line: 1 }, field: 'suppress[0]' });
    expect(findings[1]?.message).toMatch(/^no `.*` is among the manifests; remove the suppression of `ZT104`/);
    expect(suppressed).toEqual([]);
  });

  test('may mean one field only', () => {
    expect(reportWith(entry(`${NAMED}, field: "spec.rules[0]"`)).findings).toEqual([]);
    const elsewhere = reportWith(entry(`${NAMED}, field: "spec.rules[1]"`)).findings;
    expect(elsewhere.map(({ message }) => message)[1]).toBe(
      '`AuthorizationPolicy shop/open` has no finding `ZT104` at `spec.rules[1]`; remove the suppression',
    );
  });

  test('ends after its last day', () => {
    expect(reportWith(entry(`${NAMED}, until: 2030-01-31`)).findings).toEqual([]);
    const late = reportWith(entry(`${NAMED}, until: 2030-01-31`), '2030-02-01').findings;
    expect(late.map(({ code, severity }) => [code, severity])).toEqual([
      ['ZT104', 'warning'],
      ['ZT802', 'error'],
    ]);
  });

  test('has no use beside one that the object bears', () => {
    const annotated = OPEN.replace('shop}', 'shop, annotations: {cdk8s-zero-trust/suppress: "ZT104: x"}}');
    const { findings, suppressed } = reportWith(entry(NAMED), '2030-01-31', annotated);
    expect(suppressed).toMatchObject([{ by: 'annotation' }]);
    expect(findings.map(({ code }) => code)).toEqual(['ZT801']);
  });

  test('is of an object without namespace when it names none', () => {
    const namespace = OPEN.replace(', namespace: shop', '');
    const report = reportWith(entry('object: {kind: AuthorizationPolicy, name: open}'), '2030-01-31', namespace);
    expect(report.suppressed.map(({ finding }) => finding.object && showObject(finding.object))).toEqual([
      'AuthorizationPolicy open',
    ]);
  });
});

describe('a suppression on one of two kinds with one name', () => {
  const gateway = (
    group: string,
    rest = 'spec: {servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}',
  ) => `apiVersion: ${group}/v1\nkind: Gateway\nmetadata: {name: web, namespace: shop}\n${rest}\n`;
  const classic = gateway('networking.istio.io');
  const both = `${classic}---\n${gateway('gateway.networking.k8s.io', 'spec: {gatewayClassName: istio, listeners: []}')}`;
  const entryFor = (group: string) =>
    `suppress: [{code: ZT401, reason: x, object: {${group}kind: Gateway, namespace: shop, name: web}}]\n`;
  const codes = (group: string, manifests: string) =>
    reportWith(entryFor(group), '2030-01-31', manifests).findings.map(({ code }) => code);

  test('needs no group while there is one of them', () => {
    expect(codes('', classic)).toEqual([]);
  });

  test('suppresses nothing without its group, and says so', () => {
    const { findings } = reportWith(entryFor(''), '2030-01-31', both);
    expect(findings.map(({ code }) => code)).toEqual(['ZT401', 'ZT803']);
    expect(findings[1]?.message).toBe(
      '`Gateway shop/web` is an object of `gateway.networking.k8s.io` and `networking.istio.io`; write its `group`',
    );
  });

  test('speaks of the group that it names', () => {
    expect(codes('group: networking.istio.io, ', both)).toEqual([]);
    expect(codes('group: gateway.networking.k8s.io, ', both)).toEqual(['ZT401', 'ZT801']);
  });
});

describe('what is wrong with the file', () => {
  test('all at once, with places and what was meant', () => {
    const text = [
      'failon: warning',
      'mesh: 7',
      'suppress:',
      '  - code: ZT104',
      '    object: {kind: X, name: x, namspace: shop}',
      '    until: soon',
      '  - 3',
    ];
    expect(problemsOf(text.join('\n'))).toEqual([
      '1:9 `failon` is no key of this format; known are `failOn`, `mesh` and `suppress`; did you mean `failOn`?',
      '2:7 `mesh` `7` is not accepted; expected text; quote it: "7"',
      '5:42 `suppress[0].object.namspace` is no key of this format; known are `kind`, `group`, `namespace` and `name`; did you mean `namespace`?',
      '4:5 `suppress[0]` has no `reason`, which must be there',
      '7:5 `suppress[1]` `3` is not accepted; expected a mapping with `code`, `object`, `reason`, `field` and `until`',
    ]);
  });

  test('words that are no codes, reasons or days', () => {
    const text = [
      'suppress:',
      '  - {code: ZT999, object: {kind: X, name: x}, reason: " "}',
      '  - {code: ZT901, object: {kind: X, name: x}, reason: x, until: 2030-02-30}',
    ];
    expect(problemsOf(text.join('\n'))).toEqual([
      '2:12 `ZT999` is no code of a finding',
      '2:55 the reason is empty; say why the finding may stay',
      '3:12 `ZT901` cannot be suppressed; mend what it names',
      '3:65 `2030-02-30` is no day; write `2030-01-31`',
    ]);
  });

  test('an entry that holds nothing', () => {
    expect(problemsOf('suppress:\n  -\n')).toEqual([
      '1:1 `suppress[0]` has no value; expected a mapping with `code`, `object`, `reason`, `field` and `until`, or leave it out',
    ]);
  });

  test.each(['', '# nothing yet\n', 'suppress:\n', 'failOn: info\n'])('nothing with %j', (text) => {
    expect(problemsOf(text)).toEqual([]);
  });
});
