/** How a sentence shows values of users: in backticks, and long ones or many of them shortened. */

const MOST_LETTERS = 80;
const MOST_VALUES = 3;

/** The value in backticks. */
export function quoted(value: string): string {
  return `\`${value.length > MOST_LETTERS ? `${value.slice(0, MOST_LETTERS - 1)}…` : value}\``;
}

/** Any of the values: `a`, `b` or one of 12 more. */
export function anyOfQuoted(values: readonly string[]): string {
  return listed(values, (left) => `one of ${left} more`, 'or');
}

/** All of the values: `a`, `b` and 12 more. */
export function allQuoted(values: readonly string[]): string {
  return listed(values, (left) => `${left} more`, 'and');
}

function listed(values: readonly string[], rest: (left: number) => string, conjunction: string): string {
  const shown = values.slice(0, MOST_VALUES).map(quoted);
  const left = values.length - shown.length;
  const items = left === 0 ? shown : [...shown, rest(left)];
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}
