/** The report for people at a terminal: each finding with its place, the line, and a caret below the field. */
import { entryOf, type Severity } from '../findings/catalogue';
import { type Finding, type Location, showObject } from '../findings/finding';
import { type Report, summaryOf } from '../findings/report';
import { visible } from '../findings/visible';
import { counted } from './counted';
import type { Reporter } from './reporter';
import { type Paint, paintIf } from './paint';

const COLORS: Readonly<Record<Severity, string>> = { error: '31', warning: '33', info: '36' };
const MAX_EXCERPT = 160;

export const text: Reporter = (report, { color }) => {
  const paint = paintIf(color);
  const findings = report.findings.map((finding) => {
    const level = paint(COLORS[finding.severity], finding.severity);
    const head = `${level} ${finding.code}  ${subject(finding)}${finding.message}`;
    return [head, ...place(finding.location, paint)].join('\n');
  });
  const notes = [
    ...report.suppressed.map(
      ({ finding, reason }) => `suppressed ${finding.code}  ${subject(finding)}${visible(reason)}`,
    ),
    ...unknown(report),
    ...report.assumptions.map((assumption) => `assumed: ${assumption}`),
  ];
  return `${[...findings, ...(notes.length === 0 ? [] : [notes.join('\n')]), totals(report)].join('\n\n')}\n`;
};

function subject({ object }: Finding): string {
  return object === undefined || object.name === '' ? '' : `${visible(showObject(object))}: `;
}

function place(location: Location | undefined, paint: Paint): string[] {
  if (location === undefined) return [];
  const { file, line, column, excerpt } = location;
  // a window around the column: the line may be a whole file of JSON
  const from = column > MAX_EXCERPT - 20 ? column - 60 : 0;
  const shown = (to: number) => visible(excerpt.slice(from, to).replace(/\t/g, ' '));
  const blank = ' '.repeat(String(line).length);
  return [
    ` ${blank}${paint('2', '-->')} ${visible(file)}:${line}:${column}`,
    ` ${paint('2', `${line} |`)} ${shown(from + MAX_EXCERPT)}`,
    ` ${paint('2', `${blank} |`)} ${' '.repeat(shown(column - 1).length)}${paint('1', '^')}`,
  ];
}

function unknown({ unknownKinds }: Report): string[] {
  const kinds = Object.entries(unknownKinds);
  if (kinds.length === 0) return [];
  const total = kinds.reduce((sum, [, count]) => sum + count, 0);
  const shown = kinds.slice(0, 8).map(([kind, count]) => `${visible(kind)} ${count}`);
  const rest = kinds.length > 8 ? `, and ${counted(kinds.length - 8, 'kind')} more` : '';
  return [`${counted(total, 'object')} of kinds that no check looks into: ${shown.join(', ')}${rest}`];
}

function totals(report: Report): string {
  const { error, warning, info, objects, documents, suppressed, baselined, undecided } = summaryOf(report);
  const found =
    error + warning + info === 0
      ? 'no findings'
      : [counted(error, 'error'), counted(warning, 'warning'), ...(info > 0 ? [`${info} info`] : [])].join(', ');
  const looked = [
    `${counted(objects, 'object')} in ${counted(documents, 'document')}`,
    ...(suppressed > 0 ? [`${suppressed} suppressed`] : []),
    ...(baselined > 0 ? [`${baselined} in the baseline`] : []),
    `${undecided} undecided`,
  ];
  const codes = [...new Set(report.findings.map(({ code }) => code))].sort();
  const titles = codes.map((code) => `  ${code} ${entryOf(code).title}`);
  return [`${found}: ${looked.join(', ')}`, ...titles].join('\n');
}
