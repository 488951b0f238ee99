/** How a command ended. Never a count: 256 findings would look like none. */
export enum ExitCode {
  /** nothing found, allowed, holds */
  Good = 0,
  /** found, denied, does not hold */
  Found = 1,
  /** wrong use, unreadable input, or a failure of ours */
  Wrong = 2,
  /** could not decide */
  Undecided = 3,
}
