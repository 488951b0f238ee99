/** What a reporter of a matrix is, and which there are. */
import type { Matrix } from '../reach/matrix';
import { reachCsv } from './reach-csv';
import { reachDot } from './reach-dot';
import { reachHtml } from './reach-html';
import { reachJson } from './reach-json';
import { reachText, type ReachTextOptions } from './reach-text';

/** INVARIANT: same matrix and options, same bytes. */
export type ReachReporter = (matrix: Matrix, options: ReachTextOptions) => string;

export const REACH_REPORTERS = {
  text: reachText,
  json: reachJson,
  csv: reachCsv,
  dot: reachDot,
  html: reachHtml,
} as const satisfies Readonly<Record<string, ReachReporter>>;

export type ReachFormat = keyof typeof REACH_REPORTERS;
