/** What the ztunnel before a workload asks of connections: what it was sent, as formulas. */
import type { Layer4Condition, Layer4Rule } from '../evaluate/layer4-rule';
import type { ZtunnelGuard } from '../evaluate/ztunnel-guard';
import type { TextPart, TextPattern } from '../sets/text-pattern';
import { addressFormula } from './address-formula';
import type { Formula, Literal } from './formula';
import { allOf, ALWAYS, anyOf, constant, literalsIn, NEVER, not, reasonsIn } from './formula';
import { ofTrustDomain, SCHEME } from './identity-forms';
import type { AddressSource } from './scene';
import { ANYTHING, stringForm, textPart } from './string-forms';

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
export interface ZtunnelStop {
  readonly guard: ZtunnelGuard;
  readonly port: number;
  readonly source: AddressSource;
  readonly destination: AddressSource;
}

/** What this ztunnel asks. */
export function readZtunnel(stop: ZtunnelStop): ZtunnelReading {
  const { guard } = stop;
  const { policies, mtls, trustDomain } = guard;
  const read = (rules: readonly Layer4Rule[]): readonly Formula[] =>
    rules.map(({ clauses }) =>
      allOf(clauses.map((entries) => anyOf(entries.map((entry) => entryFormula(entry, stop))))),
    );
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

/** An entry of which nothing is left never holds. */
function entryFormula(entry: readonly Layer4Condition[], stop: ZtunnelStop): Formula {
  if (entry.length === 0) return NEVER;
  return allOf(entry.map((condition) => conditionFormula(condition, stop)));
}

/** A `not` field also holds for what the connection does not have: it is the opposite of a failed match. */
function conditionFormula(condition: Layer4Condition, stop: ZtunnelStop): Formula {
  const { values, notValues } = condition;
  const hasAny = (those: readonly string[]): Formula => anyFormula(condition, those, stop);
  return allOf([values.length === 0 ? ALWAYS : hasAny(values), not(hasAny(notValues))]);
}

function anyFormula({ attribute }: Layer4Condition, values: readonly string[], stop: ZtunnelStop): Formula {
  const { guard, port, source, destination } = stop;
  if (values.length === 0) return NEVER;
  switch (attribute.kind) {
    case 'principal':
      return identity(values, values.map(principalForm));
    case 'namespace':
      if (values.includes('')) return { kind: 'unknown', because: 'an empty namespace is named' };
      return identity(values, values.map(namespaceForm));
    case 'serviceAccount': // in whichever trust domain; only one gets in
      return identity(
        values,
        values.map((account) => accountForm(account, guard.trustDomain)),
      );
    case 'sourceIp':
      return addressFormula(source, values);
    case 'destinationIp':
      return addressFormula(destination, values);
    case 'port':
      return constant(values.map(Number).includes(port));
  }
}

/** Compared as it is: neither aliases of the trust domain nor the pointer `cluster.local` are known here. */
function principalForm(pattern: string): TextPattern {
  if (pattern === '*') return { kind: 'prefix', text: SCHEME };
  if (!pattern.startsWith('*')) return stringForm(SCHEME + pattern);
  return { kind: 'sequence', parts: [textPart(SCHEME), ANYTHING, textPart(pattern.slice(1))] };
}

const PART = (atLeast: 0 | 1): TextPart => ({ kind: 'run', of: { kind: 'not', characters: '/' }, atLeast });

function namespaceForm(pattern: string): TextPattern {
  const begin = pattern.startsWith('*') ? [textPart('/ns/'), PART(pattern === '*' ? 1 : 0)] : [];
  const [text, end] = pattern.startsWith('*')
    ? [pattern.slice(1), []]
    : pattern.endsWith('*')
      ? [`/ns/${pattern.slice(0, -1)}`, [PART(0)]]
      : [`/ns/${pattern}`, []];
  const name = [...begin, ...(text === '' ? [] : [textPart(text)]), ...end];
  return { kind: 'sequence', parts: [textPart(SCHEME), PART(1), ...name, textPart('/sa/'), PART(1)] };
}

function accountForm(account: string, trustDomain: string): TextPattern {
  const slash = account.indexOf('/');
  return {
    kind: 'exact',
    text: `${SCHEME}${trustDomain}/ns/${account.slice(0, slash)}/sa/${account.slice(slash + 1)}`,
  };
}

function identity(written: readonly string[], patterns: readonly TextPattern[]): Formula {
  return { kind: 'is', literal: { about: { kind: 'identity' }, among: { kind: 'texts', patterns }, written } };
}
