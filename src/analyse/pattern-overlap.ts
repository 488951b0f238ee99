/** Is there surely a text that two of Istio's string patterns both match? */

/** A pattern: exact, `prefix*`, `*suffix`, or `*`. */
export function surelyOverlap(a: string, b: string): boolean {
  if (a === b || a === '*' || b === '*') return true;
  const [x, y] = [shapeOf(a), shapeOf(b)];
  if (x.kind === 'template' || y.kind === 'template') return templateIsBelow(x, y) || templateIsBelow(y, x);
  if (x.kind === 'exact') return matches(y, x.text);
  if (y.kind === 'exact') return matches(x, y.text);
  // a prefix and a suffix: the one followed by the other is such a text
  if (x.kind !== y.kind) return true;
  return x.kind === 'prefix'
    ? x.text.startsWith(y.text) || y.text.startsWith(x.text)
    : x.text.endsWith(y.text) || y.text.endsWith(x.text);
}

/** Whether two lists of patterns share a text; an absent list is no restriction. */
export function listsOverlap(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a === undefined || b === undefined || a.some((one) => b.some((other) => surelyOverlap(one, other)));
}

interface Shape {
  readonly kind: 'exact' | 'prefix' | 'suffix' | 'template';
  readonly text: string;
}

function shapeOf(pattern: string): Shape {
  if (/\{\*\*?\}/.test(pattern)) return { kind: 'template', text: pattern.slice(0, pattern.indexOf('{')) };
  if (pattern.startsWith('*')) return { kind: 'suffix', text: pattern.slice(1) };
  return pattern.endsWith('*') ? { kind: 'prefix', text: pattern.slice(0, -1) } : { kind: 'exact', text: pattern };
}

function matches({ kind, text }: Shape, exact: string): boolean {
  if (kind === 'exact') return exact === text;
  return kind === 'prefix' ? exact.startsWith(text) : exact.endsWith(text);
}

/** All that a template matches begins with its literal head; of two templates we do not judge. */
function templateIsBelow(template: Shape, other: Shape): boolean {
  return template.kind === 'template' && other.kind === 'prefix' && template.text.startsWith(other.text);
}
