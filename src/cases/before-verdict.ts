/** What of a case is compared first: what the caller's proxy speaks, and which waypoint serves the call. */
import { clientsTls } from '../evaluate/client/client-tls';
import { type Serving, servingWaypoints } from '../evaluate/serving-waypoint';
import type { WholeWay } from '../evaluate/whole-way';
import type { Json } from '../policy/json-object';
import type { Mesh } from '../policy/model';
import { once } from '../policy/remember';
import type { Case } from './case-file';
import { compareClient, OF_CLIENT } from './compare-client';
import type { Comparison, Expectation } from './expectation';

/** What a case expects before its verdict, whether it came, and what is left. */
export interface First {
  readonly outcomes: readonly Comparison[];
  readonly expect: Expectation;
  /** up to the waypoint, where the case names the one that serves it */
  readonly way?: WholeWay;
}

/** Compares what the caller's proxy speaks, and which waypoint serves the call. */
export function beforeVerdict(mesh: Mesh): (one: Case) => First {
  const speechOf = once(() => clientsTls(mesh));
  const servingOf = once(() => servingWaypoints(mesh));
  return ({ request, expect }) => {
    const { waypoint, ...others } = expect;
    const left = Object.entries(others).filter(([key]) => !OF_CLIENT.includes(key));
    const ofClient = left.length < Object.keys(others).length ? [compareClient(expect, speechOf()(request))] : [];
    const first = { outcomes: ofClient, expect: Object.fromEntries(left) };
    if (waypoint === undefined) return first;
    const serving = servingOf()(request);
    const outcomes = [...ofClient, compareWaypoint(waypoint, serving)];
    return { ...first, outcomes, ...(serving.kind === 'served' ? { way: { verdict: serving.verdict } } : {}) };
  };
}

function compareWaypoint(expected: Json, serving: Serving): Comparison {
  if (serving.kind === 'undecided') return serving;
  const found = serving.kind === 'served' ? serving.waypoint : 'none';
  return found === expected
    ? { kind: 'met' }
    : { kind: 'missed', because: `the waypoint that serves the call is \`${found}\`` };
}
