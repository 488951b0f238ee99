/**
 * Which paths does a rewrite turn into such that a policy speaks of? The patterns of the policy, in terms of the path
 * before it. What is rewritten is normalised anew where it arrives: that `/api..` behind `/api` → `/` becomes `/..`,
 * and so `/`, is a case of its own.
 */
import type { PathRewrite } from '../../evaluate/routes/route-rewrite';
import type { PathNormalization } from '../../policy/mesh-settings';
import { ANY_CHARACTER, type TextPart, type TextPattern } from '../../sets/text-pattern';
import { isTaken, restsBehind } from '../../sets/text-rest';
import type { Formula } from './formula';
import { allOf, anyOf, constant, NEVER, not } from './formula';
import { textPart } from './string-forms';

/** A path, or a path with its query. */
export type PathSubject = { readonly kind: 'path' } | { readonly kind: 'target' };

/** A rewrite, for requests that its route is for. */
export interface KnownRewrite {
  readonly rewrite: PathRewrite;
  /** whether the route takes its prefix in any case */
  readonly ignoresCase: boolean;
  readonly normalization: PathNormalization;
  readonly dotSegmentsMayHaveParameters: boolean;
  /** whose it is, for sentences */
  readonly shown: string;
}

/** The requests whose path (or path and query) matches one of the patterns once it is rewritten. */
export function pathBefore(about: PathSubject, patterns: readonly TextPattern[], known: KnownRewrite): Formula {
  const { rewrite, normalization, shown } = known;
  switch (rewrite.kind) {
    case 'prefix':
      if (!isPlain(rewrite.replacement, normalization)) return strange(rewrite.replacement, shown);
      return prefixBefore(about, patterns, rewrite, known);
    case 'whole':
      if (!isPlain(rewrite.replacement, normalization)) return strange(rewrite.replacement, shown);
      return wholeBefore(about, patterns, rewrite.replacement);
    case 'segments':
      return segmentsBefore(about, patterns, rewrite.prefix);
    case 'regex': {
      // of the Gateway API, a path as a whole
      const isWhole = rewrite.pattern === '/.*' && !rewrite.substitution.includes('\\');
      if (isWhole && isPlain(rewrite.substitution, normalization)) {
        return wholeBefore(about, patterns, rewrite.substitution);
      }
      return { kind: 'unknown', because: `${shown} rewrites paths by regular expression \`${rewrite.pattern}\`` };
    }
  }
}

function strange(replacement: string, shown: string): Formula {
  return { kind: 'unknown', because: `what becomes of \`${replacement}\`, to which ${shown} rewrites paths` };
}

/** Whether a path that begins so is, up to there, as normalisation leaves it. */
function isPlain(text: string, normalization: PathNormalization): boolean {
  if (!/^\/[A-Za-z0-9._~/-]*$/.test(text) || /\/\.{1,2}(\/|$)/.test(text)) return false;
  return normalization === 'BASE' || normalization === 'NONE' || !text.includes('//');
}

const NO_SLASH: TextPart = { kind: 'run', of: { kind: 'not', characters: '/?' }, atLeast: 0 };
const NO_QUERY: TextPart = { kind: 'run', of: { kind: 'not', characters: '?' }, atLeast: 0 };
const REST: TextPart = { kind: 'run', of: ANY_CHARACTER, atLeast: 0 };

/** A path that goes on so behind the prefix, and what then stands before its rest once it has arrived. */
interface Seam {
  readonly begins: readonly TextPart[];
  readonly arrives: string;
  /** nothing of the path follows */
  readonly isLast: boolean;
}

function prefixBefore(
  about: PathSubject,
  patterns: readonly TextPattern[],
  { prefix, replacement }: Extract<PathRewrite, { readonly kind: 'prefix' }>,
  known: KnownRewrite,
): Formula {
  const own: TextPart = known.ignoresCase ? { kind: 'text', text: prefix, anyCase: true } : textPart(prefix);
  const plainly = patterns.flatMap((pattern) =>
    restsBehind(pattern, replacement).map((rest) => sequence(own, ...rest)),
  );
  // the first seam that a path has counts
  return seamsOf(prefix, replacement, known).reduceRight<Formula>(
    (otherwise, seam) => {
      const has = among(about, takenAt(own, seam));
      return anyOf([allOf([has, among(about, atSeam(about, patterns, own, seam))]), allOf([not(has), otherwise])]);
    },
    among(about, plainly),
  );
}

function takenAt(own: TextPart, { begins, isLast }: Seam): readonly TextPattern[] {
  if (!isLast) return [sequence(own, ...begins, REST)];
  return [sequence(own, ...begins), sequence(own, ...begins, textPart('?'), REST)];
}

function atSeam(
  { kind }: PathSubject,
  patterns: readonly TextPattern[],
  own: TextPart,
  { begins, arrives, isLast }: Seam,
): readonly TextPattern[] {
  const onward = (text: string, ...more: readonly TextPart[]): readonly TextPattern[] =>
    patterns.flatMap((pattern) => restsBehind(pattern, text).map((rest) => sequence(own, ...begins, ...more, ...rest)));
  if (!isLast) return onward(arrives);
  const whole = patterns.some((pattern) => isTaken(pattern, arrives)) ? [sequence(own, ...begins)] : [];
  return kind === 'path' ? whole : [...whole, ...onward(`${arrives}?`, textPart('?'))];
}

/**
 * Where a replacement that ends with a slash meets what makes another path of it: slashes, and segments of dots. Behind
 * a prefix with a slash at its end there are none of them any more.
 */
function seamsOf(prefix: string, replacement: string, known: KnownRewrite): readonly Seam[] {
  const { normalization } = known;
  if (normalization === 'NONE' || !replacement.endsWith('/') || prefix.endsWith('/')) return [];
  const above = replacement.replace(/[^/]*\/$/, '') || '/';
  const dots = [
    { text: '.', arrives: replacement },
    { text: '..', arrives: above },
  ].flatMap(({ text, arrives }): readonly Seam[] => [
    { begins: [textPart(text)], arrives, isLast: true },
    { begins: [textPart(`${text}/`)], arrives, isLast: false },
    ...(known.dotSegmentsMayHaveParameters
      ? [
          { begins: [textPart(`${text};`), NO_SLASH], arrives, isLast: true },
          { begins: [textPart(`${text};`), NO_SLASH, textPart('/')], arrives, isLast: false },
        ]
      : []),
  ]);
  if (normalization === 'BASE') return dots;
  const slash = [textPart('/')];
  return [
    ...dots,
    // of a path of slashes alone, two stay
    ...(replacement === '/' ? [{ begins: slash, arrives: '//', isLast: true }] : []),
    { begins: slash, arrives: replacement, isLast: false },
  ];
}

/** Every path becomes this one. */
function wholeBefore({ kind }: PathSubject, patterns: readonly TextPattern[], path: string): Formula {
  const takesPath = patterns.some((pattern) => isTaken(pattern, path));
  if (kind === 'path') return constant(takesPath);
  const withQuery = patterns.flatMap((pattern) =>
    restsBehind(pattern, `${path}?`).map((rest) => sequence(NO_QUERY, textPart('?'), ...rest)),
  );
  return among({ kind }, [...(takesPath ? [sequence(NO_QUERY)] : []), ...withQuery]);
}

/** Whole segments are taken off: what is left begins with its slash, and of nothing one slash is left. */
function segmentsBefore(about: PathSubject, patterns: readonly TextPattern[], prefix: string): Formula {
  if (prefix === '') return among(about, patterns);
  const own = textPart(prefix);
  const below = patterns.flatMap((pattern) =>
    restsBehind(pattern, '/').map((rest) => sequence(own, textPart('/'), ...rest)),
  );
  return among(about, [...below, ...atSeam(about, patterns, own, { begins: [], arrives: '/', isLast: true })]);
}

function sequence(...parts: readonly TextPart[]): TextPattern {
  return { kind: 'sequence', parts };
}

/** With the words of policies, where they have words for all of it. */
function among(about: PathSubject, patterns: readonly TextPattern[]): Formula {
  if (patterns.length === 0) return NEVER;
  const words = patterns.map(wordOf);
  const written = words.every((word) => word !== undefined) ? words : undefined;
  return { kind: 'is', literal: { about, among: { kind: 'texts', patterns }, ...(written && { written }) } };
}

function wordOf(pattern: TextPattern): string | undefined {
  if (pattern.kind !== 'sequence') return undefined;
  const last = pattern.parts.at(-1);
  const isOpen = last?.kind === 'run' && last.atLeast === 0 && last.of.kind === 'not' && last.of.characters.length <= 1;
  const texts = isOpen ? pattern.parts.slice(0, -1) : pattern.parts;
  if (!texts.every((part) => part.kind === 'text' && part.anyCase === undefined)) return undefined;
  return texts.map((part) => (part.kind === 'text' ? part.text : '')).join('') + (isOpen ? '*' : '');
}
