/** What is found to add nothing, to be undone, or never to match, may be removed: no call is decided otherwise. */
import * as fc from 'fast-check';
import { check } from '../../src/analyse/check';
import { allowUndoneByDeny } from '../../src/analyse/checks/allow-undone-by-deny';
import { contradictoryRule } from '../../src/analyse/checks/contradictory-rule';
import { denyWithoutEffect } from '../../src/analyse/checks/deny-without-effect';
import { redundantRule } from '../../src/analyse/checks/redundant-rule';
import { evaluator } from '../../src/evaluate/evaluate';
import type { JsonObject } from '../../src/policy/json-object';
import { readManifests } from '../../src/policy/manifest';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { arbitraryCall, arbitraryPolicies, policy, SHOP } from '../evaluate/arbitrary-mesh';

const CHECKS = [contradictoryRule, redundantRule, allowUndoneByDeny, denyWithoutEffect];
const AMBIENT = SHOP.map((object) =>
  object.kind === 'Namespace'
    ? { ...object, metadata: { name: 'shop', labels: { 'istio.io/dataplane-mode': 'ambient' } } }
    : object,
);

interface Found {
  readonly code: string;
  readonly policy: string;
  readonly rule: number;
}

function foundIn(objects: readonly JsonObject[]): readonly Found[] {
  const text = objects.map((object) => JSON.stringify(object)).join('\n---\n');
  const { findings } = check(readManifests([{ name: 'a.yaml', text }]), { checks: CHECKS });
  return findings.map(({ code, object, field }) => {
    expect(code).not.toBe('ZT901');
    return { code, policy: object?.name ?? '', rule: Number(/rules\[(\d+)\]/.exec(field)?.[1]) };
  });
}

function without(policies: readonly JsonObject[], found: readonly Found[]): readonly JsonObject[] {
  return policies.map((one) => {
    const { name } = one.metadata as { name: string };
    const spec = one.spec as { rules: readonly JsonObject[] };
    const gone = found.filter((each) => each.policy === name).map(({ rule }) => rule);
    return { ...one, spec: { ...spec, rules: spec.rules.filter((_, index) => !gone.includes(index)) } };
  });
}

const hasDeny = (spec: unknown): boolean => (spec as { action: string }).action === 'DENY';

/** With a DENY policy that undoes some of what is allowed. */
const withDenial = arbitraryPolicies.map((policies) => {
  const allowing = policies.find(({ spec }) => !hasDeny(spec));
  const { rules } = (allowing?.spec ?? { rules: [] }) as { rules: readonly JsonObject[] };
  return [...policies, policy('DENY', 'undoes', rules.slice(0, 1))];
});

const isDeny = (policies: readonly JsonObject[], { policy }: Found): boolean =>
  policies.some(({ metadata, spec }) => JSON.stringify([metadata, spec]).includes(`"${policy}"`) && hasDeny(spec));

describe.each([
  ['with sidecars', SHOP],
  ['in ambient', AMBIENT],
])('%s', (_, shop) => {
  test('no call is decided otherwise without what was found', () => {
    const counts = new Map<string, number>();
    fc.assert(
      fc.property(withDenial, fc.array(arbitraryCall, { minLength: 12, maxLength: 12 }), (policies, calls) => {
        const found = foundIn([...shop, ...policies]);
        fc.pre(found.length > 0);
        found.forEach(({ code }) => counts.set(code, (counts.get(code) ?? 0) + 1));
        // a DENY rule loses what looks at HTTP where none is spoken, and matches there
        const everywhere = found.filter((one) => one.code !== 'ZT601' || !isDeny(policies, one));
        const before = evaluator(readMesh([...shop, ...policies]));
        const after = evaluator(readMesh([...shop, ...without(policies, found)]));
        const after4 = evaluator(readMesh([...shop, ...without(policies, everywhere)]));
        for (const call of calls) {
          const request = readCase(call);
          const isHttp = request.to.port === 8080;
          expect((isHttp ? after : after4)(request).verdict).toBe(before(request).verdict);
        }
      }),
      { numRuns: 60 },
    );
    // without findings, nothing would have been tried; others than these are rare
    expect([...counts.keys()]).toEqual(expect.arrayContaining(['ZT602', 'ZT603']));
  });
});
