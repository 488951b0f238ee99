/** Which paths, as normalisation leaves them, do the path patterns of Istio stand for? */
import type { Behaviour } from '../../istio/behaviour';
import type { TemplatePart } from '../../istio/path-template';
import type { ConditionValue } from '../../policy/condition-value';
import { ofKind } from '../../policy/condition-value';
import type { CharacterClass, TextPart, TextPattern } from '../../sets/text-pattern';
import { ANY_CHARACTER, partsOf } from '../../sets/text-pattern';
import { lineForm, patternsOf, textPart } from './string-forms';

/** What template operators take beside letters and digits. Quotes and brackets dodge them, a `*` does not. */
const SIGNS = "-._~%!$&'()*+,;:@=";
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The paths of these values: templates, and string patterns. */
export function pathForms(values: readonly ConditionValue[], behaviour: Behaviour): readonly TextPattern[] {
  const templates = ofKind(values, 'template').map(({ template }): TextPattern => ({
    kind: 'sequence',
    parts: template.parts.map((part) => templatePart(part, behaviour)),
  }));
  return [...patternsOf(values).map((pattern) => lineForm(pattern)), ...templates];
}

/** @see envoy source/extensions/path/match/uri_template */
function templatePart(part: TemplatePart, { templatesTakeStars }: Behaviour): TextPart {
  const characters = LETTERS + (templatesTakeStars ? SIGNS : SIGNS.replace('*', ''));
  switch (part.kind) {
    case 'text':
      return textPart(part.text);
    case 'segment':
      return { kind: 'run', of: { kind: 'of', characters }, atLeast: 1 };
    case 'rest':
      return { kind: 'run', of: { kind: 'of', characters: `${characters}/` }, atLeast: 0 };
  }
}

const NO_QUERY: CharacterClass = { kind: 'not', characters: '?' };
const QUERY: readonly TextPart[] = [textPart('?'), { kind: 'run', of: ANY_CHARACTER, atLeast: 0 }];

/** The same paths with any query, or none. */
export function withAnyQuery(pattern: TextPattern): readonly TextPattern[] {
  const parts = partsOf(pattern).map((part) => (part.kind === 'text' ? part : { ...part, of: withoutMark(part.of) }));
  // a path has no question mark
  if (parts.some((part) => part.kind === 'text' && part.text.includes('?'))) return [];
  const bare: TextPattern = pattern.kind === 'exact' ? pattern : { kind: 'sequence', parts };
  return [bare, { kind: 'sequence', parts: [...parts, ...QUERY] }];
}

function withoutMark({ kind, characters }: CharacterClass): CharacterClass {
  switch (kind) {
    case 'of':
      return { kind, characters: characters.replaceAll('?', '') };
    case 'not':
      return characters === '' ? NO_QUERY : { kind, characters: `${characters}?` };
  }
}
