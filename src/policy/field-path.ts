/** Where in an object: `spec.rules[1].to[0].operation.paths[0]`. */

/** The steps from an object's root to one of its fields: keys, and indices of lists. */
export type FieldPath = readonly (string | number)[];

/** The path as people read it; a key that is no plain word stands in brackets: `metadata.labels[app.io/x]`. */
export function showFieldPath(path: FieldPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number' || !/^[A-Za-z_][\w-]*$/.test(step)) return `${text}[${step}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

/** The path that a text names; a number in brackets is an index of a list. */
export function readFieldPath(text: string): FieldPath {
  return [...text.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map(([, inBrackets, word]) => {
    if (inBrackets === undefined) return word ?? '';
    return /^\d+$/.test(inBrackets) ? Number(inBrackets) : inBrackets;
  });
}
