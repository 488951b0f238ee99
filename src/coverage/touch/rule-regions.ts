/**
 * Into which regions does a rule cut calls? Those that it takes, by each combination of its entries; and those that it
 * would take if it were not for one list, and that are decided otherwise for it.
 */
import type { FieldPath } from '../../policy/field-path';
import type { AuthorizationPolicy } from '../../policy/model';
import type { Rule } from '../../policy/rule';
import {
  conditionsOf,
  fieldOf,
  fieldOfAlternative,
  listsOf,
  shownList,
  type WrittenCondition,
} from '../written-condition';

/** A region of a rule. */
export type RuleRegion = { readonly field: FieldPath; readonly shown: string } & (
  | {
      readonly kind: 'taken';
      /** of each clause the entry that holds */
      readonly entries: readonly number[];
    }
  /** what these `values` alone keep from the rule */
  | { readonly kind: 'kept'; readonly by: WrittenCondition }
);

/** The regions of a rule. */
export interface RuleRegions {
  readonly taken: readonly (RuleRegion & { readonly kind: 'taken' })[];
  readonly kept: readonly (RuleRegion & { readonly kind: 'kept' })[];
  /** so many combinations there are, which are too many: none is told in `taken` */
  readonly tooMany?: number;
}

/** Our limit: more combinations of entries than this are not told apart. */
export const MOST_COMBINATIONS = 64;

/** The regions of a rule of ALLOW or DENY. What CUSTOM takes, nobody can tell here, so that its rules have none. */
export function regionsOf(policy: AuthorizationPolicy, rule: Rule): RuleRegions {
  if (policy.action.kind === 'CUSTOM') return { taken: [], kept: [] };
  const combinations = rule.clauses.reduce((product, { alternatives }) => product * alternatives.length, 1);
  const kept = conditionsOf(policy)
    .filter((by) => by.rule.index === rule.index && listsOf(by.condition).includes('values'))
    .map((by) => ({
      kind: 'kept' as const,
      by,
      field: fieldOf(by, 'values'),
      shown: `a call that only ${inEntry(by)} keeps from it`,
    }));
  if (combinations > MOST_COMBINATIONS) return { taken: [], kept, tooMany: combinations };
  return { taken: combinationsOf(rule.clauses.map(({ alternatives }) => [...alternatives.keys()])).map(taken), kept };

  function taken(entries: readonly number[]): RuleRegion & { readonly kind: 'taken' } {
    const names = entries.flatMap((entry, clause) => {
      const { part, alternatives } = rule.clauses[clause] as (typeof rule.clauses)[number];
      return alternatives.length > 1 ? [`\`${part}[${entry}]\``] : [];
    });
    const by = names.length === 0 ? '' : ` by ${names.join(' and ')}`;
    return { kind: 'taken', entries, field: ['spec', 'rules', rule.index], shown: `a call that it takes${by}` };
  }
}

/** The combinations in which a call is taken that meets these entries of each clause, as places in `taken`. */
export function takenBy({ clauses }: Rule, held: readonly (readonly number[])[]): readonly number[] {
  return combinationsOf(held).map((entries) =>
    entries.reduce((place, entry, clause) => place * (clauses[clause]?.alternatives.length ?? 1) + entry, 0),
  );
}

function combinationsOf(choices: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return choices.reduce<readonly (readonly number[])[]>(
    (before, entries) => before.flatMap((one) => entries.map((entry) => [...one, entry])),
    [[]],
  );
}

/** The list, and its entry where there are several. */
function inEntry(by: WrittenCondition): string {
  const { rule, clause, alternative } = by;
  const isOneOfSeveral = (rule.clauses[clause]?.alternatives.length ?? 0) > 1;
  const list = shownList(by, 'values').replace(/ of rule \d+$/, '');
  if (!isOneOfSeveral) return list;
  const [part, entry] = fieldOfAlternative(rule, clause, alternative).slice(-2);
  return `${list} of \`${part}[${entry}]\``;
}
