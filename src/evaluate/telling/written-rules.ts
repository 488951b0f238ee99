/**
 * Rules as somebody wrote them, each condition ready to be asked on its own: among them the nearest are sought. Proxies
 * get rules without their unusable parts, and so cannot tell what was written.
 */
import type { ConditionValue } from '../../policy/condition-value';
import { textsOf } from '../../policy/condition-value';
import type { MeshSettings } from '../../policy/mesh-settings';
import { ownTrustDomains } from '../../policy/mesh-settings';
import type { AuthorizationPolicy } from '../../policy/model';
import type { Clause, Condition, Rule } from '../../policy/rule';
import { rulesOf } from '../../policy/rule';
import type { Answer } from '../matching/answer';
import type { Chain } from '../proxies/enforced-rules';
import { isUsable } from '../proxies/enforced-rules';
import { convertRule } from '../matching/layer4-rule';
import type { Connection } from '../matching/match-connection';
import { askable } from '../matching/match-connection';
import type { Facts } from '../matching/match-condition';
import { testOf } from '../matching/match-condition';
import { anyOfQuoted } from '../shown-value';
import { withAliases } from '../proxies/trust-domain-aliases';

/** A rule that is asked about `F`: an HTTP request or a connection, as one proxy sees it. */
export interface WrittenRule<F> {
  /** `namespace/name` of its policy */
  readonly policy: string;
  readonly index: number;
  readonly clauses: readonly WrittenClause<F>[];
  /** in sentences: conditions that were meant to restrict it and never do */
  readonly idle: readonly string[];
}

/** All conditions of one of the alternatives must hold. */
export interface WrittenClause<F> {
  readonly alternatives: readonly (readonly WrittenCondition<F>[])[];
}

/** One field. INVARIANT: it has `values` or `notValues`, not both. */
export interface WrittenCondition<F> {
  /** as in YAML: `from.principals`, `to.notPaths`, `when.request.headers[x]` */
  readonly name: string;
  readonly written: Condition;
  /** the field with its values: from.principals `cluster.local/ns/shop/sa/web` */
  readonly said: string;
  /** nothing of it reaches the proxy, which goes on without it */
  readonly isLeftOut: boolean;
  readonly answer: (facts: F) => Answer;
}

/** The rules of these policies as one Envoy asks them. What it cannot be given never allows, and always denies. */
export function writtenForEnvoy(
  policies: readonly AuthorizationPolicy[],
  chain: Chain,
  settings: MeshSettings,
): readonly WrittenRule<Facts>[] {
  return policies.flatMap((policy) => {
    const isAllow = policy.action.kind === 'ALLOW';
    return rulesOf(policy.rules).map((rule) =>
      writtenRule<Facts>(policy, rule, (_, condition) => {
        const { attribute } = condition;
        const usable = (value: ConditionValue): boolean => isUsable(attribute, value, chain);
        const values = condition.values.filter(usable);
        const notValues = condition.notValues.filter(usable);
        const isWhole = values.length + notValues.length === condition.values.length + condition.notValues.length;
        // what an ALLOW rule cannot be given, and what no rule can, takes the whole rule away
        if ((!isWhole && isAllow) || attribute.kind === 'unknown') return { isLeftOut: false, answer: () => 'no' };
        if (values.length + notValues.length === 0) return { isLeftOut: !isWhole, answer: () => 'yes' };
        const asked = withAliases({ ...condition, values, notValues }, ownTrustDomains(settings));
        return { isLeftOut: false, answer: testOf(asked, settings.behaviour) };
      }),
    );
  });
}

/** The rules of these policies as one ztunnel asks them: what HTTP alone can tell never holds. */
export function writtenForZtunnel(policies: readonly AuthorizationPolicy[]): readonly WrittenRule<Connection>[] {
  return policies.flatMap((policy) =>
    rulesOf(policy.rules).map((rule) =>
      writtenRule<Connection>(policy, rule, (part, condition) => {
        const alone: Rule = { index: 0, clauses: [{ part, alternatives: [[condition]] }] };
        const { rule: asked, lost } = convertRule('ALLOW', alone);
        if (asked === undefined) return { isLeftOut: false, answer: () => 'no' };
        if (lost.length > 0) return { isLeftOut: true, answer: () => 'yes' };
        return { isLeftOut: false, answer: askable(asked).matches };
      }),
    ),
  );
}

/** Quotes in the brackets of a key are part of the name that Istio looks for. */
export function hasQuotedKey(field: string): boolean {
  return /\[["'`]|["'`]\]/.test(field);
}

/** The key as it was probably meant. */
export function withoutQuotes(field: string): string {
  return field.replace(/["'`]/g, '');
}

type Asks<F> = (part: Clause['part'], condition: Condition) => Pick<WrittenCondition<F>, 'isLeftOut' | 'answer'>;

function writtenRule<F>({ namespace, name }: AuthorizationPolicy, rule: Rule, asks: Asks<F>): WrittenRule<F> {
  return {
    policy: `${namespace}/${name}`,
    index: rule.index,
    clauses: rule.clauses.map(({ part, alternatives }) => ({
      alternatives: alternatives.map((conditions) =>
        conditions.flatMap(split).map((written) => {
          const field = `${part}.${part === 'when' ? written.field : fieldOf(written)}`;
          return { name: field, written, said: said(part, field, written), ...asks(part, written) };
        }),
      ),
    })),
    idle: rule.clauses.flatMap(({ alternatives }) => alternatives.flat().flatMap(idleWords)),
  };
}

function said(part: Clause['part'], field: string, { values, notValues }: Condition): string {
  if (values.length > 0) return `${field} ${anyOfQuoted(textsOf(values))}`;
  return `${field} ${part === 'when' ? 'not ' : ''}${anyOfQuoted(textsOf(notValues))}`;
}

function idleWords({ field, notValues }: Condition): readonly string[] {
  if (notValues.length === 0 || !hasQuotedKey(field)) return [];
  return [
    `its condition \`${field}\` never keeps out ${anyOfQuoted(textsOf(notValues))}, as the quotes in the key are taken as part of the name: write \`${withoutQuotes(field)}\``,
  ];
}

/** The condition as one with values and one with `notValues`; one that says nothing stays as it is. */
function split(condition: Condition): readonly Condition[] {
  if (condition.values.length === 0 || condition.notValues.length === 0) return [condition];
  return [
    { ...condition, notValues: [] },
    { ...condition, values: [] },
  ];
}

function fieldOf({ field, notValues }: Condition): string {
  if (notValues.length === 0 || /^not[A-Z]/.test(field)) return field;
  return `not${field.charAt(0).toUpperCase()}${field.slice(1)}`;
}
