/** What became wider and what narrower, for servers that show test results: a case a row. */
import type { ReachComparison } from '../reach/compare';
import { diffRowsOf, doubtRowsOf, callersInWords, isFailing, summaryOfDiff } from './diff-rows';
import type { DiffOptions } from './diff-options';
import { diffText } from './diff-text';
import { requestsInWords } from './request-box';
import { quotedXml } from './xml-text';

const MOST_CALLERS = 8;
const MOST_REQUESTS = 6;

export function diffJunit(comparison: ReachComparison, options: DiffOptions): string {
  const none = { wider: [], narrower: [], undecided: [], changes: [] };
  const textOf = (part: Partial<ReachComparison>) => diffText({ ...none, ...part }, { ...options, color: false });
  const rows = diffRowsOf(comparison).map(({ kind, differences }) => {
    const [{ to, port, requests }] = differences;
    const words = requestsInWords(requests, MOST_REQUESTS);
    const name = `${callersInWords(differences, MOST_CALLERS)} to ${to}:${port}: ${words}`;
    const text = quotedXml(textOf({ [kind]: differences }));
    const failure = `<failure type="${kind}" message="${quotedXml(`${kind}: ${name}`)}">${text}</failure>`;
    return testcase(kind, name, isFailing(kind, options.failOn) ? failure : `<system-out>${text}</system-out>`);
  });
  const doubts = doubtRowsOf(comparison).map(({ doubts: some }) => {
    const [{ to, port, because }] = some;
    const text = quotedXml(textOf({ undecided: some }));
    const error = `<error type="undecided" message="${quotedXml(because.join('; '))}">${text}</error>`;
    return testcase('undecided', `${callersInWords(some, MOST_CALLERS)} to ${to}:${port}`, error);
  });
  const all = [...rows, ...doubts];
  // a report without a single case would look like a run that never happened
  all.push(testcase('zero-trust', `${summaryOfDiff(comparison).changes} objects differ`, ''));
  const count = (word: string) => all.filter((line) => line.includes(`><${word} `)).length;
  const numbers = `tests="${all.length}" failures="${count('failure')}" errors="${count('error')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="zero-trust">',
    `  <testsuite name="zero-trust diff" ${numbers}>`,
    ...all,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testcase(className: string, name: string, body: string): string {
  return `    <testcase classname="${quotedXml(className)}" name="${quotedXml(name)}">${body}</testcase>`;
}
