/** Which of the courses that a call may take is told, and how it goes on behind a gateway? */
import type { HttpRequest } from '../../policy/request';
import { speechInWords } from '../matching/arrival';
import type { Branch, Course, Onward, RouterKind } from '../course/course';
import { routerOn, verdictBehind, verdictOfBranch } from '../course/course';
import type { Step } from '../explanation';
import type { Verdict } from '../verdict';
import { explainRoute } from './explain-route';
import type { Told } from './told';

/** Tells the course of a call with this request up to where routes send it on, if they do. */
export type Narrate = (course: Course, http: HttpRequest | undefined) => Told;

/** A course, and who tells it. */
export interface Tellable {
  readonly course: Course;
  readonly narrate: Narrate;
}

/**
 * Of these courses of a call those that explain the verdict: one that ends as it does, or where there is none, one for
 * each ending. They are told part by part.
 */
export function tell(all: readonly Tellable[], verdict: Verdict, http: HttpRequest | undefined): readonly Told[] {
  const told = telling(all, verdict, ({ course }) => course.verdict);
  const parts = told.flatMap(({ course, narrate }) => {
    const own = narrate(course, http);
    return course.onward === undefined ? [own] : [own, ...tellOnward(course.onward, course, narrate)];
  });
  return told.length === 1 ? parts : [only(doubtOf(verdict, told)), ...parts];
}

/** What the proxy makes of the call, and the courses of what it sends on. */
function tellOnward(onward: Onward, { track }: Course, narrate: Narrate): readonly Told[] {
  const router = routerOn(track);
  const verdict = verdictBehind(onward, router);
  const { branches } = onward;
  const told = telling(branches, verdict, (branch) => verdictOfBranch(branch, router));
  const parts = told.flatMap((branch) => [
    only(explainRoute(branch.outcome, branches.length, track.way)),
    ...tellNext(branch, router, narrate),
  ]);
  return told.length === 1
    ? parts
    : [only({ layer: 'route', outcome: 'undecided', why: verdict.because[0] ?? '' }), ...parts];
}

function tellNext(branch: Branch, router: RouterKind, narrate: Narrate): readonly Told[] {
  const { outcome, next } = branch;
  const verdict = verdictOfBranch(branch, router);
  // what perhaps gets past the routes is told of where it gets to nobody
  if (next === undefined || (outcome.kind === 'undecided' && verdict.verdict !== 'deny')) return [];
  const courses = (next.courses ?? []).flat().map((course) => ({ course, narrate }));
  return tell(courses, verdict, next.request.http);
}

/** Those that are to be told: one that ends as the verdict does, or where there is none, one for each ending. */
function telling<T>(all: readonly T[], verdict: Verdict, verdictOn: (one: T) => Verdict): readonly T[] {
  const [alone, ...others] = all;
  if (alone !== undefined && others.length === 0) return [alone];
  const alike = all.filter((one) => verdictOn(one).verdict === verdict.verdict);
  const first = alike.find((one) => isNamedBy(verdict, verdictOn(one))) ?? alike[0];
  if (first !== undefined) return [first];
  return [...new Map(all.map((one) => [endingOf(verdictOn(one)), one])).values()];
}

/** A refusal, and an answer that refuses nobody, are two endings. */
function endingOf(verdict: Verdict): string {
  return verdict.verdict === 'deny' && verdict.answered === true ? 'answered' : verdict.verdict;
}

/** Whether the verdict, which holds only what all courses agree on, fits this ending. */
function isNamedBy(verdict: Verdict, ending: Verdict): boolean {
  if (verdict === ending) return true;
  const named: Readonly<Record<string, unknown>> = { ...verdict };
  const own: Readonly<Record<string, unknown>> = { ...ending };
  return ['layer', 'by', 'on'].every((key) => named[key] === undefined || named[key] === own[key]);
}

/** The step that comes first where there is no course, or where several end differently. */
function doubtOf({ because }: Verdict, told: readonly Tellable[]): Step {
  const [reason = ''] = because;
  const ends = told.length === 0 ? '' : `: ${told.map(({ course }) => endOf(course)).join(', ')}`;
  return { layer: 'capture', outcome: 'undecided', why: reason + ends };
}

function endOf({ track: { caller, way }, verdict }: Course): string {
  const speaks = caller === undefined ? 'an unknown caller' : speechInWords(caller);
  const called = way.kind !== 'way' ? '' : ` to \`${way.workload.namespace}/${way.workload.name}\``;
  return `${endingOf(verdict)} for ${speaks}${called}`;
}

function only(step: Step): Told {
  return { steps: [step], nearest: [] };
}
