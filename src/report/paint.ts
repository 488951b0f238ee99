/** How are words coloured, for people at a terminal? */

/** The words in a colour, by the code that a terminal knows it by. */
export type Paint = (code: string, words: string) => string;

/** Paints, or leaves words as they are. */
export function paintIf(color: boolean): Paint {
  return (code, words) => (color ? `\u001b[${code}m${words}\u001b[0m` : words);
}
