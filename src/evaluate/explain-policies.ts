/** What DENY and ALLOW policies said at one Envoy, by which fields, and which rules came near. */
import type { EnforcedRule, Matches } from './enforced-rules';
import { matchingRules } from './enforced-rules';
import { hasQuotedKey, hintOn } from './hint';
import type { Facts } from './match-condition';
import { toNearMiss } from './near-miss';
import { nearestRules, tryMiss } from './nearest-rules';
import type { RulesAtProxy } from './policies-at-proxy';
import { seenByEnvoy } from './seen-call';
import { allQuoted, anyOfQuoted } from './shown-value';
import type { Surroundings } from './surroundings';
import type { OwnStep, OwnTold } from './told';
import { ruleInWords, ruleNamed, rulesInWords } from './told';
import type { WrittenAtProxy } from './written-at-proxy';
import type { WrittenCondition, WrittenRule } from './written-rules';

/** The steps of DENY and of ALLOW. */
export function explainPolicies(
  { denying, allowing }: RulesAtProxy,
  facts: Facts,
  written: WrittenAtProxy,
  around: Surroundings,
): OwnTold {
  const denial = matchingRules(denying, facts);
  const deny = explainDeny(denial, facts, written, around);
  if (denial.matching.length > 0) return { steps: [deny], nearest: [] };
  if (allowing === undefined) {
    const why = ['no ALLOW policy is in force, and Istio is open by default'];
    return { steps: [deny, toAllow('skip', [...why, ...written.selectingNobody.AuthorizationPolicy])], nearest: [] };
  }
  const { matching, unknown } = matchingRules(allowing, facts);
  const [rule] = matching;
  if (rule !== undefined) {
    const why = [`${ruleInWords(rule.by)} allows it${byWhat(rule, facts, written.allow)}`];
    const step = toAllow('pass', [...why, ...ineffectiveIn(rule, written.allow)]);
    return { steps: [deny, { ...step, ...ruleNamed(rule.by) }], nearest: [] };
  }
  if (unknown.length > 0)
    return { steps: [deny, toAllow('undecided', [unclear(unknown, facts, written.allow)])], nearest: [] };
  const seen = seenByEnvoy(facts);
  const step = toAllow('deny', [deniedFor(written), ...written.selectingNobody.AuthorizationPolicy]);
  const nearest = nearestRules(written.allow, facts).map((miss) => toNearMiss(miss, seen, around));
  return { steps: [deny, step], nearest };
}

function toAllow(outcome: OwnStep['outcome'], why: readonly string[]): OwnStep {
  return { layer: 'authorization', outcome, why: why.join('; ') };
}

function explainDeny(
  { matching, unknown }: Matches,
  facts: Facts,
  written: WrittenAtProxy,
  around: Surroundings,
): OwnStep {
  const step = { layer: 'authorization' } as const;
  const [rule] = matching;
  if (rule !== undefined) {
    const why = `${ruleInWords(rule.by)} denies it${byWhat(rule, facts, written.deny)}`;
    return { ...step, outcome: 'deny', ...ruleNamed(rule.by), why };
  }
  if (unknown.length > 0) return { ...step, outcome: 'undecided', why: unclear(unknown, facts, written.deny) };
  if (written.policies.DENY.length === 0) return { ...step, outcome: 'skip', why: 'no DENY policy is in force' };
  const near = nearlyDenying(facts, written.deny, around);
  const why = ['no rule of the DENY policies matches', ...(near.length === 0 ? [] : [`nearest: ${near.join('; ')}`])];
  return { ...step, outcome: 'pass', why: why.join('; ') };
}

/** So many are told at most. */
const MOST_NEAR = 2;

/** Rules that miss one clause only, where another holds or where we know better why it misses. */
function nearlyDenying(facts: Facts, rules: readonly WrittenRule<Facts>[], around: Surroundings): readonly string[] {
  const seen = seenByEnvoy(facts);
  const near: string[] = [];
  for (const rule of rules) {
    const miss = tryMiss(rule, facts);
    if (miss === undefined || miss.missedClauses > 1) continue;
    const isNear =
      miss.heldClauses > 0 || miss.missed.some(({ written }) => hintOn(written, seen, around) !== undefined);
    if (isNear) near.push(toNearMiss(miss, seen, around).why);
    if (near.length === MOST_NEAR) break;
  }
  return near;
}

function deniedFor({ policies, allow }: WrittenAtProxy): string {
  const names = allQuoted(policies.ALLOW.map(({ namespace, name }) => `${namespace}/${name}`));
  if (allow.length === 0) return `ALLOW is in force by ${names}, without any rule: nothing is allowed`;
  const rules = allow.length === 1 ? 'its one rule does not match' : `none of ${allow.length} rules matches`;
  return `ALLOW is in force by ${names}, and ${rules}`;
}

/** The fields of the alternatives that hold. */
function byWhat({ by: name }: EnforcedRule, facts: Facts, rules: readonly WrittenRule<Facts>[]): string {
  const rule = find(name, rules);
  if (rule === undefined) return '';
  if (rule.clauses.length === 0) return ': an empty rule matches everything';
  const held = rule.clauses.flatMap(
    ({ alternatives }) =>
      alternatives.find((conditions) => conditions.every(({ answer }) => answer(facts) === 'yes')) ?? [],
  );
  const fields = held.filter(({ isLeftOut }) => !isLeftOut).map(fieldInWords);
  const leftOut = held.filter(({ isLeftOut }) => isLeftOut).map(({ name }) => name);
  const by = fields.length === 0 ? '' : ` by ${fields.join(', ')}`;
  return leftOut.length === 0 ? by : `${by}; ${leftOut.join(', ')} cannot be told here, and so denies whatever it is`;
}

function fieldInWords({ name, written: { values, notValues } }: WrittenCondition<Facts>): string {
  if (values.length > 0) return `${name} ${anyOfQuoted(values)}`;
  return `${name} ${name.startsWith('when.') ? 'not ' : ''}${anyOfQuoted(notValues)}`;
}

/** Conditions of the rule that were meant to restrict it and never do. */
function ineffectiveIn({ by }: EnforcedRule, rules: readonly WrittenRule<Facts>[]): readonly string[] {
  const conditions = (find(by, rules)?.clauses ?? []).flatMap(({ alternatives }) => alternatives.flat());
  return conditions
    .filter(({ written: { field, notValues } }) => notValues.length > 0 && hasQuotedKey(field))
    .map(({ written: { field, notValues } }) => {
      const key = field.replace(/["'`]/g, '');
      return `its condition \`${field}\` never keeps out ${anyOfQuoted(notValues)}, as the quotes in the key are taken as part of the name: write \`${key}\``;
    });
}

function find(by: string, rules: readonly WrittenRule<Facts>[]): WrittenRule<Facts> | undefined {
  const { policy, rule } = ruleNamed(by);
  return rules.find((one) => one.index === rule && one.policy === policy);
}

/** We cannot tell for these rules: the fields that the call leaves open. */
export function unclear(rules: readonly EnforcedRule[], facts: Facts, written: readonly WrittenRule<Facts>[]): string {
  const fields = rules.flatMap(({ by }) =>
    (find(by, written)?.clauses ?? [])
      .flatMap(({ alternatives }) => alternatives.flat())
      .filter(({ answer }) => answer(facts) === 'unknown')
      .map(({ name }) => name),
  );
  const what = fields.length === 0 ? 'something' : [...new Set(fields)].join(', ');
  return `${rulesInWords(rules.map(({ by }) => by))} looks at ${what}, which the call does not tell`;
}
