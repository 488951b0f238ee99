/** What happens on the way, for a comment on a change: counts and a table, and the steps folded. */
import type { Gap } from '../delivery/gap';
import type { Rollout } from '../delivery/rollout';
import { showRequest } from '../policy/request-words';
import { counted } from './counted';
import { callersInWords } from './diff-rows';
import { listed } from './listed';
import { escapedMarkdown, markdownRow } from './markdown-text';
import { requestsInWords } from './request-box';
import {
  besidesInWords,
  countsInWords,
  doubtsOf,
  type GapRow,
  gapRowsOf,
  hasAny,
  NO_ORDER_HELPS,
  remedyInWords,
  stepInWords,
  summaryOfRollout,
  timeInWords,
  withoutRemedy,
} from './rollout-rows';

const MARKS: Readonly<Record<Gap['kind'], string>> = { exposure: '🔓 exposure', outage: '⛔ outage' };
const MOST_CALLERS = 5;
const MOST_REQUESTS = 4;
const MOST_ROWS = 60;
const MOST_STEPS = 200;

export function rolloutMarkdown(rollout: Rollout): string {
  const { steps, ...asked } = summaryOfRollout(rollout);
  const title = hasAny(asked) ? countsInWords(asked) : 'nothing opens or fails on the way';
  const rows = [
    ...gapRowsOf(rollout).map((row) => rowOf(row, rollout)),
    ...doubtsOf(rollout).map((doubt) =>
      markdownRow([
        '❔ undecided',
        escapedMarkdown(`${doubt.to}:${doubt.port}`),
        '',
        '',
        escapedMarkdown(timeInWords(doubt, rollout)),
        doubt.because.map(escapedMarkdown).join('<br>'),
      ]),
    ),
  ];
  const unhelped = withoutRemedy(rollout);
  const numbered = rollout.steps
    .slice(0, MOST_STEPS)
    .map((step, index) => `${index + 1}. ${escapedMarkdown(stepInWords(step))}`);
  return [
    `### zero-trust rollout: ${title}`,
    '',
    ...besidesInWords(rollout).flatMap((line) => [line, '']),
    ...(rows.length === 0
      ? []
      : [
          '| | Target | Callers | Requests | When |',
          '|---|---|---|---|---|',
          ...rows.slice(0, MOST_ROWS),
          ...(rows.length > MOST_ROWS
            ? ['', `${counted(rows.length - MOST_ROWS, 'row more is', 'rows more are')} not shown.`]
            : []),
          '',
        ]),
    ...rollout.remedies.flatMap((remedy) => [`Remedy, tried: ${escapedMarkdown(remedyInWords(remedy))}`, '']),
    ...(unhelped.length === 0
      ? []
      : [`No remedy found for ${escapedMarkdown(listed(unhelped, MOST_CALLERS))}: ${NO_ORDER_HELPS}.`, '']),
    ...(numbered.length === 0
      ? []
      : [`<details><summary>${counted(steps, 'step')}</summary>`, '', ...numbered, '', '</details>', '']),
  ].join('\n');
}

function rowOf({ gaps }: GapRow, rollout: Rollout): string {
  const [gap] = gaps;
  const { kind, to, port, requests } = gap;
  const witness = gaps.find((one) => one.witness !== undefined)?.witness;
  const example = witness === undefined ? '' : `, such as ${showRequest(witness.request)}`;
  return markdownRow([
    MARKS[kind],
    escapedMarkdown(`${to}:${port}`),
    escapedMarkdown(callersInWords(gaps, MOST_CALLERS)),
    escapedMarkdown(`${requestsInWords(requests, MOST_REQUESTS)}${example}`),
    escapedMarkdown(timeInWords(gap, rollout)),
  ]);
}
