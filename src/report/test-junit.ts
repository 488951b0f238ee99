/** A test run for servers that show test results: a suite a file, and what could not be decided is an error. */
import type { TestedCase, TestReport } from '../cases/tested';
import { detailLines } from './test-text';
import { quotedXml } from './xml-text';

export function testJunit({ cases }: TestReport): string {
  const suites = new Map<string, TestedCase[]>();
  for (const one of cases) {
    const suite = suites.get(one.file);
    if (suite === undefined) suites.set(one.file, [one]);
    else suite.push(one);
  }
  const all = [...suites].map(([file, those]) => suiteOf(file, those));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="zero-trust">\n${all.join('\n')}\n</testsuites>\n`;
}

function suiteOf(file: string, cases: readonly TestedCase[]): string {
  const count = (kind: string) => cases.filter(({ outcome }) => outcome.kind === kind).length;
  const numbers = `tests="${cases.length}" failures="${count('missed')}" errors="${count('undecided')}"`;
  return [`  <testsuite name="${quotedXml(file)}" ${numbers}>`, ...cases.map(caseOf), '  </testsuite>'].join('\n');
}

function caseOf(one: TestedCase): string {
  const open = `    <testcase classname="${quotedXml(one.file)}" name="${quotedXml(one.id)}" line="${one.line}"`;
  if (one.outcome.kind === 'met') return `${open}/>`;
  const element = one.outcome.kind === 'missed' ? 'failure' : 'error';
  const lines = detailLines(one);
  const reason =
    one.outcome.kind === 'undecided' ? one.outcome.because : (lines.find((l) => l.startsWith('got')) ?? '');
  const body = `<${element} message="${quotedXml(reason)}">${quotedXml(lines.join('\n'))}</${element}>`;
  return `${open}>${body}</testcase>`;
}
