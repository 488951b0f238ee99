/** Is a path that one rule opens only with a token open without one by another rule? */
import type { AuthorizationPolicy } from '../../policy/model';
import { type Attribute, type Condition, type Rule, rulesOf } from '../../policy/rule';
import type { RuleComparison } from '../../reach/rule-comparison';
import type { PlacedRule } from '../../reach/ways/rule-reading';
import type { Check } from '../check-rule';
import type { Estate } from '../estate';

export const pathWithoutToken: Check = {
  code: 'ZT308',
  *find(estate) {
    const { manifestOf, mesh } = estate.inventory();
    for (const policy of mesh.authorizationPolicies) {
      if (policy.action.kind !== 'ALLOW' || policy.dryRun) continue;
      const asking = rulesOf(policy.rules).filter((rule) => conditionsOf(rule).some(asksForToken));
      if (asking.length === 0) continue;
      const open = othersWith(estate, policy);
      const denying = placed(estate.rulesInForce().maybeWith(policy, 'DENY'));
      for (const rule of asking) {
        const [guarded, bare] = [rule, withoutCaller(rule)].map((one): PlacedRule => ({ policy, rule: one }));
        if (guarded === undefined || bare === undefined) continue;
        const others = open.filter((one) => one.rule !== rule);
        const comparer = estate.comparer();
        const all = [guarded, bare, ...others, ...denying];
        const found = comparer.compare('token', policy, all, (rules) => {
          const other = openingRule(rules, guarded, bare, others, denying);
          if (other === undefined) return undefined;
          const example = rules.exampleOf({ matches: [bare, other], butNot: denying, hasNoToken: true });
          return { other, witness: comparer.replayed(example, 'allow') };
        });
        if (found === undefined) continue;
        const { other, witness } = found;
        const message = `rule ${other.rule.index} of \`${other.policy.name}\` allows such requests without a token; add the token there, too, or deny what has none`;
        yield {
          manifest: manifestOf(policy),
          path: ['spec', 'rules', rule.index],
          message,
          ...(witness && { witness }),
        };
      }
    }
  },
};

/** A rule that lets in without a token what the guarded one is about, whoever calls; undefined: none does. */
function openingRule(
  rules: RuleComparison,
  guarded: PlacedRule,
  bare: PlacedRule,
  others: readonly PlacedRule[],
  denying: readonly PlacedRule[],
): PlacedRule | undefined {
  if (rules.isThere({ matches: [guarded], hasNoToken: true })) return undefined; // it opens it itself
  return others.find((other) => rules.isThere({ matches: [bare, other], butNot: denying, hasNoToken: true }));
}

/** Rules of policies that are in force wherever this one is, or only where it is; not those that allow everything. */
function othersWith(estate: Estate, policy: AuthorizationPolicy): readonly PlacedRule[] {
  const { maybeWith, surelyWith } = estate.rulesInForce();
  const wider = new Set(surelyWith(policy, 'ALLOW'));
  const policies = maybeWith(policy, 'ALLOW').filter(
    (other) => wider.has(other) || surelyWith(other, 'ALLOW').includes(policy),
  );
  return placed(policies).filter(({ rule }) => rule.clauses.length > 0);
}

function placed(policies: readonly AuthorizationPolicy[]): readonly PlacedRule[] {
  return policies.flatMap((policy) => rulesOf(policy.rules).map((rule) => ({ policy, rule })));
}

/** The rule as it says what may be done, and under which other conditions. */
function withoutCaller({ index, clauses }: Rule): Rule {
  const operations = clauses.filter(({ part }) => part !== 'from');
  return {
    index,
    clauses: operations.map(({ part, alternatives }) => ({
      part,
      alternatives: alternatives.map((all) => all.filter(({ attribute }) => !isOfToken(attribute))),
    })),
  };
}

function conditionsOf({ clauses }: Rule): readonly Condition[] {
  return clauses.flatMap(({ alternatives }) => alternatives.flat());
}

function asksForToken({ attribute, values }: Condition): boolean {
  return values.length > 0 && isOfToken(attribute);
}

function isOfToken({ kind }: Attribute): boolean {
  return kind === 'requestPrincipal' || kind === 'claim';
}
