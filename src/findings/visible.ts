/** How text of users is shown, which may hold anything: a line break would forge lines, an escape a whole screen. */

/** The text with control characters, line ends and marks of writing direction written out, such as `\u001b`. */
export function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
