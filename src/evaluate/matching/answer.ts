/** Yes, no, or "cannot tell": the logic in which conditions are judged (Kleene's), so that no gap becomes a guess. */
export type Answer = 'yes' | 'no' | 'unknown';

/** The answer of a plain test. */
export function fromBoolean(truth: boolean): Answer {
  return truth ? 'yes' : 'no';
}

/** No if any is no; yes if all are yes, or there are none. What follows a no is not asked. */
export function allOf<T>(items: readonly T[], ask: (item: T) => Answer): Answer {
  let all: Answer = 'yes';
  for (const item of items) {
    const answer = ask(item);
    if (answer === 'no') return 'no';
    if (answer === 'unknown') all = 'unknown';
  }
  return all;
}

/** Yes if any is yes; no if all are no, or there are none. What follows a yes is not asked. */
export function anyOf<T>(items: readonly T[], ask: (item: T) => Answer): Answer {
  let any: Answer = 'no';
  for (const item of items) {
    const answer = ask(item);
    if (answer === 'yes') return 'yes';
    if (answer === 'unknown') any = 'unknown';
  }
  return any;
}

/** Both of two. */
export function bothOf(one: Answer, other: Answer): Answer {
  if (one === 'no' || other === 'no') return 'no';
  return one === 'yes' ? other : one;
}

/** The opposite; what cannot be told stays so. */
export function not(answer: Answer): Answer {
  if (answer === 'unknown') return answer;
  return answer === 'yes' ? 'no' : 'yes';
}
