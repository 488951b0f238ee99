/** Why was a case not met: who decided what on the way of its call, and what would grant it? */
import { explainer } from '../evaluate/explain';
import type { Explanation } from '../evaluate/explanation';
import type { Verdict } from '../evaluate/verdict';
import type { Mesh } from '../policy/model';
import type { Request } from '../policy/request';
import type { Case } from './case-file';
import { type Grant, leastRule } from './least-rule';

/** Why a case was not met. */
export interface Detail {
  readonly because?: string;
  readonly request: Request;
  readonly explanation: Explanation;
  /** the smallest rule that would grant the call, when it should have been allowed */
  readonly grant?: Grant;
}

/**
 * Tells why cases of this mesh were not met; it is searched for explanations when the first is asked for. `asked` is
 * the call that was judged, where that is not the one that is written.
 */
export function detailIn(mesh: Mesh): (one: Case, verdict: Verdict, asked?: Request) => Detail {
  let explain: ReturnType<typeof explainer> | undefined;
  return ({ because, request, expect }, verdict, asked = request) => {
    explain ??= explainer(mesh);
    return {
      ...(because === undefined ? {} : { because }),
      request,
      explanation: explain(asked),
      ...(expect.verdict === 'allow' && verdict.verdict === 'deny' && !verdict.answered
        ? { grant: leastRule(mesh, asked, verdict) }
        : {}),
    };
  };
}
