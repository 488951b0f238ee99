/** What became wider and what narrower, for people at a terminal. */
import { visible } from '../findings/visible';
import { showRequest } from '../policy/request-words';
import type { ReachComparison } from '../reach/compare';
import { counted } from './counted';
import {
  callersInWords,
  type DiffRow,
  diffRowsOf,
  type DoubtRow,
  doubtRowsOf,
  placedChange,
  summaryOfDiff,
  witnessAmong,
} from './diff-rows';
import type { DiffOptions } from './diff-options';
import { requestsInWords } from './request-box';
import { outcomeInWords } from './outcome-words';
import { type Paint, paintIf } from './paint';

const MOST_CALLERS = 8;
const MOST_REQUESTS = 12;
const COLORS: Readonly<Record<DiffRow['kind'], string>> = { wider: '31', narrower: '36' };

export function diffText(comparison: ReachComparison, options: DiffOptions): string {
  const paint = paintIf(options.color);
  const rows = diffRowsOf(comparison).map((row) => rowInWords(row, options, paint));
  const doubts = doubtRowsOf(comparison).map((row) => doubtInWords(row, paint));
  return `${[...rows, ...doubts, totals(comparison)].join('\n\n')}\n`;
}

function rowInWords({ kind, differences }: DiffRow, options: DiffOptions, paint: Paint): string {
  const [{ to, port, requests, cause }] = differences;
  const witness = witnessAmong(differences);
  const example =
    witness === undefined
      ? []
      : [
          `for example ${visible(showRequest(witness.request))}`,
          `  before: ${outcomeInWords(witness.before)}; now: ${outcomeInWords(witness.after)}`,
        ];
  return [
    `${paint(COLORS[kind], kind)}  ${paint('1', visible(to))}, port ${port}: ${visible(requestsInWords(requests, MOST_REQUESTS))}`,
    `  from ${visible(callersInWords(differences, MOST_CALLERS))}`,
    ...cause.map((change, index) => `  ${index === 0 ? 'by' : 'and'} ${visible(placedChange(change, options))}`),
    ...example.map((line) => `  ${line}`),
  ].join('\n');
}

function doubtInWords({ doubts }: DoubtRow, paint: Paint): string {
  const [{ to, port, because }] = doubts;
  return [
    `${paint('33', 'undecided')}  ${paint('1', visible(to))}, port ${port}`,
    `  from ${visible(callersInWords(doubts, MOST_CALLERS))}`,
    ...because.map((reason) => `  ${visible(reason)}`),
  ].join('\n');
}

function totals(comparison: ReachComparison): string {
  const { wider, narrower, undecided, changes } = summaryOfDiff(comparison);
  const objects = counted(changes, 'object differs', 'objects differ');
  return `${wider} wider, ${narrower} narrower, ${undecided} undecided; ${objects}`;
}
