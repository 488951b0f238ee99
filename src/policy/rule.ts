/**
 * The rules of an AuthorizationPolicy in one shape: every field of `from`, `to` and `when` is a condition on an
 * attribute, so that there is one way to match.
 */
import type { ConditionValue } from './condition-value';

/** What a condition looks at. */
export type Attribute =
  | { readonly kind: 'principal' }
  | { readonly kind: 'requestPrincipal' }
  | { readonly kind: 'namespace' }
  | { readonly kind: 'serviceAccount' }
  | { readonly kind: 'trustDomain' }
  | { readonly kind: 'sourceIp' }
  | { readonly kind: 'remoteIp' }
  | { readonly kind: 'host' }
  | { readonly kind: 'port' }
  | { readonly kind: 'method' }
  | { readonly kind: 'path' }
  | { readonly kind: 'destinationIp' }
  | { readonly kind: 'sni' }
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'claim'; readonly path: readonly string[] }
  | { readonly kind: 'metadata'; readonly filter: string; readonly key: string }
  /** a key that Istio accepts and then cannot read, such as `request.headersX[a]` */
  | { readonly kind: 'unreadable' }
  /** a key that Istio does not know */
  | { readonly kind: 'unknown' };

/** Whether only an HTTP proxy can tell the attribute. */
export function isOfHttp({ kind }: Attribute): boolean {
  switch (kind) {
    case 'host':
    case 'method':
    case 'path':
    case 'header':
    case 'claim':
    case 'requestPrincipal':
      return true;
    case 'principal':
    case 'namespace':
    case 'serviceAccount':
    case 'trustDomain':
    case 'sourceIp':
    case 'remoteIp':
    case 'destinationIp':
    case 'port':
    case 'sni':
    case 'metadata':
    case 'unreadable':
    case 'unknown':
      return false;
  }
}

/** One field: the attribute has one of `values`, if there are any, and none of `notValues`. */
export interface Condition {
  readonly attribute: Attribute;
  /** the field or key as written, for messages: `notPaths`, `request.headers[x-a]` */
  readonly field: string;
  readonly values: readonly ConditionValue[];
  readonly notValues: readonly ConditionValue[];
}

/** A `from` list, a `to` list, or one `when` entry: all conditions of one alternative must hold. */
export interface Clause {
  readonly part: 'from' | 'to' | 'when';
  readonly alternatives: readonly (readonly Condition[])[];
}

/** One rule: all its clauses must hold. `index` is its place in the policy, which Istio counts from 0. */
export interface Rule {
  readonly index: number;
  readonly clauses: readonly Clause[];
}

/** No rules (matches nothing), the one empty rule (matches all), or a list: alike in YAML, opposite in meaning. */
export type Rules =
  | { readonly kind: 'never' }
  | { readonly kind: 'always' }
  | { readonly kind: 'anyOf'; readonly rules: readonly [Rule, ...Rule[]] };

/** The rules as a list, in which an empty rule has no clauses. */
export function rulesOf(rules: Rules): readonly Rule[] {
  switch (rules.kind) {
    case 'never':
      return [];
    case 'always':
      return [{ index: 0, clauses: [] }];
    case 'anyOf':
      return rules.rules;
  }
}

/** The rules of this list, in canonical form. */
export function rulesFrom(rules: readonly Rule[]): Rules {
  const [first, ...others] = rules;
  if (first === undefined) return { kind: 'never' };
  if (others.length === 0 && first.clauses.length === 0) return { kind: 'always' };
  return { kind: 'anyOf', rules: [first, ...others] };
}
