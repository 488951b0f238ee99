/** `expect(chart).toHaveNoFindings()`: does `zero-trust check` find nothing in the subject? For jest and vitest. */
import { checkManifests } from '../analyse/check-subject';
import type { Severity } from '../findings/catalogue';
import { isAtLeast, SEVERITIES } from '../findings/finding';
import { closed, maybe, mistakeInWords, mistakesIn, wordOf } from '../policy/shape';
import { SubjectError } from '../policy/synthesized';
import { text } from '../report/text';
import { failure, type MatcherContext, type MatcherResult } from './matcher';
import { readSubject } from './mesh-subject';

/** What counts as a finding. */
export interface NoFindingsOptions {
  /**
   * The least severity that counts.
   * @default - `info`: every finding counts
   */
  readonly failOn?: Severity;
}

const OPTIONS = closed(maybe({ failOn: wordOf(...SEVERITIES) }));

/** Whether the check finds nothing of this severity in the subject. Suppressed findings do not count. */
export function toHaveNoFindings(
  this: MatcherContext,
  received: unknown,
  options: NoFindingsOptions = {},
): MatcherResult {
  const { isNot = false } = this;
  const call = `expect(subject)${isNot ? '.not' : ''}.toHaveNoFindings`;
  const wrong = mistakesIn(OPTIONS, options, ['options']).map((mistake) => mistakeInWords(mistake, 'options'));
  if (wrong.length > 0) return failure(`${call}(options)`, isNot, wrong);
  const { failOn = 'info' } = options;
  const head = `${call}(${failOn === 'info' ? '' : `{ failOn: '${failOn}' }`})`;
  try {
    const { manifests, settings } = readSubject(received);
    const report = checkManifests(manifests, settings === undefined ? {} : { mesh: { ...settings } });
    const lines = () => [head, '', text(report, { color: false, failOn, version: '' }).trimEnd()];
    const counted = report.findings.filter(({ severity }) => isAtLeast(severity, failOn));
    // a check of ours that failed is no finding about the manifests: without others, the answer is unknown
    if (counted.length > 0 && counted.every(({ code }) => code === 'ZT901'))
      return failure(head, isNot, lines().slice(2));
    return { pass: counted.length === 0, message: () => lines().join('\n') };
  } catch (error) {
    if (error instanceof SubjectError) return failure(head, isNot, error.lines);
    throw error;
  }
}
