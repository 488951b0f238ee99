/** What a reporter of a test run is, and which there are. */
import { coverageHtml } from './coverage-html';
import { testJson } from './test-json';
import { testJunit } from './test-junit';
import type { TestRun } from './test-run';
import { testText } from './test-text';

/** INVARIANT: same report and options, same bytes; the text ends with one line feed. */
export type TestReporter = (run: TestRun, options: { readonly color: boolean }) => string;

/** A page of what the cases touch; nothing else of a run has one. */
const html: TestReporter = ({ coverage }) => (coverage === undefined ? '' : coverageHtml(coverage));

export const TEST_REPORTERS = { text: testText, json: testJson, junit: testJunit, html } as const satisfies Readonly<
  Record<string, TestReporter>
>;

export type TestFormat = keyof typeof TEST_REPORTERS;
