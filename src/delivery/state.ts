/** Which objects are as they will be already, and in which order did they become so? */

/** A state between two ends: which objects are already as they are in the second. */
export interface State {
  /** by the key of the object */
  readonly isApplied: (key: string) => boolean;
  /** of two objects that are applied, whether the first was so after the second */
  readonly isMadeAfter: (key: string, other: string) => boolean;
}
