/** The report for a comment on a change. */
import type { Severity } from '../findings/catalogue';
import { type Finding, showObject } from '../findings/finding';
import { summaryOf } from '../findings/report';
import { counted } from './counted';
import { escapedMarkdown } from './markdown-text';
import type { Reporter } from './reporter';

const MARKS: Readonly<Record<Severity, string>> = { error: '🛑 error', warning: '⚠️ warning', info: 'ℹ️ info' };
/** A comment on GitHub holds 65,536 characters. */
const MAX_ROWS = 100;

export const markdown: Reporter = (report) => {
  const { error, warning, info, objects, suppressed, baselined, undecided } = summaryOf(report);
  const total = error + warning + info;
  const title = total === 0 ? 'no findings' : `${error} error, ${warning} warning, ${info} info`;
  const rows = report.findings.slice(0, MAX_ROWS).map(rowOf);
  const rest =
    total > MAX_ROWS ? ['', `${counted(total - MAX_ROWS, 'finding more is', 'findings more are')} not shown.`] : [];
  const lived = report.suppressed.map(
    ({ finding, reason }) => `- ${finding.code} ${nameOf(finding)}: ${escapedMarkdown(reason)}`,
  );
  return [
    `### zero-trust: ${title}`,
    '',
    ...(total === 0 ? [] : ['| | Finding | Object | Where |', '|---|---|---|---|', ...rows, ...rest, '']),
    `${counted(objects, 'object')} checked, ${suppressed} suppressed, ${baselined} in the baseline, ${undecided} undecided.`,
    ...(lived.length === 0 ? [] : ['', '<details><summary>Suppressed</summary>', '', ...lived, '', '</details>']),
    ...(report.assumptions.length === 0 ? [] : ['', `Assumed: ${report.assumptions.map(escapedMarkdown).join('; ')}.`]),
    '',
  ].join('\n');
};

function rowOf(finding: Finding): string {
  const { severity, code, message, location } = finding;
  const where = location === undefined ? '' : escapedMarkdown(`${location.file}:${location.line}`);
  return `| ${MARKS[severity]} | **${code}** ${escapedMarkdown(message)} | ${nameOf(finding)} | ${where} |`;
}

function nameOf({ object }: Finding): string {
  return object === undefined ? '' : escapedMarkdown(showObject(object));
}
