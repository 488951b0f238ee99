import { check } from 'cdk8s-zero-trust/engine';
import { SHOP } from '../jest/shop';

const TOLERATED = SHOP.replace(
  'metadata: { name: orders, namespace: shop }',
  'metadata: { name: orders, namespace: shop, annotations: { cdk8s-zero-trust/suppress: "ZT127 until 2029-12-31: it calls, and serves nobody" } }',
);

test('the report is that of the command: findings with code, object and place', () => {
  expect(check(SHOP)).toMatchObject({
    findings: [
      {
        code: 'ZT127',
        severity: 'warning',
        object: { kind: 'Deployment', name: 'orders' },
        location: { file: 'text', line: 6 },
      },
    ],
    objects: 7,
  });
});

test('the day decides what a suppression still covers, and without a day none expires', () => {
  expect(check(TOLERATED)).toMatchObject({ findings: [], suppressed: [{ finding: { code: 'ZT127' } }] });
  expect(check(TOLERATED, { today: '2029-12-31' }).findings).toEqual([]);
  expect(check(TOLERATED, { today: '2030-01-01' }).findings.map(({ code }) => code)).toContain('ZT127');
});

test('settings are taken as given, and one that cannot be read is refused', () => {
  expect(check(SHOP).assumptions).toContain('the root namespace is `istio-system`');
  expect(check(SHOP, { mesh: { rootNamespace: 'mesh' } }).assumptions).not.toContain(
    'the root namespace is `istio-system`',
  );
  expect(() => check(SHOP, { mesh: { trustDomain: 7 } })).toThrow('trustDomain');
});

test('a subject that cannot be read whole has no report', () => {
  expect(() => check(`${SHOP}---\nkind: [`)).toThrow('text:');
  expect(() => check([])).toThrow('it holds no object');
});
