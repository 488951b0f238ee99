/** Does a rule allow, or deny, only what other ones do already? */
import { nameOf } from '../../policy/metadata';
import { rulesOf } from '../../policy/rule';
import type { PlacedRule } from '../../reach/ways/rule-reading';
import type { Check, Observation } from '../check-rule';
import type { Estate } from '../estate';
import { enumerated } from '../names-in-messages';
import type { RulesInForce } from '../rules-in-force';

export const redundantRule: Check = {
  code: 'ZT602',
  *find(estate) {
    const inForce = estate.rulesInForce();
    const placed = estate
      .inventory()
      .mesh.authorizationPolicies.filter(({ dryRun }) => !dryRun)
      .flatMap((policy) => rulesOf(policy.rules).map((rule): PlacedRule => ({ policy, rule })));
    const known = placed.filter(isCompared).map((rule) => ({ rule, near: nearOnes(inForce, rule) }));
    const tooMany = new Set<PlacedRule['rule']>();
    for (const { rule, near } of known) {
      const cover = coveredByOne(estate, rule, near);
      if (cover === undefined) continue;
      tooMany.add(rule.rule);
      yield told(estate, rule, [cover]);
    }
    // of rules that cover each other together, those that are found here do not count for the others
    for (const { rule, near } of [...known].reverse()) {
      const left = near.filter((one) => !tooMany.has(one.rule));
      if (tooMany.has(rule.rule) || left.length < 2) continue;
      const cover = estate
        .comparer()
        .compare('several', rule.policy, [rule, ...left], (rules) => rules.coverOf(rule, left));
      if (cover === undefined || cover.length === 0) continue;
      tooMany.add(rule.rule);
      yield told(estate, rule, cover);
    }
  },
};

function isCompared({ policy: { action } }: PlacedRule): boolean {
  return action.kind === 'ALLOW' || action.kind === 'DENY';
}

/** Rules of the same action; one that matches everything is a finding of its own. */
function nearOnes(inForce: RulesInForce, rule: PlacedRule): readonly PlacedRule[] {
  const { policy } = rule;
  const action = policy.action.kind === 'DENY' ? 'DENY' : 'ALLOW';
  return inForce.near(rule, inForce.surelyWith(policy, action)).filter((one) => one.rule.clauses.length > 0);
}

/** A rule that covers this one. Of two that cover each other the later one is the one too many. */
function coveredByOne(estate: Estate, rule: PlacedRule, near: readonly PlacedRule[]): PlacedRule | undefined {
  if (near.length === 0) return undefined;
  return estate.comparer().compare('one', rule.policy, [rule, ...near], (rules) =>
    near.find((one) => {
      // what never matches is a finding of its own
      if (rules.coverOf(rule, [one])?.length !== 1) return false;
      return !isAfter(one, rule) || rules.coverOf(one, [rule]) === undefined;
    }),
  );
}

function isAfter(a: PlacedRule, b: PlacedRule): boolean {
  if (a.policy === b.policy) return a.rule.index > b.rule.index;
  return nameOf(a.policy) > nameOf(b.policy);
}

function told(estate: Estate, rule: PlacedRule, cover: readonly PlacedRule[]): Observation {
  const { policy } = rule;
  const isAllow = policy.action.kind === 'ALLOW';
  const names = cover.map((one) =>
    one.policy === policy ? `rule ${one.rule.index}` : `rule ${one.rule.index} of \`${nameOf(one.policy)}\``,
  );
  const [does, together] = isAllow ? ['allows', 'allow'] : ['denies', 'deny'];
  const other = cover.length === 1 ? 'the other' : 'the others';
  const comparer = estate.comparer();
  const found = comparer.compare('example', policy, [rule], (rules) => ({
    witness: comparer.replayed(rules.exampleOf({ matches: [rule] }), isAllow ? 'allow' : 'deny'),
  }));
  return {
    manifest: estate.inventory().manifestOf(policy),
    path: ['spec', 'rules', rule.rule.index],
    message: `${enumerated(names)} ${cover.length === 1 ? does : `together ${together}`} all of this already; remove the rule, or narrow ${other}`,
    ...(found?.witness && { witness: found.witness }),
  };
}
