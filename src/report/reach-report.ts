/** What a reporter of a matrix is, and which there are. */
import type { Matrix } from '../reach/matrix';
import { reachCsv } from './reach-csv';
import { reachDot } from './reach-dot';
import { reachHtml } from './reach-html';
import { reachJson } from './reach-json';
import { reachText, type ReachTextOptions } from './reach-text';

/** How a matrix may look. */
export type ReachFormat = 'text' | 'json' | 'csv' | 'dot' | 'html';

/** INVARIANT: same matrix and options, same bytes. */
export type ReachReporter = (matrix: Matrix, options: ReachTextOptions) => string;

export const REACH_REPORTERS: Readonly<Record<ReachFormat, ReachReporter>> = {
  text: reachText,
  json: reachJson,
  csv: reachCsv,
  dot: reachDot,
  html: reachHtml,
};
