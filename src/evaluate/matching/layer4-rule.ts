/** What is left of the rules of an AuthorizationPolicy when only the connection can be seen, as ztunnel sees it. */
import type { ConditionValue } from '../../policy/condition-value';
import type { Attribute, Clause, Condition, Rule } from '../../policy/rule';

/** What ztunnel can look at. */
export type Layer4Attribute = Extract<
  Attribute,
  { readonly kind: 'principal' | 'namespace' | 'serviceAccount' | 'sourceIp' | 'destinationIp' | 'port' }
>;

/** A condition on the connection. INVARIANT: it has a value, and all its values can be read. */
export interface Layer4Condition extends Condition {
  readonly attribute: Layer4Attribute;
}

/** Conditions that must all hold. Unlike elsewhere, an entry without conditions never holds. */
export type Layer4Entry = readonly Layer4Condition[];

/** A rule for ztunnel: of each clause one entry must hold. Without clauses it always holds. */
export interface Layer4Rule {
  readonly index: number;
  readonly clauses: readonly (readonly Layer4Entry[])[];
}

/** The rule as istiod sends it, and the fields that were lost on the way. */
export interface Conversion {
  /** absent when the whole rule is left out */
  readonly rule?: Layer4Rule;
  readonly lost: readonly string[];
}

/**
 * The rule as istiod sends it to ztunnel. What HTTP alone can tell is left blank, with opposite effects: an ALLOW rule
 * with a blank is left out, and a DENY entry that is blank altogether never holds.
 * @see istio pilot/pkg/serviceregistry/ambient/authorization.go, `handleRule`
 */
export function convertRule(action: 'ALLOW' | 'DENY', rule: Rule): Conversion {
  const conditions = rule.clauses.flatMap(({ part, alternatives }) =>
    alternatives.flat().map((condition) => ({ part, condition })),
  );
  const lost = conditions
    .filter(({ part, condition }) => fateOf(part, condition.attribute) !== 'kept')
    .map(({ condition }) => condition.field);
  const seesHttp = conditions.some(({ part, condition }) => fateOf(part, condition.attribute) === 'http');
  // fail closed: without its HTTP fields the rule would allow more than is written
  if (action === 'ALLOW' && seesHttp) return { lost };
  return { rule: { index: rule.index, clauses: rule.clauses.map(entriesOf) }, lost };
}

/** Whether the rule has a clause that nothing is left of, so that it never holds. */
export function isBlank(rule: Layer4Rule): boolean {
  return rule.clauses.some((entries) => entries.every((entry) => entry.length === 0));
}

function entriesOf(clause: Clause): readonly Layer4Entry[] {
  return clause.alternatives.map((conditions) => conditions.flatMap((condition) => keep(clause.part, condition)));
}

/** The condition with the values that can be read. One without any is no condition. */
function keep(part: Clause['part'], condition: Condition): Layer4Entry {
  const { attribute } = condition;
  if (!isLayer4(attribute) || fateOf(part, attribute) !== 'kept') return [];
  const values = condition.values.filter(isReadable);
  const notValues = condition.notValues.filter(isReadable);
  return values.length + notValues.length === 0 ? [] : [{ ...condition, attribute, values, notValues }];
}

function isLayer4(attribute: Attribute): attribute is Layer4Attribute {
  return fateOf('from', attribute) === 'kept';
}

/**
 * What becomes of a field: kept, lost because HTTP alone tells it, or overlooked. Trust domains of a source are
 * overlooked without any notice, while each `when` key that ztunnel does not know counts as HTTP.
 */
function fateOf(part: Clause['part'], attribute: Attribute): 'kept' | 'http' | 'overlooked' {
  switch (attribute.kind) {
    case 'principal':
    case 'namespace':
    case 'sourceIp':
    case 'destinationIp':
    case 'port':
      return 'kept';
    case 'serviceAccount':
      return part === 'when' ? 'http' : 'kept';
    case 'trustDomain':
      return part === 'when' ? 'http' : 'overlooked';
    case 'requestPrincipal':
    case 'remoteIp':
    case 'host':
    case 'method':
    case 'path':
    case 'sni':
    case 'header':
    case 'claim':
    case 'metadata':
    case 'unreadable':
    case 'unknown':
      return 'http';
  }
}

/** Otherwise istiod drops the value. @see authorization.go, `stringToPort`, `stringToIP` */
function isReadable({ kind }: ConditionValue): boolean {
  return kind !== 'unusable';
}
