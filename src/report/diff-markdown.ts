/** What became wider and what narrower, for a comment on a change: counts and a table, and requests folded. */
import { showRequest } from '../policy/request-words';
import { writeCase } from '../policy/write-case';
import { yamlLines } from '../policy/yaml-text';
import { visible } from '../findings/visible';
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
import { escapedMarkdown, markdownRow } from './markdown-text';
import { requestsInWords } from './request-box';
import { outcomeInWords } from './outcome-words';

const MARKS: Readonly<Record<DiffRow['kind'], string>> = { wider: '🔓 wider', narrower: '🔒 narrower' };
const MOST_CALLERS = 5;
const MOST_REQUESTS = 4;
/** A comment on GitHub holds 65,536 characters. */
const MOST_CHARACTERS = 60_000;

export function diffMarkdown(comparison: ReachComparison, options: DiffOptions): string {
  const { wider, narrower, undecided, changes } = summaryOfDiff(comparison);
  const total = wider + narrower + undecided;
  const title =
    total === 0 ? 'nobody may send more or less' : `${wider} wider, ${narrower} narrower, ${undecided} undecided`;
  const rows = diffRowsOf(comparison);
  const doubts = doubtRowsOf(comparison);
  const head = [`### zero-trust diff: ${title}`, ''];
  const foot = [`${counted(changes, 'object differs', 'objects differ')}.`, ''];
  const all = [...rows.map((row) => rowOf(row, options)), ...doubts.map(doubtOf)];
  const table = fitting(all, MOST_CHARACTERS / 2);
  const details = fitting(
    rows.flatMap((row) => detailOf(row, options)),
    MOST_CHARACTERS - table.length,
  );
  const left = all.length - table.count;
  return [
    ...head,
    ...(all.length === 0
      ? []
      : ['| | Target | Callers | Requests | Because of |', '|---|---|---|---|---|', ...table.parts]),
    ...(left === 0 ? [] : ['', `${counted(left, 'row more is', 'rows more are')} not shown.`]),
    ...(all.length === 0 ? [] : ['']),
    ...(details.count === 0
      ? []
      : ['<details><summary>A request for each</summary>', '', ...details.parts, '</details>', '']),
    ...foot,
  ].join('\n');
}

function rowOf({ kind, differences }: DiffRow, options: DiffOptions): string {
  const [{ to, port, requests, cause }] = differences;
  return markdownRow([
    MARKS[kind],
    escapedMarkdown(`${to}:${port}`),
    escapedMarkdown(callersInWords(differences, MOST_CALLERS)),
    escapedMarkdown(requestsInWords(requests, MOST_REQUESTS)),
    cause.map((change) => escapedMarkdown(placedChange(change, options))).join('<br>'),
  ]);
}

function doubtOf({ doubts }: DoubtRow): string {
  const [{ to, port, because }] = doubts;
  const reasons = because.map(escapedMarkdown).join('<br>');
  return markdownRow([
    '❔ undecided',
    escapedMarkdown(`${to}:${port}`),
    escapedMarkdown(callersInWords(doubts, MOST_CALLERS)),
    '',
    reasons,
  ]);
}

function detailOf({ kind, differences }: DiffRow, options: DiffOptions): readonly string[] {
  const witness = witnessAmong(differences);
  if (witness === undefined) return [];
  const { request, before, after } = witness;
  const causes = differences[0].cause.map((change) => placedChange(change, options)).join(' and ');
  const lines = [
    `**${kind}** ${escapedMarkdown(`${showRequest(request)}: ${outcomeInWords(before)} before, ${outcomeInWords(after)} now, by ${causes}`)}`,
    '',
    '````yaml',
    ...yamlLines(writeCase(request)).map((line) => visible(line).replaceAll('````', "'''")),
    '````',
    '',
  ];
  return [lines.join('\n')];
}

/** As many parts as have room. */
function fitting(parts: readonly string[], room: number): { parts: readonly string[]; count: number; length: number } {
  let [count, length] = [0, 0];
  while (count < parts.length && length + (parts[count]?.length ?? 0) < room) {
    length += (parts[count]?.length ?? 0) + 1;
    count += 1;
  }
  return { parts: parts.slice(0, count), count, length };
}
