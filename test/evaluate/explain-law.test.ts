import * as fc from 'fast-check';
import { evaluator } from '../../src/evaluate/evaluate';
import { explainer } from '../../src/evaluate/explain';
import type { Explanation, Step } from '../../src/evaluate/explanation';
import type { Verdict } from '../../src/evaluate/verdict';
import { throughGateways } from '../../src/evaluate/whole-way';
import type { JsonObject } from '../../src/policy/json-object';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import type { Request } from '../../src/policy/request';
import { recorded } from '../corpus/recorded';
import { arbitraryCall, arbitraryExtension, arbitraryPolicies, SHOP } from './arbitrary-mesh';

/** What is wrong with an explanation of this verdict, in words; nothing, when it keeps the law. */
function breachOf({ verdict: told, steps, nearest }: Explanation, verdict: Verdict): string | undefined {
  if (JSON.stringify(told) !== JSON.stringify(verdict)) return `tells ${JSON.stringify(told)}`;
  if (steps.some(({ why }) => why === '' || why.includes('undefined'))) return 'a step does not say why';
  if (nearest.some(({ why, missed }) => missed.length === 0 || why.includes('undefined'))) return 'a miss says nothing';
  if (nearest.length > 0 && verdict.verdict !== 'deny') return 'tells what came near, and nothing was denied';
  const last = steps.filter(({ outcome }) => outcome === 'deny' || outcome === 'depends').at(-1);
  switch (verdict.verdict) {
    case 'deny':
    case 'depends':
      if (last?.outcome !== verdict.verdict) return `the last one who says something: ${JSON.stringify(last)}`;
      return isNamed(verdict, last) ? undefined : `another one is named: ${JSON.stringify(last)}`;
    case 'allow': {
      if (steps.some(({ outcome }) => outcome !== 'pass' && outcome !== 'skip')) return 'not all let it pass';
      const isThere =
        !('by' in verdict) || steps.some((step) => step.outcome === 'pass' && nameOf(step) === verdict.by);
      return isThere ? undefined : 'the rule that allows is not named';
    }
    case 'undecided':
      return steps.some(({ outcome }) => outcome === 'undecided') ? undefined : 'nobody is undecided';
  }
}

function isNamed(verdict: Verdict, step: Step): boolean {
  const { layer, by, point } = { layer: undefined, by: undefined, ...verdict };
  return (
    (layer === undefined || layer === step.layer) &&
    (by === undefined || by === nameOf(step)) &&
    (point === undefined || point === step.point)
  );
}

function nameOf({ policy, rule }: Step): string {
  return `${policy}#${rule}`;
}

/** Calls to the pods of a gateway are explained as they end there, and as they are sent on. */
function breaches(manifests: readonly unknown[], calls: readonly JsonObject[], settings?: JsonObject): string[] {
  const mesh = readMesh(manifests, settings);
  const [judge, explain, through] = [evaluator(mesh), explainer(mesh), throughGateways(mesh)];
  return calls.flatMap((call) => {
    const request = readCase(call);
    return [...new Set([request, through(request)])].flatMap((one) => breachesOf(one, call));
  });

  function breachesOf(request: Request, call: JsonObject): string[] {
    const verdict = judge(request);
    const breach = breachOf(explain(request), verdict);
    return breach === undefined ? [] : [`${JSON.stringify(call)} ${JSON.stringify(verdict)}: ${breach}`];
  }
}

describe('an explanation tells the verdict, and its last step that denies or depends is the one that it names', () => {
  test.each([
    ...['golden', 'seeds', 'generated', 'estate', 'paths', 'gateway', 'waypoint'].map((file) => `envoy/${file}`),
    ...['golden', 'generated', 'peerauthentication-grid'].map((file) => `ztunnel/${file}`),
    ...['golden', 'generated'].map((file) => `networkpolicy/${file}`),
    ...['golden', 'generated'].map((file) => `client-tls/${file}`),
    ...['golden', 'generated'].map((file) => `routing/${file}`),
  ])('in every recorded case of %s', (file) => {
    const scenarios = recorded(file);
    expect(scenarios.length).toBeGreaterThan(0);
    expect(scenarios.flatMap(({ manifests, cases, mesh }) => breaches(manifests, cases, mesh)).slice(0, 10)).toEqual(
      [],
    );
  });

  test('on random policies, extensions and calls', () => {
    fc.assert(
      fc.property(
        arbitraryPolicies,
        fc.array(arbitraryExtension, { maxLength: 2 }),
        fc.array(arbitraryCall, { minLength: 1, maxLength: 5 }),
        (policies, extensions, calls) => {
          expect(breaches([...SHOP, ...policies, ...extensions], calls)).toEqual([]);
        },
      ),
    );
  });
});
