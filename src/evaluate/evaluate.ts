/** May this call be made? The verdict of all that decides on its way. */
import { shownVersion } from '../istio/version';
import type { Mesh } from '../policy/model';
import type { Request } from '../policy/request';
import { verdictOn, type Courses } from './course/course';
import { courserOn } from './course/courser';
import { groundsOf, type Ground } from './course/ground';
import { inCommon } from './course/in-turn';
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
 * they must all answer alike. LAW: `evaluator(mesh)(call) = evaluate(mesh, call)`.
 */
export function evaluator(mesh: Mesh): (request: Request) => Verdict {
  return verdictsOn(
    mesh,
    groundsOf(mesh).map((ground) => courserOn(ground)),
  );
}

/** The same on the grounds of the mesh, for calls of which hardly two are between the same ends. */
export function evaluatorOn(mesh: Mesh, grounds: readonly Ground[]): (request: Request) => Verdict {
  return verdictsOn(
    mesh,
    grounds.map((ground) => courserOn(ground, false)),
  );
}

function verdictsOn(
  mesh: Mesh,
  coursers: readonly ((request: Request) => Courses | undefined)[],
): (request: Request) => Verdict {
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
