/** What the ztunnel before a workload asks of connections: what it was sent, as formulas. */
import type { Layer4Condition, Layer4Rule } from '../../evaluate/matching/layer4-rule';
import type { ZtunnelGuard } from '../../evaluate/proxies/ztunnel-guard';
import { principalOf } from '../../istio/identity';
import type { TextPattern as Written } from '../../istio/text-pattern';
import type { ConditionValue } from '../../policy/condition-value';
import { ofKind, textsOf } from '../../policy/condition-value';
import type { TextPart, TextPattern } from '../../sets/text-pattern';
import { addressFormula } from '../formulas/address-formula';
import type { Formula, Literal } from '../formulas/formula';
import { allOf, ALWAYS, anyOf, constant, literalsIn, NEVER, not, reasonsIn } from '../formulas/formula';
import { ofTrustDomain, SCHEME, withScheme } from '../formulas/identity-forms';
import type { AddressSource } from '../formulas/scene';
import { textPart } from '../formulas/string-forms';

/** All that this ztunnel asks about connections to one port. */
export interface ZtunnelReading {
  readonly guard: ZtunnelGuard;
  readonly denying: readonly Formula[];
  readonly allowing: readonly Formula[] | undefined;
  /** what PeerAuthentications deny, for each choice that istiod may make */
  readonly refusing: readonly Formula[];
  /** who gets through TLS */
  readonly trusted: Literal;
  readonly literals: readonly Literal[];
  readonly because: readonly string[];
}

/** A port that ztunnel guards. */
export interface ZtunnelStop extends Omit<Layer4Scene, 'trustDomain'> {
  readonly guard: ZtunnelGuard;
}

/** What rules for ztunnel are read against. */
export interface Layer4Scene {
  readonly port: number;
  /** whose callers get in */
  readonly trustDomain: string;
  readonly source: AddressSource;
  readonly destination: AddressSource;
}

/** What this ztunnel asks. */
export function readZtunnel(stop: ZtunnelStop): ZtunnelReading {
  const { guard } = stop;
  const { policies, mtls, trustDomain } = guard;
  const read = (rules: readonly Layer4Rule[]): readonly Formula[] =>
    rules.map((rule) => layer4Formula(rule, { ...stop, trustDomain }));
  const rulesOf = (action: 'ALLOW' | 'DENY'): readonly Formula[] =>
    policies.filter((policy) => policy.action === action).flatMap(({ rules }) => read(rules));
  const denying = rulesOf('DENY');
  const allowing = policies.some(({ action }) => action === 'ALLOW') ? rulesOf('ALLOW') : undefined;
  const refusing = mtls.outcomes.map((rules) => anyOf(read(rules)));
  const formulas = [...denying, ...(allowing ?? []), ...refusing];
  const trusted: Literal = {
    about: { kind: 'identity' },
    among: { kind: 'texts', patterns: [ofTrustDomain(trustDomain)] },
  };
  const literals = [trusted, ...literalsIn(formulas)];
  return { guard, denying, allowing, refusing, trusted, literals, because: reasonsIn(formulas) };
}

/** When a rule holds that ztunnel was sent. */
export function layer4Formula({ clauses }: Layer4Rule, scene: Layer4Scene): Formula {
  return allOf(clauses.map((entries) => anyOf(entries.map((entry) => entryFormula(entry, scene)))));
}

/** An entry of which nothing is left never holds. */
function entryFormula(entry: readonly Layer4Condition[], scene: Layer4Scene): Formula {
  if (entry.length === 0) return NEVER;
  return allOf(entry.map((condition) => conditionFormula(condition, scene)));
}

/** A `not` field also holds for what the connection does not have: it is the opposite of a failed match. */
function conditionFormula(condition: Layer4Condition, scene: Layer4Scene): Formula {
  const { values, notValues } = condition;
  const hasAny = (those: readonly ConditionValue[]): Formula => anyFormula(condition, those, scene);
  return allOf([values.length === 0 ? ALWAYS : hasAny(values), not(hasAny(notValues))]);
}

function anyFormula(
  { attribute }: Layer4Condition,
  values: readonly ConditionValue[],
  { trustDomain, port, source, destination }: Layer4Scene,
): Formula {
  if (values.length === 0) return NEVER;
  switch (attribute.kind) {
    case 'principal': // as it is: neither aliases of the trust domain nor the pointer `cluster.local` are known here
      return identity(
        values,
        ofKind(values, 'principal').flatMap(({ pattern }) => withScheme(pattern, [trustDomain])),
      );
    case 'namespace':
      if (values.some(({ text }) => text === '')) return { kind: 'unknown', because: 'an empty namespace is named' };
      return identity(
        values,
        ofKind(values, 'namespace').map(({ pattern }) => namespaceForm(pattern)),
      );
    case 'serviceAccount': // in whichever trust domain; only one gets in
      return identity(
        values,
        ofKind(values, 'serviceAccount').map(({ namespace, name }) => ({
          kind: 'exact',
          text: SCHEME + principalOf(trustDomain, namespace, name),
        })),
      );
    case 'sourceIp':
      return addressFormula(source, values);
    case 'destinationIp':
      return addressFormula(destination, values);
    case 'port':
      return constant(ofKind(values, 'port').some((value) => value.port === port));
  }
}

const PART = (atLeast: 0 | 1): TextPart => ({ kind: 'run', of: { kind: 'not', characters: '/' }, atLeast });

function namespaceForm(pattern: Written): TextPattern {
  return {
    kind: 'sequence',
    parts: [textPart(SCHEME), PART(1), ...namespaceParts(pattern), textPart('/sa/'), PART(1)],
  };
}

function namespaceParts(pattern: Written): readonly TextPart[] {
  switch (pattern.kind) {
    case 'any':
      return [textPart('/ns/'), PART(1)];
    case 'prefix':
      return [textPart(`/ns/${pattern.text}`), PART(0)];
    case 'suffix':
      return [textPart('/ns/'), PART(0), textPart(pattern.text)];
    case 'exact':
      return [textPart(`/ns/${pattern.text}`)];
  }
}

function identity(values: readonly ConditionValue[], patterns: readonly TextPattern[]): Formula {
  return {
    kind: 'is',
    literal: { about: { kind: 'identity' }, among: { kind: 'texts', patterns }, written: textsOf(values) },
  };
}
