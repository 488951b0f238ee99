/** A test run for programs: the contract of `zero-trust test --format json`. */
import { countsOf, type TestedCase } from '../cases/tested';
import { coverageJson } from './coverage-json';
import { mutationJson } from './mutation-json';
import type { TestRun } from './test-run';

/** One line a case: a run may have a hundred thousand. */
export function testJson(report: TestRun): string {
  const mutation = report.mutation === undefined ? '' : `,\n"mutation":${mutationJson(report.mutation)}`;
  const coverage = report.coverage === undefined ? '' : `,\n"coverage":${coverageJson(report.coverage)}`;
  const cases = report.cases.map((one) => `\n  ${JSON.stringify(caseOf(one))}`);
  return `{"cases":[${cases.join(',')}${cases.length > 0 ? '\n' : ''}],\n"summary":${JSON.stringify(countsOf(report))}${coverage}${mutation}}\n`;
}

function caseOf({ file, line, id, expected, actual, outcome }: TestedCase): object {
  const undecided = outcome.kind === 'undecided' ? { undecided: outcome.because } : {};
  return { file, line, id, passed: outcome.kind === 'met', expected, actual, ...undecided };
}
