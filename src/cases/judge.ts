/** What becomes of the cases of a case file, in a mesh. */
import { evaluator } from '../evaluate/evaluate';
import type { Verdict } from '../evaluate/verdict';
import type { Mesh } from '../policy/model';
import type { Request } from '../policy/request';
import { withAddresses } from '../policy/workload-address';
import type { Case } from './case-file';
import { compare, type Comparison } from './expectation';

/** A case, and what became of it. */
export interface Judgement {
  readonly case: Case;
  readonly verdict: Verdict;
  readonly outcome: Comparison;
}

/** The mesh in which these calls are made: in one case file a workload has one address, which some calls tell. */
export function meshOfCalls(mesh: Mesh, requests: readonly Request[]): Mesh {
  const isTold = requests.some(({ to }) => to.kind === 'workload' && to.ip !== undefined);
  return isTold ? withAddresses(mesh, requests) : mesh;
}

/** Judges cases in this mesh, which is searched once. */
export function judgeIn(mesh: Mesh): (one: Case) => Judgement {
  const evaluate = evaluator(mesh);
  return (one) => {
    const verdict = evaluate(one.request);
    return { case: one, verdict, outcome: compare(one.expect, verdict) };
  };
}
