/** What happens on the way, for a comment on a change: counts and a table, and the steps folded. */
import type { Gap } from '../delivery/gap';
import type { Rollout } from '../delivery/rollout';
import { showRequest } from '../policy/request-words';
import { callersInWords } from './diff-rows';
import { escapedMarkdown } from './markdown-text';
import { requestsInWords } from './request-box';
import {
  doubtsOf,
  type GapRow,
  gapRowsOf,
  remedyInWords,
  stepInWords,
  summaryOfRollout,
  timeInWords,
} from './rollout-rows';

const MARKS: Readonly<Record<Gap['kind'], string>> = { exposure: '🔓 exposure', outage: '⛔ outage' };
const MOST_CALLERS = 5;
const MOST_REQUESTS = 4;
const MOST_ROWS = 60;
const MOST_STEPS = 200;

export function rolloutMarkdown(rollout: Rollout): string {
  const { steps, exposures, outages, undecided } = summaryOfRollout(rollout);
  const title =
    exposures + outages + undecided === 0
      ? 'nothing opens or fails on the way'
      : `${exposures} exposures, ${outages} outages, ${undecided} undecided`;
  const rows = [
    ...gapRowsOf(rollout).map((row) => rowOf(row, rollout)),
    ...doubtsOf(rollout).map((doubt) =>
      cells([
        '❔ undecided',
        escapedMarkdown(`${doubt.to}:${doubt.port}`),
        '',
        '',
        escapedMarkdown(timeInWords(doubt, rollout)),
        doubt.because.map(escapedMarkdown).join('<br>'),
      ]),
    ),
  ];
  const listed = rollout.steps
    .slice(0, MOST_STEPS)
    .map((step, index) => `${index + 1}. ${escapedMarkdown(stepInWords(step))}`);
  return [
    `### zero-trust rollout: ${title}`,
    '',
    ...(rows.length === 0
      ? []
      : [
          '| | Target | Callers | Requests | When |',
          '|---|---|---|---|---|',
          ...rows.slice(0, MOST_ROWS),
          ...(rows.length > MOST_ROWS ? ['', `${rows.length - MOST_ROWS} rows more are not shown.`] : []),
          '',
        ]),
    ...rollout.remedies.flatMap((remedy) => [`Remedy, tried: ${escapedMarkdown(remedyInWords(remedy))}`, '']),
    ...(listed.length === 0 ? [] : [`<details><summary>${steps} steps</summary>`, '', ...listed, '', '</details>', '']),
  ].join('\n');
}

function rowOf({ gaps }: GapRow, rollout: Rollout): string {
  const [gap] = gaps;
  const { kind, to, port, requests } = gap;
  const witness = gaps.find((one) => one.witness !== undefined)?.witness;
  const example = witness === undefined ? '' : `, such as ${showRequest(witness.request)}`;
  return cells([
    MARKS[kind],
    escapedMarkdown(`${to}:${port}`),
    escapedMarkdown(callersInWords(gaps, MOST_CALLERS)),
    escapedMarkdown(`${requestsInWords(requests, MOST_REQUESTS)}${example}`),
    escapedMarkdown(timeInWords(gap, rollout)),
  ]);
}

function cells(words: readonly string[]): string {
  return `| ${words.join(' | ')} |`;
}
