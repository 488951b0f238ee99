/** Why is this call decided as it is? The steps on its way, in order, and the rules that came near to allowing it. */
import type { Mesh } from '../policy/model';
import type { Request } from '../policy/request';
import { verdictOn } from './course/course';
import { courser } from './course/courser';
import { verdictInAll } from './evaluate';
import { settledMeshes } from './settled-meshes';
import type { Explanation } from './explanation';
import { narrator } from './telling/narrate';
import { tell } from './telling/tell';

/**
 * Explanations of many calls. LAW: the verdict is that of `evaluator(mesh)`, and the last step that denies, or depends,
 * is the one that the verdict names.
 */
export function explainer(mesh: Mesh): (request: Request) => Explanation {
  const settled = settledMeshes(mesh).map((one) => ({ coursesOf: courser(one), narrate: narrator(one) }));
  const inAll = verdictInAll(mesh);
  return (request) => {
    const tried = settled.map(({ coursesOf, narrate }) => ({ courses: coursesOf(request), narrate }));
    const verdict = inAll(tried.map(({ courses }) => verdictOn(courses)));
    const all = tried.flatMap(({ courses = [], narrate }) => courses.flat().map((course) => ({ course, narrate })));
    const told = tell(all, verdict, request.http);
    return {
      verdict,
      steps: told.flatMap(({ steps }) => steps),
      nearest: verdict.verdict === 'deny' ? told.flatMap(({ nearest }) => nearest) : [],
    };
  };
}
