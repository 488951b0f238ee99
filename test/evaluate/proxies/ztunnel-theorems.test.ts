import * as fc from 'fast-check';
import { evaluate } from '../../../src/evaluate/evaluate';
import type { Verdict } from '../../../src/evaluate/verdict';
import type { JsonObject } from '../../../src/policy/json-object';
import { readCase } from '../../../src/policy/read-case';
import { readMesh } from '../../../src/policy/read-mesh';
import { namespace } from '../ambient-mesh';
import { arbitraryCall, arbitraryPolicies, arbitraryPolicy, arbitraryRule, policy, SHOP } from '../arbitrary-mesh';

const AMBIENT_SHOP = [namespace('shop'), ...SHOP.filter(({ kind }) => kind !== 'Namespace')];

function verdictOn(policies: readonly JsonObject[], call: JsonObject): Verdict {
  return evaluate(readMesh([...AMBIENT_SHOP, ...policies]), readCase(call));
}

describe('theorems of the decision, for ztunnel', () => {
  test('what one DENY policy denies stays denied beside any others', () => {
    fc.assert(
      fc.property(arbitraryPolicies, arbitraryPolicy('DENY', 'd'), arbitraryCall, (policies, deny, call) => {
        fc.pre(verdictOn([deny], call).verdict === 'deny');
        expect(verdictOn([...policies, deny], call).verdict).toBe('deny');
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
    const call = { from: { plaintext: true }, to: { workload: 'shop/api', port: 8080 } };
    expect(verdictOn([], call).verdict).toBe('allow');
    expect(verdictOn([policy('ALLOW', 'a', [{ to: [{ operation: { ports: ['1'] } }] }])], call)).toMatchObject({
      verdict: 'deny',
      layer: 'authorization',
    });
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

  test('AUDIT policies, and whatever HTTP is sent, never change a decision', () => {
    fc.assert(
      fc.property(arbitraryPolicies, arbitraryPolicy('AUDIT', 's'), arbitraryCall, (policies, audit, call) => {
        const { request: _, ...connection } = call;
        expect(verdictOn([...policies, audit], connection)).toEqual(verdictOn(policies, call));
      }),
    );
  });

  test('what is not told never contradicts what is told', () => {
    fc.assert(
      fc.property(arbitraryPolicies, arbitraryCall, (policies, call) => {
        const { ip: _, ...from } = call.from as { readonly ip: string };
        const vague = verdictOn(policies, { ...call, from }).verdict;
        expect([verdictOn(policies, call).verdict, 'undecided']).toContain(vague);
      }),
    );
  });
});
