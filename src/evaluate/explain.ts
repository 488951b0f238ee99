/** Why is this call decided as it is? The steps on its way, in order, and the rules that came near to allowing it. */
import type { Mesh } from '../policy/model';
import type { Request } from '../policy/request';
import { speechInWords } from './arrival';
import type { Course } from './evaluate';
import { courser, settledMeshes, verdictInAll, verdictOn } from './evaluate';
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
    const told = telling(
      tried.flatMap(({ courses = [], narrate }) => courses.flat().map((course) => ({ course, narrate }))),
      verdict,
    );
    const parts = told.map(({ course, narrate }) => narrate(course));
    return {
      verdict,
      steps: [...doubtOf(verdict, told), ...parts.flatMap(({ steps }) => steps)],
      nearest: verdict.verdict === 'deny' ? parts.flatMap(({ nearest }) => nearest) : [],
    };
  };
}

/** A course, and who tells it. */
interface Tellable {
  readonly course: Course;
  readonly narrate: ReturnType<typeof narrator>;
}

/** Of all courses, those to be told: one that ends as the verdict does, or where there is none, one for each ending. */
function telling(all: readonly Tellable[], verdict: Verdict): readonly Tellable[] {
  const alike = all.filter(({ course }) => course.verdict.verdict === verdict.verdict);
  const first = alike.find(({ course }) => isNamedBy(verdict, course.verdict)) ?? alike[0];
  if (first !== undefined) return [first];
  return [...new Map(all.map((one) => [one.course.verdict.verdict, one])).values()];
}

/** Whether the verdict, which holds only what all courses agree on, fits this ending. */
function isNamedBy(verdict: Verdict, ending: Verdict): boolean {
  if (verdict === ending) return true;
  const named: Readonly<Record<string, unknown>> = { ...verdict };
  const own: Readonly<Record<string, unknown>> = { ...ending };
  return ['layer', 'by', 'on'].every((key) => named[key] === undefined || named[key] === own[key]);
}

/** One step first where there is no course, or where several end differently. */
function doubtOf({ because }: Verdict, told: readonly Tellable[]): readonly Step[] {
  if (told.length === 1) return [];
  const [reason = ''] = because;
  const ends = told.length === 0 ? '' : `: ${told.map(({ course }) => endOf(course)).join(', ')}`;
  return [{ layer: 'capture', outcome: 'undecided', why: reason + ends }];
}

function endOf({ track: { caller, way }, verdict }: Course): string {
  const speaks = caller === undefined ? 'an unknown caller' : speechInWords(caller);
  const called = way.kind !== 'way' ? '' : ` to \`${way.workload.namespace}/${way.workload.name}\``;
  return `${verdict.verdict} for ${speaks}${called}`;
}
