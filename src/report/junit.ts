/** The report for servers that show test results: a suite a file, a case a finding. */
import { type Finding, isAtLeast, showObject } from '../findings/finding';
import { summaryOf } from '../findings/report';
import type { Reporter, ReporterOptions } from './reporter';
import { quotedXml } from './xml-text';

export const junit: Reporter = (report, options) => {
  const suites = new Map<string, string[]>();
  const add = (finding: Finding, body: string) => {
    const file = finding.location?.file ?? '';
    const name = [finding.code, finding.object && showObject(finding.object), finding.field].filter(Boolean).join(' ');
    const line = `    <testcase classname="${quotedXml(file)}" name="${quotedXml(name)}">${body}</testcase>`;
    const lines = suites.get(file);
    if (lines === undefined) suites.set(file, [line]);
    else lines.push(line);
  };
  for (const finding of report.findings) add(finding, bodyOf(finding, options));
  for (const { finding, reason } of report.suppressed) add(finding, `<skipped message="${quotedXml(reason)}"/>`);
  for (const finding of report.baselined) add(finding, '<skipped message="in the baseline"/>');
  const { objects, documents } = summaryOf(report);
  const all = [...suites].map(([file, lines]) => suite(file, lines));
  // a report without a single case would look like a run that never happened
  const name = `${objects} objects in ${documents} documents checked`;
  all.push(suite('zero-trust', [`    <testcase classname="zero-trust" name="${name}"/>`]));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="zero-trust">\n${all.join('\n')}\n</testsuites>\n`;
};

function suite(name: string, lines: readonly string[]): string {
  const count = (word: string) => lines.filter((line) => line.includes(`><${word} `)).length;
  const numbers = `tests="${lines.length}" failures="${count('failure')}" skipped="${count('skipped')}"`;
  return [`  <testsuite name="${quotedXml(name)}" ${numbers}>`, ...lines, '  </testsuite>'].join('\n');
}

function bodyOf({ severity, code, message, location }: Finding, { failOn }: ReporterOptions): string {
  const place = location === undefined ? '' : `\n${location.file}:${location.line}:${location.column}`;
  const text = quotedXml(`${severity} ${code}: ${message}${place}`);
  return isAtLeast(severity, failOn)
    ? `<failure type="${code}" message="${quotedXml(message)}">${text}</failure>`
    : `<system-out>${text}</system-out>`;
}
