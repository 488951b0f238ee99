/** A test run for programs: the contract of `zero-trust test --format json`. */
import { countsOf, type TestedCase, type TestReport } from '../cases/tested';

/** One line a case: a run may have a hundred thousand. */
export function testJson(report: TestReport): string {
  const cases = report.cases.map((one) => `\n  ${JSON.stringify(caseOf(one))}`);
  return `{"cases":[${cases.join(',')}${cases.length > 0 ? '\n' : ''}],\n"summary":${JSON.stringify(countsOf(report))}}\n`;
}

function caseOf({ file, line, id, expected, actual, outcome }: TestedCase): object {
  const undecided = outcome.kind === 'undecided' ? { undecided: outcome.because } : {};
  return { file, line, id, passed: outcome.kind === 'met', expected, actual, ...undecided };
}
