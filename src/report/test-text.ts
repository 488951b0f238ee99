/** A test run for people at a terminal: each case that did not pass, with what led there, and how to mend it. */
import type { Detail } from '../cases/detail';
import { countsOf, type TestedCase, type TestReport } from '../cases/tested';
import { visible } from '../findings/visible';
import { showRequest } from '../policy/request-words';
import { yamlLines } from '../policy/yaml-text';
import { counted } from './counted';
import { coverageParts } from './coverage-text';
import { mutationParts } from './mutation-text';
import type { TestRun } from './test-run';
import { type Paint, paintIf } from './paint';

export function testText(report: TestRun, { color }: { readonly color: boolean }): string {
  const paint = paintIf(color);
  const open = report.cases.filter(({ outcome }) => outcome.kind !== 'met');
  const shown = open.map((one) => caseInWords(one, paint));
  const changes = report.mutation === undefined ? [] : mutationParts(report.mutation, paint);
  const touched = report.coverage === undefined ? [] : coverageParts(report.coverage, paint);
  return `${[...shown, ...unexplained(open), ...touched, ...changes, totals(report, paint)].join('\n\n')}\n`;
}

/** Of very many cases only the first are explained: @see TestedCase */
function unexplained(open: readonly TestedCase[]): readonly string[] {
  const explained = open.filter(({ detail }) => detail !== undefined).length;
  if (explained === open.length) return [];
  return [`only the first ${explained} of these ${open.length} are explained; give the others in a file of their own`];
}

/** What a case expected, what came, and why: shared with the messages of matchers. */
export function detailLines({ expected, actual, outcome, detail }: TestedCase): readonly string[] {
  return [
    ...(detail === undefined ? [] : [visible(showRequest(detail.request))]),
    `expected ${visible(inWords(expected))}`,
    ...(outcome.kind === 'undecided'
      ? [`undecided: ${visible(outcome.because)}`]
      : [`got ${visible(inWords(actual))}`, ...(outcome.kind === 'missed' ? told(outcome.because) : [])]),
    ...(detail === undefined ? [] : why(detail)),
  ];
}

function told(because: string | undefined): readonly string[] {
  return because === undefined ? [] : [visible(because)];
}

function caseInWords(one: TestedCase, paint: Paint): string {
  const word = one.outcome.kind === 'missed' ? paint('31', 'failed') : paint('33', 'undecided');
  const reason = one.detail?.because === undefined ? '' : `, because ${visible(one.detail.because)}`;
  const head = `${word}  ${visible(one.id)}${reason}`;
  const place = `  ${paint('2', '-->')} ${visible(one.file)}:${one.line}`;
  return [head, place, ...detailLines(one).map((line) => `  ${line}`)].join('\n');
}

function why({ explanation: { steps, nearest }, grant }: Detail): readonly string[] {
  const reasons = [
    ...steps.map(
      ({ outcome, layer, at, why: reason }) =>
        `  ${outcome.padEnd(9)} ${layer.padEnd(13)} ${visible(at === undefined ? reason : `${at}: ${reason}`)}`,
    ),
    ...(nearest.length > 0 ? ['nearest rules:', ...nearest.map((near) => `  ${visible(near.why)}`)] : []),
  ];
  if (grant === undefined) return reasons;
  if (grant.kind === 'none') return [...reasons, `no ALLOW rule would grant it: ${visible(grant.because)}`];
  const notes = grant.notes.map((note) => `  # ${visible(note)}`);
  const yaml = yamlLines(grant.policy).map((line) => `  ${line}`);
  return [...reasons, 'the smallest rule that would grant it:', ...notes, ...yaml];
}

/** `deny (status 403, layer authorization)`. */
function inWords(outcome: Readonly<Record<string, unknown>>): string {
  const { verdict, answered, anyOf, ...rest } = outcome;
  const details = Object.entries(rest).map(([key, value]) => `${key} ${textOf(value)}`);
  const others = Array.isArray(anyOf) ? [`any of ${anyOf.map(inWords).join(' or ')}`] : [];
  const all = [...details, ...others].join(', ');
  if (verdict === undefined) return all;
  const word = answered === true ? 'answered' : String(verdict);
  return all === '' ? word : `${word} (${all})`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function totals(report: TestReport, paint: Paint): string {
  const { passed, failed, undecided } = countsOf(report);
  const files = new Set(report.cases.map(({ file }) => file)).size;
  return [
    `${passed} passed`,
    failed > 0 ? paint('31', `${failed} failed`) : '0 failed',
    undecided > 0 ? paint('33', `${undecided} undecided`) : '0 undecided',
    `${counted(report.cases.length, 'case')} in ${counted(files, 'file')}`,
  ].join(', ');
}
