/** Whether a gateway did with a call what a case expects: where it went, and as what it arrived there. */
import { isDeepStrictEqual } from 'node:util';
import type { Routing } from '../evaluate/routes/routing';
import type { Verdict } from '../evaluate/verdict';
import { isObject, type Json } from '../policy/json-object';
import type { Comparison, Expectation } from './expectation';
import { observedRouting } from './observed-routing';

/** Compares what the case names; of what is routed, `status` is 200 unless a policy behind the gateway refuses. */
export function compareRouting(expected: Expectation, routing: Routing, verdict: Verdict): Comparison {
  if (routing.kind === 'undecided') return { kind: 'undecided', because: routing.because };
  const headers = (isObject(expected.headers) ? [expected] : listed(expected)).flatMap((one) =>
    isObject(one.headers) ? Object.keys(one.headers).map((name) => name.toLowerCase()) : [],
  );
  const refusal = verdict.verdict === 'deny' && routing.kind === 'routed' ? { status: verdict.status } : {};
  const observed = { ...observedRouting(routing, [...new Set(headers)]), ...refusal };
  return { kind: isMet(expected, observed) ? 'met' : 'missed' };
}

/** With `anyOf`, each outcome that may be is expected, and each that is expected may be. */
function isMet({ anyOf, ...always }: Expectation, observed: Readonly<Record<string, unknown>>): boolean {
  if (anyOf === undefined) {
    return Object.entries(always).every(([key, value]) =>
      isDeepStrictEqual(observed[key] ?? null, (key === 'headers' ? inLowerCase(value) : value) ?? null),
    );
  }
  const expected = listed({ anyOf }).map((one) => ({ ...always, ...one }));
  const outcomes = Array.isArray(observed.anyOf) ? (observed.anyOf as readonly Record<string, unknown>[]) : [observed];
  return (
    outcomes.every((outcome) => expected.some((one) => isMet(one, outcome))) &&
    expected.every((one) => outcomes.some((outcome) => isMet(one, outcome)))
  );
}

function listed({ anyOf }: Expectation): readonly Expectation[] {
  return Array.isArray(anyOf) ? anyOf.filter(isObject) : [];
}

function inLowerCase(headers: Json): Json {
  if (!isObject(headers)) return headers;
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
