/** What a reporter of a comparison is, and which there are. */
import type { ReachComparison } from '../reach/compare';
import { diffJson } from './diff-json';
import { diffJunit } from './diff-junit';
import { diffMarkdown } from './diff-markdown';
import type { DiffOptions } from './diff-options';
import { diffSarif } from './diff-sarif';
import { diffText } from './diff-text';

/** INVARIANT: same comparison and options, same bytes; the text ends with one line feed. */
export type DiffReporter = (comparison: ReachComparison, options: DiffOptions) => string;

/** How a comparison may look. */
export type DiffFormat = 'text' | 'json' | 'markdown' | 'sarif' | 'junit';

export const DIFF_REPORTERS: Readonly<Record<DiffFormat, DiffReporter>> = {
  text: diffText,
  json: diffJson,
  markdown: diffMarkdown,
  sarif: diffSarif,
  junit: diffJunit,
};
