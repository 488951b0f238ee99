import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Validation, ValidationContext } from 'cdk8s-cli/plugins';
import { ZeroTrustValidation } from '../../src/plugin';
import type { HostContext, Violation } from '../../src/plugin/host';
import { validateManifests } from '../../src/plugin/validate-manifests';

test('takes what cdk8s-cli hands over, by its own types', () => {
  const plugin: Validation = new ZeroTrustValidation();
  const taken: (context: ValidationContext) => HostContext = (context) => context;
  expect([typeof plugin.validate, typeof taken]).toEqual(['function', 'function']);
});

const policy = (name: string, rules: string, namespace = 'shop') =>
  `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {rules: ${rules}}\n`;
const NEVER = '[{from: [{source: {principals: ["spiffe://a/ns/b/sa/c", "spiffe://a/ns/b/sa/d"]}}]}]';

describe('the report of a validation', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'validate-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function validate(texts: readonly string[], props = {}) {
    const manifests = texts.map((text, index) => {
      const path = join(folder, `${index}.k8s.yaml`);
      writeFileSync(path, text);
      return path;
    });
    const violations: Violation[] = [];
    const submitted: unknown[] = [];
    const report = {
      addViolation: (violation: Violation) => void violations.push(violation),
      submit: (status: string, metadata?: object) => void submitted.push(status, metadata),
    };
    validateManifests({ manifests, report }, props, '2030-01-31');
    return { violations, status: submitted[0], metadata: submitted[1] };
  }

  test('one violation a code, one resource an object, one location a finding', () => {
    const { violations, status, metadata } = validate([
      `${policy('a', NEVER)}---\n${policy('b', NEVER.replaceAll('/ns/b/', '/ns/c/'))}`,
    ]);
    expect(status).toBe('failure');
    expect(violations.map(({ ruleName }) => ruleName)).toEqual(['error ZT105: principal with a scheme']);
    expect(
      violations[0]?.violatingResources.map(({ resourceName, locations }) => [resourceName, locations.length]),
    ).toEqual([
      ['a', 2],
      ['b', 2],
    ]);
    expect(metadata).toMatchObject({ Objects: '2', Errors: '4', Assumed: expect.stringContaining('istio-system') });
  });

  test('of two objects with one name, each is named in full', () => {
    const { violations } = validate([policy('a', NEVER), policy('a', NEVER, 'stock')]);
    expect(violations[0]?.violatingResources.map(({ resourceName }) => resourceName)).toEqual([
      'AuthorizationPolicy shop/a',
      'AuthorizationPolicy stock/a',
    ]);
  });

  test('nothing found is a success that says what was looked at', () => {
    const { violations, status, metadata } = validate([policy('a', '[{from: [{source: {principals: ["*"]}}]}]')]);
    expect({ violations, status }).toEqual({ violations: [], status: 'success' });
    expect(metadata).toMatchObject({ Objects: '1', Errors: '0', Warnings: '0', Suppressed: '0', Undecided: '0' });
  });

  test('what the mesh is said to be is no assumption', () => {
    const mesh = join(folder, 'mesh.yaml');
    writeFileSync(mesh, 'rootNamespace: mesh\n');
    const { metadata } = validate([policy('a', '[{to: [{operation: {methods: [GET]}}]}]')], { mesh });
    expect(JSON.stringify(metadata)).not.toContain('root namespace');
  });

  test('manifests that cannot be read, and settings, are refused together', () => {
    const config = join(folder, 'settings.yaml');
    writeFileSync(config, 'fail: 1\n');
    expect(() => validate(['a: 1\na: 2\n'], { config })).toThrow(/settings\.yaml:1:7: .*\n.*0\.k8s\.yaml:2:1: /);
  });
});
