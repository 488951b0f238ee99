/** May this call be made? The verdict of all that decides on its way. */
import { shownVersion } from '../istio/version';
import type { Mesh } from '../policy/model';
import type { Request } from '../policy/request';
import { verdictOn } from './course';
import { courserOn } from './courser';
import { groundsOf } from './ground';
import { inCommon } from './in-turn';
import type { Verdict } from './verdict';

/**
 * The verdict on a call. Through a Service it must be the same at every workload behind it; of a caller given as a
 * workload it is found out what its proxy speaks.
 */
export function evaluate(mesh: Mesh, request: Request): Verdict {
  return evaluator(mesh)(request);
}

/**
 * Verdicts on many calls, for which the mesh is searched once. Where the version of Istio may behave in several ways,
 * they must all answer alike. The grounds are those of the mesh, where they are known. LAW:
 * `evaluator(mesh)(call) = evaluate(mesh, call)`.
 */
export function evaluator(mesh: Mesh, grounds = groundsOf(mesh)): (request: Request) => Verdict {
  const coursers = grounds.map(courserOn);
  const inAll = verdictInAll(mesh);
  return (request) => inAll(coursers.map((coursesOf) => verdictOn(coursesOf(request))));
}

/** From the verdicts under each behaviour to the one that they share. */
export function verdictInAll({ settings: { istioVersion } }: Mesh): (verdicts: readonly Verdict[]) => Verdict {
  const version = shownVersion(istioVersion);
  const reason =
    istioVersion.patch === undefined
      ? `the patch releases of Istio ${version} do not answer alike; name one, such as \`${version}.1\``
      : `what Istio ${version} does here is not established`;
  return (verdicts) => inCommon(verdicts, reason);
}
