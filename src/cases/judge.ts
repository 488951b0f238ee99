/** What becomes of the cases of a case file, in a mesh. */
import type { Verdict } from '../evaluate/verdict';
import { throughGateways, type WholeWay, wholeWays } from '../evaluate/whole-way';
import type { Mesh, ObjectName } from '../policy/model';
import type { Request } from '../policy/request';
import type { Case } from './case-file';
import { beforeVerdict } from './before-verdict';
import { compareRouting } from './compare-routing';
import { type Detail, detailIn } from './detail';
import { compare, type Comparison } from './expectation';
import { withToldAddresses } from './told-addresses';

/** A case, and what became of it. */
export interface Judgement {
  readonly case: Case;
  readonly verdict: Verdict;
  readonly outcome: Comparison;
}

/** Judges the cases of one file, and tells why. */
export interface Judge {
  readonly judge: (one: Case) => Judgement;
  readonly detailOf: (judgement: Judgement) => Detail;
}

/**
 * The judge of these cases in this mesh, which is searched once. They are made in one cluster, so that what one call
 * tells of an address holds for the others. LAW: that only decides what is undecided when a case is judged alone.
 */
export function judgeOf(cases: readonly Case[], mesh: Mesh, secrets?: readonly ObjectName[]): Judge {
  const there = meshOfCases(cases, mesh, secrets);
  const wayOf = wholeWays(there);
  const through = throughGateways(there);
  const detail = detailIn(there);
  const compareFirst = beforeVerdict(there);
  const asked = (one: Case): Request => (isAboutRoute(one) ? through(one.request) : one.request);
  return {
    judge: (one) => {
      const first = compareFirst(one);
      const way = first.way ?? wayOf(asked(one));
      const rest = { ...one, expect: first.expect };
      const outcomes = [...first.outcomes, ...(Object.keys(rest.expect).length > 0 ? [outcomeOf(rest, way)] : [])];
      return { case: one, verdict: way.verdict, outcome: worst(outcomes) };
    },
    detailOf: ({ case: one, verdict }) => detail(one, verdict, asked(one)),
  };
}

/** The mesh in which these cases are made: what their file tells of Secrets and addresses is there. */
export function meshOfCases(cases: readonly Case[], mesh: Mesh, secrets?: readonly ObjectName[]): Mesh {
  return withToldAddresses(
    withSecrets(mesh, secrets),
    cases.map(({ request }) => request),
  );
}

function withSecrets(mesh: Mesh, otherSecrets: readonly ObjectName[] | undefined): Mesh {
  return otherSecrets === undefined ? mesh : { ...mesh, traffic: { ...mesh.traffic, otherSecrets } };
}

/** A case that names the pods of a gateway with a verdict, and no route, is about their own policies. */
function isAboutRoute({ expect }: Case): boolean {
  return expect.verdict === undefined || ROUTED.some((key) => key in expect);
}

const ROUTED: readonly string[] = ['routedTo', 'subset', 'path', 'host', 'headers', 'location', 'body', 'anyOf'];

/** What a case says of the verdict is compared with it, and all else with what the gateway does. */
function outcomeOf({ expect }: Case, { verdict, routing }: WholeWay): Comparison {
  const { verdict: named, layer, by, ...others } = expect;
  if (routing === undefined || (named !== undefined && !ROUTED.some((key) => key in others)))
    return compare(expect, verdict);
  const judged = Object.fromEntries(
    Object.entries({ verdict: named, layer, by }).filter(([, value]) => value !== undefined),
  );
  const routed = compareRouting(others, routing, verdict);
  if (routed.kind !== 'met' || Object.keys(judged).length === 0) return routed;
  // of an answer of the gateway's own more was compared than the verdict
  const isAnswerMeant = routing.kind === 'answered' && named !== undefined;
  return compare({ ...judged, ...(isAnswerMeant ? { status: routing.status } : {}) }, verdict);
}

/** What is missed is missed, whatever else cannot be told. */
function worst(outcomes: readonly Comparison[]): Comparison {
  const of = (kind: Comparison['kind']): Comparison | undefined => outcomes.find((each) => each.kind === kind);
  return of('missed') ?? of('undecided') ?? { kind: 'met' };
}
