/** What happens on the way, for people at a terminal. */
import type { Gap, GapDoubt } from '../delivery/gap';
import type { Remedy } from '../delivery/remedy';
import type { Rollout } from '../delivery/rollout';
import { visible } from '../findings/visible';
import { showRequest } from '../policy/request-words';
import { counted } from './counted';
import { callersInWords } from './diff-rows';
import { listed } from './listed';
import { outcomeInWords } from './outcome-words';
import { requestsInWords } from './request-box';
import {
  besidesInWords,
  countsInWords,
  doubtsOf,
  type GapRow,
  gapRowsOf,
  NO_ORDER_HELPS,
  remedyInWords,
  stepInWords,
  summaryOfRollout,
  timeInWords,
  withoutRemedy,
} from './rollout-rows';
import { type Paint, paintIf } from './paint';

const MOST_CALLERS = 8;
const MOST_REQUESTS = 12;
const COLORS: Readonly<Record<Gap['kind'], string>> = { exposure: '31', outage: '35' };

export function rolloutText(rollout: Rollout, { color }: { readonly color: boolean }): string {
  const paint = paintIf(color);
  const width = String(rollout.steps.length).length;
  const steps = rollout.steps.map(
    (step, index) => `${String(index + 1).padStart(width)}  ${visible(stepInWords(step))}`,
  );
  return `${[
    ...(steps.length === 0 ? [] : [steps.join('\n')]),
    ...gapRowsOf(rollout).map((row) => rowInWords(row, rollout, paint)),
    ...doubtsOf(rollout).map((doubt) => doubtInWords(doubt, rollout, paint)),
    ...rollout.remedies.map((remedy) => remedyLines(remedy, paint)),
    ...noRemedyLine(withoutRemedy(rollout), paint),
    totals(rollout),
  ].join('\n\n')}\n`;
}

function rowInWords({ gaps }: GapRow, rollout: Rollout, paint: Paint): string {
  const [gap] = gaps;
  const { kind, to, port, requests } = gap;
  const witness = gaps.find((one) => one.witness !== undefined)?.witness;
  return [
    `${paint(COLORS[kind], kind)}  ${paint('1', visible(to))}, port ${port}: ${visible(requestsInWords(requests, MOST_REQUESTS))}`,
    `  from ${visible(callersInWords(gaps, MOST_CALLERS))}`,
    `  ${visible(timeInWords(gap, rollout))}`,
    ...(witness === undefined
      ? []
      : [
          `  for example ${visible(showRequest(witness.request))}`,
          `    before: ${outcomeInWords(witness.before)}; then: ${outcomeInWords(witness.between)}; ${gap.failed === undefined ? 'in the end' : 'as wanted'}: ${outcomeInWords(witness.after)}`,
        ]),
  ].join('\n');
}

function doubtInWords(doubt: GapDoubt, rollout: Rollout, paint: Paint): string {
  const { from, to, port, because } = doubt;
  return [
    `${paint('33', 'undecided')}  ${paint('1', visible(to))}, port ${port}`,
    ...(from === undefined ? [] : [`  from ${visible(callersInWords([{ from }], MOST_CALLERS))}`]),
    `  ${visible(timeInWords(doubt, rollout))}`,
    ...because.map((reason) => `  ${visible(reason)}`),
  ].join('\n');
}

function remedyLines(remedy: Remedy, paint: Paint): string {
  return [
    `${paint('32', 'remedy')}  ${visible(remedyInWords(remedy))}`,
    `  tried: with it, nothing opens or fails for a time at ${visible(listed(remedy.targets, MOST_CALLERS))}, nor anywhere else where it did not`,
  ].join('\n');
}

function noRemedyLine(targets: readonly string[], paint: Paint): readonly string[] {
  if (targets.length === 0) return [];
  return [`${paint('33', 'no remedy found')}  for ${visible(listed(targets, MOST_CALLERS))}: ${NO_ORDER_HELPS}`];
}

function totals(rollout: Rollout): string {
  const { steps, ...asked } = summaryOfRollout(rollout);
  return [`${countsInWords(asked)}; ${counted(steps, 'step')}`, ...besidesInWords(rollout)].join('\n');
}
