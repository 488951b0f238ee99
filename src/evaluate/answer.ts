/** Yes, no, or "cannot tell": the logic in which conditions are judged (Kleene's), so that no gap becomes a guess. */
export type Answer = 'yes' | 'no' | 'unknown';

/** The answer of a plain test. */
export function fromBoolean(truth: boolean): Answer {
  return truth ? 'yes' : 'no';
}

/** No if any is no; yes if all are yes, or there are none. */
export function allOf<T>(items: readonly T[], ask: (item: T) => Answer): Answer {
  const answers = items.map(ask);
  if (answers.includes('no')) return 'no';
  return answers.includes('unknown') ? 'unknown' : 'yes';
}

/** Yes if any is yes; no if all are no, or there are none. */
export function anyOf<T>(items: readonly T[], ask: (item: T) => Answer): Answer {
  return not(allOf(items, (item) => not(ask(item))));
}

/** The opposite; what cannot be told stays so. */
export function not(answer: Answer): Answer {
  if (answer === 'unknown') return answer;
  return answer === 'yes' ? 'no' : 'yes';
}
