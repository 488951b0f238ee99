/** Which objects are as they will be already, and which pods have seen what? */

/** A state between two ends: which objects are already as they are in the second. */
export interface State {
  /** by the key of the object */
  readonly isApplied: (key: string) => boolean;
  /** whether pods, which are made anew when their workload changes, are younger than a change to their Namespace */
  readonly isMadeUnder: (key: string, space: string, isApplied: (key: string) => boolean) => boolean;
}
