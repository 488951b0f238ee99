/** What can be touched of the rules of an AuthorizationPolicy, and what does a call at one proxy touch? */
import type { Answer } from '../../evaluate/matching/answer';
import type { WrittenRule } from '../../evaluate/telling/written-rules';
import type { ConditionValue } from '../../policy/condition-value';
import type { AuthorizationPolicy } from '../../policy/model';
import { type Condition, type Rule, rulesFrom, rulesOf } from '../../policy/rule';
import type { Touch, TouchedRule, Untouched } from '../policy-coverage';
import { conditionsOf, fieldOf, type List, listsOf, shownList, type WrittenCondition } from '../written-condition';
import { regionsOf, takenBy } from './rule-regions';

/** The rules of a policy as a proxy asks them about `F`. */
export type Write<F> = (policies: readonly AuthorizationPolicy[]) => readonly WrittenRule<F>[];

/** What can be touched: the rules, and each value. */
export function untouchedRules(policy: AuthorizationPolicy): Untouched['rules'] {
  return rulesOf(policy.rules).map((rule) => ({
    field: ['spec', 'rules', rule.index],
    shown: `rule ${rule.index}`,
    ...regionsIn(policy, rule),
    values: valuesOf(policy, rule.index).map(({ written, list, value, index }) => ({
      field: [...fieldOf(written, list), index],
      shown: `\`${value.text}\` of ${shownList(written, list)}`,
    })),
  }));
}

function regionsIn(policy: AuthorizationPolicy, rule: Rule): Pick<Untouched['rules'][number], 'regions' | 'tooMany'> {
  const { taken, kept, tooMany } = regionsOf(policy, rule);
  const regions = [...taken, ...kept].map(({ field, shown }) => ({ field, shown }));
  return { regions, ...(tooMany === undefined ? {} : { tooMany }) };
}

/** Regions of what one list alone keeps from a rule. They are touched only where that decides the call. */
interface Kept {
  readonly kept: readonly number[];
}

/** What a call touches of a policy, apart from what it keeps out. */
export interface PolicyTouch extends Touch {
  readonly rules: readonly (TouchedRule & Kept)[];
  readonly isMatched: boolean;
}

/** The same for a call that is decided otherwise because no rule matches it. */
export function keepingOut({ rules, ...touch }: PolicyTouch): PolicyTouch {
  return { ...touch, rules: rules.map((rule) => ({ ...rule, regions: [...rule.regions, ...rule.kept] })) };
}

/**
 * Tells what calls touch at a proxy that writes rules so, and asks them so: it may have lost some, or parts of some.
 * Its values are read once.
 */
export function touchOf<F>(
  policy: AuthorizationPolicy,
  write: Write<F>,
  asks: (rule: Rule) => (facts: F) => boolean,
): (facts: F) => PolicyTouch {
  const rules = rulesOf(policy.rules).map((rule) => ({
    rule,
    isMatching: asks(rule),
    ...regionsOf(policy, rule),
    values: valuesOf(policy, rule.index).map((one) => ({ ...one, answer: askAlone(policy, one, write) })),
    conditions: conditionsOf(policy).flatMap((written) =>
      written.rule.index === rule.index
        ? listsOf(written.condition).map((list) => ({
            written,
            list,
            answer: askList(policy, { written, list }, write),
          }))
        : [],
    ),
  }));
  const wholes = write([policy]);
  return (facts) => {
    const touched = rules.map(
      ({ rule, isMatching: asked, values, conditions, taken, kept }, place): TouchedRule & Kept => {
        const whole = wholes[place] as WrittenRule<F>;
        const isMatched = asked(facts);
        const failing = isMatched ? [] : conditions.filter(({ answer }) => answer(facts) !== 'yes');
        const isReason = (written: WrittenCondition, list: List): boolean =>
          isOnlyReason(whole, failing, written, list, facts);
        return {
          rule: place,
          isMatched,
          values: values.flatMap(({ written, list, answer }, value) => {
            const isIn = answer(facts) === (list === 'values' ? 'yes' : 'no');
            const isTold =
              list === 'values' ? isMatched && isHolding(conditions, written, facts) : isReason(written, list);
            return isIn && isTold ? [value] : [];
          }),
          regions: isMatched && taken.length > 0 ? takenBy(rule, entriesHolding(whole, facts)) : [],
          kept: kept.flatMap(({ by }, region) => (isReason(by, 'values') ? [taken.length + region] : [])),
        };
      },
    );
    return { policy, rules: touched, isMatched: touched.some(({ isMatched }) => isMatched) };
  };
}

interface WrittenList {
  readonly written: WrittenCondition;
  readonly list: List;
}

interface WrittenValue extends WrittenList {
  readonly value: ConditionValue;
  /** its place in the list */
  readonly index: number;
}

type AskedList<F> = WrittenList & { readonly answer: (facts: F) => Answer };

function valuesOf(policy: AuthorizationPolicy, rule: number): readonly WrittenValue[] {
  return conditionsOf(policy).flatMap((written) =>
    written.rule.index !== rule
      ? []
      : listsOf(written.condition).flatMap((list) =>
          written.condition[list].map((value, index) => ({ written, list, value, index })),
        ),
  );
}

/** The answer of a list alone, as the only condition of a rule. */
function askList<F>(
  policy: AuthorizationPolicy,
  { written, list }: WrittenList,
  write: Write<F>,
): (facts: F) => Answer {
  return asking(policy, written, { values: [], notValues: [], [list]: written.condition[list] }, write);
}

function askAlone<F>(
  policy: AuthorizationPolicy,
  { written, list, value }: WrittenValue,
  write: Write<F>,
): (facts: F) => Answer {
  return asking(policy, written, { values: [], notValues: [], [list]: [value] }, write);
}

function asking<F>(
  policy: AuthorizationPolicy,
  { rule, clause, condition }: WrittenCondition,
  lists: Pick<Condition, 'values' | 'notValues'>,
  write: Write<F>,
): (facts: F) => Answer {
  const part = rule.clauses[clause]?.part ?? 'when';
  const alone = rulesFrom([{ index: 0, clauses: [{ part, alternatives: [[{ ...condition, ...lists }]] }] }]);
  const [only] = write([{ ...policy, rules: alone }]);
  return only?.clauses[0]?.alternatives[0]?.[0]?.answer ?? (() => 'no');
}

function isMatching<F>({ clauses }: WrittenRule<F>, facts: F): boolean {
  return clauses.every(({ alternatives }) =>
    alternatives.some((conditions) => conditions.every(({ answer }) => answer(facts) === 'yes')),
  );
}

/** Of each clause the entries that hold. */
function entriesHolding<F>({ clauses }: WrittenRule<F>, facts: F): readonly (readonly number[])[] {
  return clauses.map(({ alternatives }) =>
    alternatives.flatMap((conditions, entry) =>
      conditions.every(({ answer }) => answer(facts) === 'yes') ? [entry] : [],
    ),
  );
}

/** Whether the alternative of the condition holds. */
function isHolding<F>(
  conditions: readonly AskedList<F>[],
  { clause, alternative }: WrittenCondition,
  facts: F,
): boolean {
  return conditions.every(
    ({ written, answer }) =>
      written.clause !== clause || written.alternative !== alternative || answer(facts) === 'yes',
  );
}

/** Whether the rule would match, if it were not for this list. */
function isOnlyReason<F>(
  { clauses }: WrittenRule<F>,
  failing: readonly AskedList<F>[],
  { clause, alternative, place }: WrittenCondition,
  list: List,
  facts: F,
): boolean {
  const others = clauses.filter((_, index) => index !== clause);
  const here = failing.filter(({ written }) => written.clause === clause && written.alternative === alternative);
  return (
    isMatching({ policy: '', index: 0, clauses: others, idle: [] }, facts) &&
    here.length > 0 &&
    here.every((one) => one.written.place === place && one.list === list)
  );
}
