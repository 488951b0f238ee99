/** What became wider and what narrower, for programs: the contract of `zero-trust diff --format json`. */
import { writeCase } from '../policy/write-case';
import type { ReachComparison, Difference } from '../reach/compare';
import { wordsOf } from './outcome-words';
import { summaryOfDiff } from './diff-rows';
import type { DiffOptions } from './diff-options';

/** One line a difference: a change at the root may have a hundred thousand. */
export function diffJson(comparison: ReachComparison, options: DiffOptions): string {
  const list = (key: string, items: readonly object[]) =>
    `"${key}":[${items.map((item) => `\n  ${JSON.stringify(item)}`).join(',')}${items.length > 0 ? '\n' : ''}]`;
  const of = (differences: readonly Difference[]) => differences.map((one) => differenceOf(one, options));
  return `{${[
    list('wider', of(comparison.wider)),
    list('narrower', of(comparison.narrower)),
    list('undecided', comparison.undecided),
    list('changes', comparison.changes),
    `"summary":${JSON.stringify(summaryOfDiff(comparison))}`,
  ].join(',\n')}}\n`;
}

function differenceOf(
  { from, to, port, requests, except, cause, witness }: Difference,
  { writtenAt }: DiffOptions,
): object {
  return {
    from,
    to,
    port,
    requests,
    except,
    cause: cause.map(({ namespace, name }) => (namespace === undefined ? name : `${namespace}/${name}`)),
    causes: cause.map((change) => ({ ...change, ...writtenAt(change) })),
    witness: witness && {
      request: writeCase(witness.request),
      before: wordsOf(witness.before),
      after: wordsOf(witness.after),
    },
  };
}
