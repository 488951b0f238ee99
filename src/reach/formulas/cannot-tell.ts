/** What is beyond us about one target, in a sentence: thrown where it is met, and told as undecided. */
export class CannotTell extends Error {
  override readonly name = 'CannotTell';
}
