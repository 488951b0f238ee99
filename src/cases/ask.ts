/** What becomes of one call that a program writes down, rather than a case file? */
import { evaluator } from '../evaluate/evaluate';
import type { Verdict } from '../evaluate/verdict';
import type { Manifests } from '../policy/manifest';
import { readCase } from '../policy/read-case';
import type { Request } from '../policy/request';
import { meshIn, SubjectError } from '../policy/synthesized';
import type { Case } from './case-file';
import { CALL, DENIAL, MESH } from './case-shape';
import type { CaseDenial, CaseMesh, CaseRequest } from './case-request';
import { type Detail, detailIn } from './detail';
import { compare } from './expectation';
import { unknownNamesIn } from './known-names';
import { type Mapping, type Mistake, mistakeInWords, mistakesIn } from '../policy/shape';
import { type TestedCase, testedCase } from './tested';

/** Answers about calls in one mesh, which is searched once. */
export interface Asked {
  /** the call, as a case that expects this; throws when the call, or a name in it, cannot be meant */
  readonly test: (call: CaseRequest, verdict: 'allow' | 'deny', expected: CaseDenial) => TestedCase;
}

/** Asks about calls to what these manifests hold. */
export function ask(read: Manifests, settings: CaseMesh = {}): Asked {
  const wrong = wrongIn('settings', MESH, settings);
  if (wrong.length > 0) throw new SubjectError(wrong);
  const mesh = meshIn(read, { ...settings });
  const known = { judge: evaluator(mesh), unknownIn: unknownNamesIn(mesh), detailOf: detailIn(mesh) };
  return { test: (call, verdict, expected) => test(known, call, verdict, expected) };
}

interface Known {
  readonly judge: (request: Request) => Verdict;
  readonly unknownIn: (request: Request) => readonly Mistake[];
  readonly detailOf: (one: Case, verdict: Verdict) => Detail;
}

function test(
  { judge, unknownIn, detailOf }: Known,
  call: CaseRequest,
  expectedVerdict: 'allow' | 'deny',
  expected: CaseDenial,
): TestedCase {
  const wrong = [...wrongIn('call', CALL, call), ...wrongIn('expected', DENIAL, expected)];
  if (wrong.length > 0) throw new SubjectError(wrong);
  const request = readCase({ ...call });
  const unknown = unknownIn(request);
  if (unknown.length > 0) throw new SubjectError(unknown.map((one) => mistakeInWords(one, 'call')));
  const expect = { ...expected, verdict: expectedVerdict };
  const verdict = judge(request);
  const one: Case = { id: 'call', request, expect, line: 0, index: 0 };
  return testedCase('', { case: one, verdict, outcome: compare(expect, verdict) }, detailOf(one, verdict));
}

function wrongIn(what: string, shape: Mapping, value: unknown): readonly string[] {
  return mistakesIn(shape, value, [what]).map((mistake) => mistakeInWords(mistake, what));
}
