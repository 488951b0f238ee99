/** How are identities called that policies do not spell out? */
import type { TextPattern } from '../sets/text-pattern';
import { partsOf } from '../sets/text-pattern';
import type { Literal } from './formula';
import { SCHEME } from './identity-forms';

/** The longest pattern that users wrote and that these identities share; `*` without one. */
export function identityShown(shared: readonly Literal[]): string {
  const shown = shared.flatMap(({ among, written }) =>
    written === undefined || among.kind === 'addresses' ? [] : among.patterns.filter(isOpen).map(patternShown),
  );
  return shown.reduce((longest, one) => (one.length > longest.length ? one : longest), '*');
}

function isOpen({ kind }: TextPattern): boolean {
  return kind !== 'exact';
}

function patternShown(pattern: TextPattern): string {
  const text = partsOf(pattern)
    .map((part) => (part.kind === 'text' ? part.text : '*'))
    .join('');
  return (text.startsWith(SCHEME) ? text.slice(SCHEME.length) : text).replace(/\*+/g, '*');
}
