/**
 * Does one rule of an AuthorizationPolicy surely match every request that another one matches? They are compared part
 * by part: a yes is proven, a no means only that it cannot be seen so.
 */
import type { ConditionValue } from '../policy/condition-value';
import type { Attribute, Condition, Rule } from '../policy/rule';

/** Whether `wide` surely matches whatever `narrow` matches. */
export function coversRule(wide: Rule, narrow: Rule): boolean {
  return wide.clauses.every((clause) =>
    narrow.clauses.some((other) =>
      other.alternatives.every((conditions) =>
        clause.alternatives.some((wanted) => wanted.every((one) => conditions.some((given) => implies(given, one)))),
      ),
    ),
  );
}

/** Whether every text that a pattern of one list matches is matched by one of the other list. */
export function coversValues(
  wide: readonly ConditionValue[],
  narrow: readonly ConditionValue[],
  attribute: Attribute,
): boolean {
  return narrow.every((value) => wide.some((pattern) => coversValue(pattern.text, value.text, attribute)));
}

/** Whether a request that meets the first condition surely meets the second. */
function implies(given: Condition, wanted: Condition): boolean {
  const { attribute } = wanted;
  if (!isSame(given.attribute, attribute)) return false;
  // given values ⊆ wanted values, and given exceptions ⊇ wanted exceptions
  const isAmong =
    wanted.values.length === 0 || (given.values.length > 0 && coversValues(wanted.values, given.values, attribute));
  return isAmong && coversValues(given.notValues, wanted.notValues, attribute);
}

function isSame(a: Attribute, b: Attribute): boolean {
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'header':
    case 'claim':
      return JSON.stringify(a) === JSON.stringify(b);
    case 'metadata':
    case 'unreadable':
    case 'unknown':
      return false; // what Istio makes of these is not compared
    case 'principal':
    case 'requestPrincipal':
    case 'namespace':
    case 'serviceAccount':
    case 'trustDomain':
    case 'sourceIp':
    case 'remoteIp':
    case 'host':
    case 'port':
    case 'method':
    case 'path':
    case 'destinationIp':
    case 'sni':
      return true;
  }
}

/** Addresses, ports and accounts know no patterns; of a template only its fixed beginning is compared. */
function coversValue(pattern: string, value: string, { kind }: Attribute): boolean {
  if (pattern === value) return true;
  if (['sourceIp', 'remoteIp', 'destinationIp', 'port', 'serviceAccount'].includes(kind)) return false;
  if (pattern === '*') return value !== '';
  if (isTemplate(pattern)) return false;
  const text = isTemplate(value) ? value.slice(0, value.indexOf('{')) : value;
  if (pattern.endsWith('*')) return !text.startsWith('*') && text.startsWith(pattern.slice(0, -1));
  return pattern.startsWith('*') && !isTemplate(value) && !text.endsWith('*') && text.endsWith(pattern.slice(1));
}

function isTemplate(pattern: string): boolean {
  return /\{\*\*?\}/.test(pattern);
}
