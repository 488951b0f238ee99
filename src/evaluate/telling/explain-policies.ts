/** What DENY and ALLOW policies said at one Envoy, by which fields, and which rules came near. */
import type { EnforcedRule } from '../proxies/enforced-rules';
import { matchingRules } from '../proxies/enforced-rules';
import type { NearMiss, Step } from '../explanation';
import type { Facts } from '../matching/match-condition';
import type { RulesAtProxy } from '../proxies/policies-at-proxy';
import { hintOn } from './hint';
import { toNearMiss } from './near-miss';
import { nearestRules, tryMiss } from './nearest-rules';
import { seenByEnvoy } from './seen-call';
import type { Surroundings } from './surroundings';
import type { Told } from './told';
import { ruleNamed, rulesInWords } from './told';
import type { WrittenAtProxy } from './written-at-proxy';

/** The steps of DENY and of ALLOW. */
export function explainPolicies(
  { denying, allowing }: RulesAtProxy,
  facts: Facts,
  written: WrittenAtProxy,
  around: Surroundings,
): Told {
  const deny = explainDeny(denying, facts, written, around);
  if (deny.outcome === 'deny') return { steps: [deny], nearest: [] };
  const allow = explainAllow(allowing, facts, written);
  const nearest = allow.outcome === 'deny' ? nearestOf(facts, written, around) : [];
  return { steps: [deny, allow], nearest };
}

function explainDeny(
  denying: readonly EnforcedRule[],
  facts: Facts,
  written: WrittenAtProxy,
  around: Surroundings,
): Step {
  const { step } = written;
  if (written.policies.DENY.length === 0) return step('authorization', 'skip', 'no DENY policy is in force');
  const { matching, unknown } = matchingRules(denying, facts);
  const [rule] = matching;
  if (rule !== undefined) {
    const why = `${rulesInWords([rule.by])} denies it${byWhat(rule, facts, written)}`;
    return step('authorization', 'deny', why, ruleNamed(rule.by));
  }
  if (unknown.length > 0) return step('authorization', 'undecided', unclear(unknown, facts, written));
  const near = nearlyDenying(facts, written, around);
  const nearest = near.length === 0 ? '' : `; nearest: ${near.join('; ')}`;
  return step('authorization', 'pass', `no rule of the DENY policies matches${nearest}`);
}

function explainAllow(allowing: RulesAtProxy['allowing'], facts: Facts, written: WrittenAtProxy): Step {
  const { step } = written;
  if (allowing === undefined) return step('authorization', 'skip', written.withoutAllow);
  const { matching, unknown } = matchingRules(allowing, facts);
  const [rule] = matching;
  if (rule !== undefined) {
    const idle = written.rules.get(rule.by)?.idle ?? [];
    const why = [`${rulesInWords([rule.by])} allows it${byWhat(rule, facts, written)}`, ...idle].join('; ');
    return step('authorization', 'pass', why, ruleNamed(rule.by));
  }
  if (unknown.length > 0) return step('authorization', 'undecided', unclear(unknown, facts, written));
  return step('authorization', 'deny', written.withoutMatch);
}

function nearestOf(facts: Facts, { allow }: WrittenAtProxy, around: Surroundings): readonly NearMiss[] {
  const seen = seenByEnvoy(facts);
  return nearestRules(allow, facts).map((miss) => toNearMiss(miss, seen, around));
}

/** So many are told at most. */
const MOST_NEAR = 2;

/** Rules that miss one clause only, where another holds or where we know better why it misses. */
function nearlyDenying(facts: Facts, { deny }: WrittenAtProxy, around: Surroundings): readonly string[] {
  const seen = seenByEnvoy(facts);
  const near: string[] = [];
  for (const rule of deny) {
    const miss = tryMiss(rule, facts);
    if (miss === undefined || miss.missedClauses > 1) continue;
    const isNear =
      miss.heldClauses > 0 || miss.missed.some(({ written }) => hintOn(written, seen, around) !== undefined);
    if (isNear) near.push(toNearMiss(miss, seen, around).why);
    if (near.length === MOST_NEAR) break;
  }
  return near;
}

/** The fields of the alternatives that hold, with their values. */
function byWhat({ by }: EnforcedRule, facts: Facts, { rules }: WrittenAtProxy): string {
  const rule = rules.get(by);
  if (rule === undefined) return '';
  if (rule.clauses.length === 0) return ': an empty rule matches everything';
  const fields: string[] = [];
  const leftOut: string[] = [];
  for (const { alternatives } of rule.clauses) {
    const held = alternatives.find((conditions) => conditions.every(({ answer }) => answer(facts) === 'yes')) ?? [];
    for (const { isLeftOut, name, said } of held) (isLeftOut ? leftOut : fields).push(isLeftOut ? name : said);
  }
  const words = fields.length === 0 ? '' : ` by ${fields.join(', ')}`;
  if (leftOut.length === 0) return words;
  return `${words}; ${leftOut.join(', ')} cannot be told on this port, and so denies whatever it is`;
}

/** We cannot tell for these rules: the fields that the call leaves open. */
function unclear(rules: readonly EnforcedRule[], facts: Facts, written: WrittenAtProxy): string {
  const fields = rules.flatMap(({ by }) =>
    (written.rules.get(by)?.clauses ?? [])
      .flatMap(({ alternatives }) => alternatives.flat())
      .filter(({ answer }) => answer(facts) === 'unknown')
      .map(({ name }) => name),
  );
  const names = rulesInWords(rules.map(({ by }) => by));
  return `${names} looks at ${[...new Set(fields)].join(', ')}, which the call does not tell`;
}
