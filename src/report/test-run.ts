/** A test run, with what else was asked about its cases. */
import type { TestReport } from '../cases/tested';
import type { CoverageReport } from '../coverage/coverage-report';
import type { MutationReport } from '../coverage/mutation-report';

export interface TestRun extends TestReport {
  /** with `--mutate`: which changes to policies the cases notice */
  readonly mutation?: MutationReport;
  /** with `--coverage`: what of the policies the cases touch */
  readonly coverage?: CoverageReport;
}
