import * as fc from 'fast-check';
import { evaluate } from '../../src/evaluate/evaluate';
import type { Verdict } from '../../src/evaluate/verdict';
import type { JsonObject } from '../../src/policy/json-object';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { arbitraryCall, arbitraryPolicies, arbitraryPolicy, arbitraryRule, policy, SHOP } from './arbitrary-mesh';

function verdictOn(policies: readonly JsonObject[], call: JsonObject): Verdict {
  return evaluate(readMesh([...SHOP, ...policies]), readCase(call));
}

function actionOf(manifest: JsonObject): string {
  return (manifest.spec as { action: string }).action;
}

describe('theorems of the decision', () => {
  test('a matching DENY denies, whatever ALLOW says', () => {
    fc.assert(
      fc.property(arbitraryPolicies, arbitraryPolicy('DENY', 'd'), arbitraryCall, (policies, deny, call) => {
        const alone = verdictOn([deny], call);
        fc.pre(alone.verdict === 'deny' && 'by' in alone);
        expect(verdictOn([...policies, deny], call).verdict).toBe('deny');
      }),
    );
  });

  test('allowed, with an ALLOW policy in force: a rule of an ALLOW policy matched and is named', () => {
    fc.assert(
      fc.property(arbitraryPolicies, arbitraryCall, (policies, call) => {
        const allowing = policies.filter((manifest) => actionOf(manifest) === 'ALLOW');
        const verdict = verdictOn(policies, call);
        fc.pre(allowing.length > 0 && verdict.verdict === 'allow');
        const names = allowing.map((manifest) => (manifest.metadata as { name: string }).name);
        expect(names.some((name) => verdict.because.join().includes(`shop/${name}#`))).toBe(true);
      }),
    );
  });

  test('no ALLOW policy in force and nothing denies: allowed, for Istio is open by default', () => {
    fc.assert(
      fc.property(arbitraryPolicies, arbitraryCall, (policies, call) => {
        const denying = policies.filter((manifest) => actionOf(manifest) === 'DENY');
        const verdict = verdictOn(denying, call);
        expect(verdict.verdict === 'allow' || 'by' in verdict).toBe(true);
      }),
    );
  });

  test('the order of policies and their duplicates do not matter', () => {
    const shuffled = arbitraryPolicies.chain((policies) =>
      fc.tuple(
        fc.constant(policies),
        fc.shuffledSubarray([...policies, ...policies], { minLength: 2 * policies.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, arbitraryCall, ([policies, others], call) => {
        const { because: _, ...verdict } = verdictOn(policies, call);
        expect(verdictOn(others, call)).toMatchObject(verdict);
      }),
    );
  });

  test('one more DENY policy never opens anything', () => {
    fc.assert(
      fc.property(arbitraryPolicies, arbitraryPolicy('DENY', 'd'), arbitraryCall, (policies, deny, call) => {
        fc.pre(verdictOn(policies, call).verdict === 'deny');
        expect(verdictOn([...policies, deny], call).verdict).toBe('deny');
      }),
    );
  });

  test('one more rule in an ALLOW policy never closes anything', () => {
    const rules = fc.array(arbitraryRule, { maxLength: 3 });
    fc.assert(
      fc.property(arbitraryPolicies, rules, arbitraryRule, arbitraryCall, (policies, before, rule, call) => {
        fc.pre(verdictOn([...policies, policy('ALLOW', 'a', before)], call).verdict === 'allow');
        expect(verdictOn([...policies, policy('ALLOW', 'a', [...before, rule])], call).verdict).toBe('allow');
      }),
    );
  });

  test('the first ALLOW policy may close things', () => {
    const call = { from: { plaintext: true }, to: { workload: 'shop/api', port: 8080 }, request: { path: '/a' } };
    expect(verdictOn([], call).verdict).toBe('allow');
    expect(verdictOn([policy('ALLOW', 'a', [{ to: [{ operation: { paths: ['/b'] } }] }])], call)).toMatchObject({
      verdict: 'deny',
      status: 403,
      layer: 'authorization',
    });
  });

  test('AUDIT and dry-run policies never change a decision', () => {
    const dryRun = (manifest: JsonObject): JsonObject => ({
      ...manifest,
      metadata: { ...(manifest.metadata as object), annotations: { 'istio.io/dry-run': 'true' } },
    });
    const silent = fc.oneof(
      arbitraryPolicy('AUDIT', 's'),
      arbitraryPolicy('ALLOW', 's').map(dryRun),
      arbitraryPolicy('DENY', 's').map(dryRun),
    );
    fc.assert(
      fc.property(arbitraryPolicies, silent, arbitraryCall, (policies, extra, call) => {
        expect(verdictOn([...policies, extra], call)).toEqual(verdictOn(policies, call));
      }),
    );
  });

  test('an unusable value never opens anything', () => {
    const broken = { from: [{ source: { ipBlocks: ['10.0.0.0/99'] } }] };
    fc.assert(
      fc.property(arbitraryPolicies, fc.constantFrom('ALLOW', 'DENY'), arbitraryCall, (policies, action, call) => {
        fc.pre(verdictOn([...policies, policy(action, 'b', [])], call).verdict === 'deny');
        expect(verdictOn([...policies, policy(action, 'b', [broken])], call).verdict).toBe('deny');
      }),
    );
  });
});
