/** Is a path that one rule opens only with a token open without one by another rule? */
import type { Manifest } from '../../policy/manifest';
import {
  actionOf,
  conditionsOf,
  operationsOf,
  type RulePart,
  rulesOf,
  sourcesOf,
  valuesOfRule,
} from '../authorization-fields';
import type { Check } from '../check-rule';
import { isDryRun } from '../dry-run';
import type { Estate } from '../estate';
import { listsOverlap } from '../pattern-overlap';
import { asItems, isEmptyValue } from '../raw-field';
import { covers } from '../reach-of-policy';

interface Grant {
  readonly policy: Manifest;
  readonly rule: RulePart;
}

export const pathWithoutToken: Check = {
  code: 'ZT308',
  *find(estate) {
    const policies = estate.of('AuthorizationPolicy').filter((policy) => !isDryRun(policy));
    const grants = policies
      .filter((policy) => actionOf(policy) === 'ALLOW')
      .flatMap((policy) => rulesOf(policy).map((rule): Grant => ({ policy, rule })));
    const open = grants.filter(({ rule }) => !asksForToken(rule) && Object.keys(rule.fields).length > 0);
    for (const { policy: manifest, rule } of grants.filter((grant) => needsToken(grant.rule))) {
      if (isGuarded(estate, policies, manifest)) continue;
      const other = open.find((grant) => covers(estate, grant.policy, manifest) && shareRequest(grant.rule, rule));
      if (other === undefined) continue;
      yield {
        manifest,
        path: rule.path,
        message: `rule ${other.rule.rule} of \`${other.policy.name}\` allows such requests without a token; add the token there, too, or deny what has none`,
      };
    }
  },
};

/** Every request that the rule matches has a token: a condition says so, or every source. */
function needsToken(rule: RulePart): boolean {
  const sources = sourcesOf(rule);
  const everySource = sources.length > 0 && sources.every(({ fields }) => asItems(fields.requestPrincipals).length > 0);
  return (
    everySource ||
    conditionsOf(rule).some(
      ({ fields }) => String(fields.key).startsWith('request.auth.') && asItems(fields.values).length > 0,
    )
  );
}

function asksForToken(rule: RulePart): boolean {
  return valuesOfRule(rule).some(({ attribute }) => attribute.startsWith('request.auth.'));
}

/** A DENY on requests without token closes what other rules leave open; which paths it names we do not judge. */
function isGuarded(estate: Estate, policies: readonly Manifest[], allowing: Manifest): boolean {
  return policies.some(
    (policy) =>
      actionOf(policy) === 'DENY' &&
      covers(estate, policy, allowing) &&
      estate.values(policy).some(({ attribute, negated }) => negated && attribute.startsWith('request.auth.')),
  );
}

/** Whether some operation is surely in both rules; what is stated by exceptions we do not judge. */
function shareRequest(a: RulePart, b: RulePart): boolean {
  const operations = (rule: RulePart) => {
    const list = operationsOf(rule).map(({ fields }) => fields);
    return list.length === 0 ? [{}] : list;
  };
  return operations(a).some((x) =>
    operations(b).some((y) => {
      if ([...Object.keys(x), ...Object.keys(y)].some((field) => field.startsWith('not'))) return false;
      return ['methods', 'paths', 'hosts', 'ports'].every((field) => listsOverlap(texts(x, field), texts(y, field)));
    }),
  );
}

function texts(fields: Readonly<Record<string, unknown>>, field: string): string[] | undefined {
  const list = fields[field];
  if (list === undefined || isEmptyValue(list)) return undefined;
  return asItems(list).filter((item): item is string => typeof item === 'string');
}
