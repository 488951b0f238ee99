import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_CHECKS } from '../../src/analyse/all-checks';
import { check } from '../../src/analyse/check';
import type { Check } from '../../src/analyse/check-rule';
import { readManifests } from '../../src/policy/manifest';
import { readMeshSettings } from '../../src/policy/mesh-settings';
import { TWINS } from './check-twins';

const reportOn = (text: string, options?: Parameters<typeof check>[1]) => {
  const read = readManifests([{ name: 'a.yaml', text }]);
  expect(read.problems).toEqual([]);
  return check(read, options);
};
const codesOn = (text: string, options?: Parameters<typeof check>[1]) =>
  reportOn(text, options).findings.map(({ code }) => code);

describe('each check fires, and is silent on a twin', () => {
  test.each(TWINS)('$code $what', ({ code, fires, field, says, silent }) => {
    const findings = reportOn(fires).findings.filter((finding) => finding.code === code);
    expect(findings.map((finding) => finding.field)).toEqual([field]);
    expect(findings[0]?.message).toMatch(says);
    expect(codesOn(silent)).not.toContain(code);
  });

  test('no check is without twins', () => {
    const folder = join(__dirname, 'checks');
    const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    const isTried = (code: string) =>
      TWINS.some((twins) => twins.code === code) || texts.some((text) => text.includes(`describeTwins('${code}'`));
    expect(ALL_CHECKS.map(({ code }) => code).filter((code) => !isTried(code))).toEqual([]);
  });

  test('no two checks have one code, and messages are one line that ends without full stop', () => {
    expect(new Set(ALL_CHECKS.map(({ code }) => code)).size).toBe(ALL_CHECKS.length);
    for (const { fires } of TWINS)
      for (const { message } of reportOn(fires).findings) expect(message).toMatch(/^[^\n]*[^.\n]$/);
  });
});

describe('what the mesh is said to do with paths decides which ones never arrive', () => {
  const firing = (path: string, normalization: string) =>
    codesOn(
      `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: x, namespace: shop}\n` +
        `spec: {rules: [{to: [{operation: {paths: ["${path}"]}}]}]}\n`,
      { settings: readMeshSettings({ pathNormalization: normalization }) },
    ).includes('ZT111');

  test.each([
    ['/a/../b', 'BASE', 'NONE'],
    ['/a|b', 'BASE', 'NONE'],
    ['/a//b', 'MERGE_SLASHES', 'BASE'],
    ['/a//b*', 'DECODE_AND_MERGE_SLASHES', 'NONE'],
  ])('%s never arrives under %s, and may under %s', (path, never, may) => {
    expect(firing(path, never)).toBe(true);
    expect(firing(path, may)).toBe(false);
  });

  test('no parser takes a space, and a path of slashes only is never merged away', () => {
    expect(firing('/a b', 'NONE')).toBe(true);
    expect(firing('//', 'MERGE_SLASHES')).toBe(false);
  });
});

test('wrong types and nulls anywhere stop no check', () => {
  const kinds = ['AuthorizationPolicy', 'RequestAuthentication', 'PeerAuthentication'];
  const specs = [
    'x',
    '[1]',
    '{rules: 1, jwtRules: 1, selector: 1, mtls: 1}',
    '{rules: [null, 1, {from: [1], when: 1}]}',
  ];
  const texts = kinds.flatMap((kind) =>
    [...specs, '{rules: [{from: [{source: {principals: [1, {}]}}], to: [{operation: 1}], when: [{key: 1}]}]}'].map(
      (spec) => `apiVersion: security.istio.io/v1\nkind: ${kind}\nmetadata: 1\nspec: ${spec}\n`,
    ),
  );
  expect(codesOn(texts.join('---\n'))).not.toContain('ZT901');
});

const POLICY = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: open
  namespace: shop
  annotations:
    cdk8s-zero-trust/suppress: 'ENTRY'
spec:
  rules:
    - {}
`;
const suppressedBy = (entry: string, today?: string) =>
  reportOn(POLICY.replace('ENTRY', entry), today === undefined ? {} : { today });

describe('suppressions', () => {
  test('a finding with a reason is counted apart', () => {
    const report = suppressedBy('ZT104: public on purpose');
    expect(report.findings).toEqual([]);
    expect(report.suppressed).toMatchObject([{ finding: { code: 'ZT104' }, reason: 'public on purpose' }]);
  });

  test('a suppression without use is a finding', () => {
    expect(suppressedBy('ZT101: x').findings.map(({ code }) => code)).toEqual(['ZT801', 'ZT104']);
  });

  test('it ends after its last day', () => {
    expect(suppressedBy('ZT104 until 2030-01-31: x', '2030-01-31').findings).toEqual([]);
    const { findings, suppressed } = suppressedBy('ZT104 until 2030-01-31: x', '2030-02-01');
    expect(findings.map(({ code }) => code)).toEqual(['ZT802', 'ZT104']);
    expect(suppressed).toEqual([]);
    expect(suppressedBy('ZT104 until 2030-01-31: x').findings).toEqual([]);
  });

  test.each([
    ['ZT104', /no code/],
    ['ZT104:', /gives no reason/],
    ['ZT999: x', /which is no code/],
    ['ZT104 until 2030-02-31: x', /is no day/],
    ['ZT001: x', /cannot be suppressed/],
    ['ZT801: x', /cannot be suppressed/],
  ])('what says too little is a finding: %s', (entry, says) => {
    const [finding] = suppressedBy(entry).findings;
    expect(finding).toMatchObject({ code: 'ZT803', message: expect.stringMatching(says) });
  });

  test.each(['cdk8s-zero-trust/supress', 'cdk8s-zerotrust/suppress', 'cdk8s-zero-trust/ignore'])(
    'a name that only looks like ours is told: %s',
    (name) => {
      const { findings, suppressed } = reportOn(POLICY.replace('cdk8s-zero-trust/suppress', name));
      expect(suppressed).toEqual([]);
      expect(findings.map(({ code }) => code)).toEqual(['ZT805', 'ZT104']);
      expect(findings[0]).toMatchObject({ field: `metadata.annotations[${name}]` });
      expect(findings[0]?.message).toMatch(/suppresses nothing; write `cdk8s-zero-trust\/suppress`/);
    },
  );

  test.each(['cdk8s-zero-trust/reason', 'example.com/suppress'])('a name of others is left alone: %s', (name) => {
    const { findings } = reportOn(POLICY.replace('cdk8s-zero-trust/suppress', name));
    expect(findings.map(({ code }) => code)).toEqual(['ZT104']);
  });

  test('an entry a line', () => {
    const text = POLICY.replace("'ENTRY'", '|\n      ZT104: public\n      ZT501: old\n').replace('/v1\n', '/v1beta1\n');
    expect(reportOn(text).findings).toEqual([]);
    expect(
      reportOn(text)
        .suppressed.map(({ reason }) => reason)
        .sort(),
    ).toEqual(['old', 'public']);
  });
});

test('what both layers refuse of one field is said once', () => {
  const text = POLICY.replace('ENTRY', '').replace(
    '- {}',
    '- {when: [{values: [a]}], to: [{operation: {ports: [x]}}]}',
  );
  const refused = reportOn(text).findings.filter(({ code }) => code === 'ZT001');
  expect(refused.map(({ field, message }) => `${field}: ${message}`)).toEqual([
    expect.stringMatching(/^spec\.rules\[0\]\.when\[0\]\.key: this field is required/),
    expect.stringMatching(/^spec\.rules\[0\]\.to\[0\]\.operation\.ports/),
  ]);
});

test('a kind of the same name in another API group is not the one of Kubernetes', () => {
  const job = (apiVersion: string) =>
    `apiVersion: ${apiVersion}\nkind: Job\nmetadata: {name: x, namespace: shop}\nspec: {template: {metadata: {labels: {app: web}}}}\n`;
  const selecting = POLICY.replace('ENTRY', '').replace('spec:', 'spec:\n  selector: {matchLabels: {app: api}}');
  const found = (text: string) => {
    const { findings, unknownKinds } = reportOn(text);
    return { codes: findings.map(({ code }) => code).filter((code) => code === 'ZT125'), unknownKinds };
  };
  expect(found(`${job('batch/v1')}---\n${selecting}`)).toEqual({ codes: ['ZT125'], unknownKinds: {} });
  expect(found(`${job('batch.volcano.sh/v1alpha1')}---\n${selecting}`)).toEqual({
    codes: [],
    unknownKinds: { Job: 1 },
  });
});

test('with strict field validation an unknown field is refused', () => {
  const text = POLICY.replace('ENTRY', '').replace('rules:', 'rulse:');
  const categories = (strict: boolean) =>
    reportOn(text, { strict }).findings.map(({ code, category }) => `${code} ${category}`);
  expect(categories(false)).toEqual(['ZT003 semantics']);
  expect(categories(true)).toEqual(['ZT003 admission']);
});

test('a check that throws is a finding with its code, and the others still run', () => {
  const broken: Check = {
    code: 'ZT105',
    find: () => {
      throw new Error('boom');
    },
  };
  const report = reportOn(POLICY.replace('ENTRY', ''), { checks: [broken, ...ALL_CHECKS] });
  expect(report.findings.map(({ code }) => code)).toEqual(['ZT901', 'ZT104']);
  expect(report.findings[0]?.message).toBe('the check for `ZT105` failed: boom');
});

test('kinds that no check knows are kept and counted, and assumptions are said', () => {
  const report = reportOn(`${POLICY.replace('ENTRY', '')}---\nkind: Zebra\n---\nkind: Zebra\n---\na: 1\n`);
  expect(report).toMatchObject({ documents: 4, objects: 3, unknownKinds: { Zebra: 2 } });
  expect(report.assumptions).toContain('the root namespace is `istio-system`');
});

test('every kind of Istio is looked into, and what else the inventory reads', () => {
  const objects = [
    'telemetry.istio.io/v1, kind: Telemetry',
    'networking.istio.io/v1, kind: ProxyConfig',
    'gateway.networking.k8s.io/v1, kind: Gateway',
    'networking.k8s.io/v1, kind: NetworkPolicy',
    'gateway.networking.k8s.io/v1, kind: Zebra',
  ].map((type) => `{apiVersion: ${type}, metadata: {name: a, namespace: shop}, spec: {}}\n`);
  objects.push('{apiVersion: argoproj.io/v1, kind: Rollout, spec: {template: {spec: {containers: []}}}}\n');
  expect(reportOn(objects.join('---\n')).unknownKinds).toEqual({ Zebra: 1 });
});

test('findings stand in the order of their places', () => {
  const { findings } = reportOn(TWINS.map(({ fires }) => fires).join('---\n'));
  const lines = findings.map(({ location }) => location?.line ?? 0);
  expect(lines).toEqual([...lines].sort((a, b) => a - b));
  expect(findings.length).toBeGreaterThan(60);
});

describe('words that every object of JavaScript has are words like others', () => {
  const found = (text: string) => {
    const { findings } = check(readManifests([{ name: 'a.yaml', text }]));
    return findings.map(({ code, message }) => `${code} ${message}`);
  };

  it.each([
    ['a kind', 'apiVersion: v1\nkind: constructor\nmetadata: {name: a}\n'],
    ['a kind that is a mapping', 'apiVersion: v1\nkind: {toString: 1}\nmetadata: {name: {toString: 1}}\n'],
    ['an API group', 'apiVersion: constructor/v1beta1\nkind: A\nmetadata: {name: a}\n'],
    [
      'a name in a Pod',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: {toString: 1}, namespace: {toString: 1}}\nspec: {containers: 1}\n',
    ],
    [
      'a unit of time',
      'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: a, namespace: b}\n' +
        'spec: {host: a, trafficPolicy: {connectionPool: {tcp: {connectTimeout: 5constructor}}}}\n',
    ],
    [
      'a function in an expression',
      'apiVersion: telemetry.istio.io/v1\nkind: Telemetry\nmetadata: {name: a, namespace: b}\n' +
        'spec: {accessLogging: [{filter: {expression: "a.constructor(x)"}}]}\n',
    ],
  ])('as %s', (_, text) => {
    expect(found(text).filter((one) => one.startsWith('ZT901'))).toEqual([]);
  });
});
