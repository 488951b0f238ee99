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

/** No if any is no; yes if all are yes, or there are none. What follows a no is not asked. */
export function everyOf<T>(items: readonly T[], ask: (item: T) => InformedAnswer): InformedAnswer {
  let unknown: InformedAnswer = YES;
  for (const item of items) {
    const answer = ask(item);
    if (answer.is === 'no') return NO;
    if (answer.is === 'unknown') unknown = joined(unknown, answer);
  }
  return unknown;
}

/** Both of two. */
export function bothOf(one: InformedAnswer, other: InformedAnswer): InformedAnswer {
  if (one.is === 'no' || other.is === 'no') return NO;
  if (one.is === 'yes') return other;
  return other.is === 'yes' ? one : joined(one, other);
}

/** Yes if any is yes; no if all are no, or there are none. What follows a yes is not asked. */
export function someOf<T>(items: readonly T[], ask: (item: T) => InformedAnswer): InformedAnswer {
  let unknown: InformedAnswer = NO;
  for (const item of items) {
    const answer = ask(item);
    if (answer.is === 'yes') return YES;
    if (answer.is === 'unknown') unknown = joined(unknown, answer);
  }
  return unknown;
}

/** The answer if all agree. INVARIANT: there is one at least. */
export function sameOf<T>(items: readonly T[], ask: (item: T) => InformedAnswer, missing: string): InformedAnswer {
  const every = everyOf(items, ask);
  return every.is === someOf(items, ask).is ? every : unknownFor(missing);
}

/** All that is missing, each thing once. */
export function missingIn(answers: readonly InformedAnswer[]): readonly string[] {
  return [...new Set(answers.flatMap((answer) => (answer.is === 'unknown' ? answer.missing : [])))];
}

function joined(...answers: readonly InformedAnswer[]): InformedAnswer {
  return unknownFor(...missingIn(answers));
}
