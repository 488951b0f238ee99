/** What a report of a proof run says, and how it may look: text for people, JSON for programs. */
import { visible } from '../findings/visible';
import { showRequest } from '../policy/request-words';
import { writeCase } from '../policy/write-case';
import { yamlLines } from '../policy/yaml-text';
import type { Proven } from '../reach/prove';
import type { Counterexample } from '../reach/proof';
import { outcomeInWords, wordsOf } from './outcome-words';
import { type Paint, paintIf } from './paint';

/** INVARIANT: same proofs and options, same bytes; the text ends with one line feed. */
export type ProveReporter = (proven: readonly Proven[], options: { readonly color: boolean }) => string;

/** How a proof run may look. */
export type ProveFormat = 'text' | 'json';

const text: ProveReporter = (proven, { color }) => {
  const paint = paintIf(color);
  const { hold, vacuously, fail, undecided } = countsOfProofs(proven);
  const vacuous = vacuously === 0 ? '' : paint('33', ` (${vacuously} vacuously)`);
  const counts = [
    `${hold} ${hold === 1 ? 'holds' : 'hold'}${vacuous}`,
    fail > 0 ? paint('31', `${fail} ${fail === 1 ? 'fails' : 'fail'}`) : '0 fail',
    undecided > 0 ? paint('33', `${undecided} undecided`) : '0 undecided',
  ];
  return `${[proven.map((one) => proofLines(one, paint).join('\n')).join('\n'), counts.join(', ')].join('\n\n')}\n`;
};

/** An invariant, whether it holds, and what shows that it does not: shared with the messages of matchers. */
export function proofLines({ invariant, proof }: Proven, paint: Paint = (_, words) => words): readonly string[] {
  const { name, because } = invariant;
  const named = `${visible(name)}${because === undefined ? '' : `, because ${visible(because)}`}`;
  switch (proof.kind) {
    case 'holds':
      if (proof.vacuity === undefined) return [`${paint('32', 'holds')}      ${visible(name)}`];
      return [
        `${paint('33', 'holds')}      ${visible(name)}`,
        `  ${paint('33', 'vacuously')}: ${visible(proof.vacuity.because)}`,
      ];
    case 'fails':
      return [`${paint('31', 'fails')}      ${named}`, ...failureLines(proof.counterexample, proof.violations)];
    case 'undecided':
      return [`${paint('33', 'undecided')}  ${named}`, ...proof.because.map((reason) => `  ${visible(reason)}`)];
  }
}

function failureLines({ request, actual, expected, through }: Counterexample, violations: number): readonly string[] {
  const told = expected === undefined ? '' : `, and ${outcomeInWords(expected)} in the other mesh`;
  const way = (through ?? []).slice(0, -1).map((step) => `  first ${visible(showRequest(step))}`);
  const others = violations > 1 ? [`  and ${violations - 1} more like it`] : [];
  return [
    ...way,
    `  ${visible(showRequest(request))}: ${outcomeInWords(actual)}${told}`,
    ...others,
    '  as a case:',
    ...yamlLines(writeCase(request)).map((line) => `    ${visible(line)}`),
  ];
}

/** One line an invariant. A contract: fields may be added, none renamed or removed. */
const json: ProveReporter = (proven) => {
  const list = proven.map((one) => `\n  ${JSON.stringify(provenInJson(one))}`).join(',');
  return `{"invariants":[${list}${proven.length > 0 ? '\n' : ''}],\n"summary":${JSON.stringify(countsOfProofs(proven))}}\n`;
};

function provenInJson({ invariant: { name, kind }, proof }: Proven): object {
  switch (proof.kind) {
    case 'holds':
      return { name, kind, holds: true, ...(proof.vacuity && { vacuously: proof.vacuity.because }) };
    case 'fails': {
      const { request, actual, expected, through } = proof.counterexample;
      const counterexample = {
        request: writeCase(request),
        actual: wordsOf(actual),
        ...(expected && { expected: wordsOf(expected) }),
        ...(through && { through: through.map(writeCase) }),
      };
      return { name, kind, holds: false, counterexample, violations: proof.violations };
    }
    case 'undecided':
      // without `holds`, so that nobody takes it for one that does
      return { name, kind, undecided: proof.because };
  }
}

/** How many hold, how many of them vacuously, how many fail, and could not be decided. */
export function countsOfProofs(
  proven: readonly Proven[],
): Readonly<Record<'hold' | 'vacuously' | 'fail' | 'undecided', number>> {
  const count = (kind: Proven['proof']['kind']) => proven.filter(({ proof }) => proof.kind === kind).length;
  const vacuously = proven.filter(({ proof }) => proof.kind === 'holds' && proof.vacuity !== undefined).length;
  return { hold: count('holds'), vacuously, fail: count('fails'), undecided: count('undecided') };
}

export const PROVE_REPORTERS: Readonly<Record<ProveFormat, ProveReporter>> = { text, json };
