/** Yes, no, or "cannot tell" together with what is missing, so that no gap becomes a guess or stays nameless. */

/** An answer. `missing` says, in the words of the user, what would have to be known. */
export type InformedAnswer =
  { readonly is: 'yes' } | { readonly is: 'no' } | { readonly is: 'unknown'; readonly missing: readonly string[] };

export const YES: InformedAnswer = { is: 'yes' };
export const NO: InformedAnswer = { is: 'no' };

/** We cannot tell, for want of this. */
export function unknownFor(...missing: readonly string[]): InformedAnswer {
  return { is: 'unknown', missing };
}

/** The answer of a plain test. */
export function answerOf(truth: boolean): InformedAnswer {
  return truth ? YES : NO;
}

/** No if any is no; yes if all are yes, or there are none. */
export function everyAnswer(answers: readonly InformedAnswer[]): InformedAnswer {
  if (answers.some(({ is }) => is === 'no')) return NO;
  const missing = missingIn(answers);
  return missing.length > 0 ? unknownFor(...missing) : YES;
}

/** Yes if any is yes; no if all are no, or there are none. */
export function someAnswer(answers: readonly InformedAnswer[]): InformedAnswer {
  if (answers.some(({ is }) => is === 'yes')) return YES;
  const missing = missingIn(answers);
  return missing.length > 0 ? unknownFor(...missing) : NO;
}

/** The answer if all agree. INVARIANT: there is one at least. */
export function sameAnswer(answers: readonly InformedAnswer[], missing: string): InformedAnswer {
  const every = everyAnswer(answers);
  const some = someAnswer(answers);
  return every.is === some.is ? every : unknownFor(missing);
}

/** All that is missing, each thing once. */
export function missingIn(answers: readonly InformedAnswer[]): readonly string[] {
  return [...new Set(answers.flatMap((answer) => (answer.is === 'unknown' ? answer.missing : [])))];
}
