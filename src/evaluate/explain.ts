/** Why is this call decided as it is? The steps on its way, in order, and the rules that came near to allowing it. */
import type { Mesh } from '../policy/model';
import type { Request } from '../policy/request';
import { speechInWords } from './arrival';
import type { Course } from './evaluate';
import { courser, settledMeshes, verdictInAll, verdictOf, verdictOn } from './evaluate';
import type { Explanation, Step } from './explanation';
import { narrator } from './narrate';
import type { Verdict } from './verdict';

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
    const narrators = new Map(
      tried.flatMap(({ courses, narrate }) => (courses ?? []).flat().map((one) => [one, narrate])),
    );
    const courses = telling([...narrators.keys()], verdict);
    const told = courses.flatMap((course) => narrators.get(course)?.(course, request) ?? []);
    return {
      verdict,
      steps: [...doubtOf(verdict, courses), ...told.flatMap(({ steps }) => steps)],
      nearest: verdict.verdict === 'deny' ? told.flatMap(({ nearest }) => nearest) : [],
    };
  };
}

/** Of all courses, those to be told: one that ends as the verdict does, or where there is none, one for each ending. */
function telling(courses: readonly Course[], verdict: Verdict): readonly Course[] {
  const alike = courses.filter((course) => verdictOf(course).verdict === verdict.verdict);
  const first = alike.find((course) => isNamedBy(verdict, verdictOf(course))) ?? alike[0];
  if (first !== undefined) return [first];
  return [...new Map(courses.map((course) => [verdictOf(course).verdict, course])).values()];
}

/** Whether the verdict, which holds only what all courses agree on, fits this ending. */
function isNamedBy(verdict: Verdict, ending: Verdict): boolean {
  const named: Readonly<Record<string, unknown>> = { ...verdict };
  const own: Readonly<Record<string, unknown>> = { ...ending };
  return ['layer', 'by', 'on'].every((key) => named[key] === undefined || named[key] === own[key]);
}

/** One step first where there is no course, or where several end differently. */
function doubtOf({ because }: Verdict, courses: readonly Course[]): readonly Step[] {
  if (courses.length === 1) return [];
  const [reason = ''] = because;
  const ends = courses.length === 0 ? '' : `: ${courses.map(endOf).join(', ')}`;
  return [{ layer: 'capture', outcome: 'undecided', why: reason + ends }];
}

function endOf(course: Course): string {
  const { caller, way } = course;
  const speaks = caller === undefined ? 'an unknown caller' : speechInWords(caller);
  const called = way.kind !== 'way' ? '' : ` to \`${way.workload.namespace}/${way.workload.name}\``;
  return `${verdictOf(course).verdict} for ${speaks}${called}`;
}
