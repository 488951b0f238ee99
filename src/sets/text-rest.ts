/** What may follow a text, so that a pattern takes the whole? The pattern's left quotient, as a few patterns. */
import { casesOf } from './alphabet';
import { partsOf, type CharacterClass, type TextPart, type TextPattern } from './text-pattern';

/** Sequences that are left of the pattern behind this text. LAW: `text + x` matches the pattern ⇔ `x` one of these. */
export function restsBehind(pattern: TextPattern, text: string): readonly (readonly TextPart[])[] {
  return text
    .split('')
    .reduce<readonly (readonly TextPart[])[]>(
      (rests, character) => distinct(rests.flatMap((parts) => restsAfter(parts, character))),
      [partsOf(pattern)],
    );
}

/** Whether the pattern takes the text. */
export function isTaken(pattern: TextPattern, text: string): boolean {
  return restsBehind(pattern, text).some(takesNothing);
}

function restsAfter([first, ...others]: readonly TextPart[], character: string): readonly (readonly TextPart[])[] {
  if (first === undefined) return [];
  switch (first.kind) {
    case 'text': {
      if (first.text === '') return restsAfter(others, character);
      const own = first.text.charAt(0);
      const isOwn = (first.anyCase === true ? casesOf(own) : own).includes(character);
      return isOwn ? [[{ ...first, text: first.text.slice(1) }, ...others]] : [];
    }
    case 'one':
      return isIn(first.of, character) ? [others] : [];
    case 'run': {
      const within = isIn(first.of, character) ? [[{ ...first, atLeast: 0 as const }, ...others]] : [];
      return first.atLeast === 0 ? [...within, ...restsAfter(others, character)] : within;
    }
  }
}

function takesNothing(parts: readonly TextPart[]): boolean {
  return parts.every((part) => (part.kind === 'text' ? part.text === '' : part.kind === 'run' && part.atLeast === 0));
}

function isIn({ kind, characters }: CharacterClass, character: string): boolean {
  return (kind === 'of') === characters.includes(character);
}

function distinct(sequences: readonly (readonly TextPart[])[]): readonly (readonly TextPart[])[] {
  return [...new Map(sequences.map((parts) => [JSON.stringify(parts), parts])).values()];
}
