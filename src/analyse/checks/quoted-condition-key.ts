/** Does a `when` key have quotes inside its brackets, which Istio takes as part of the name? */
import { conditionsOf, rulesOf } from '../authorization-fields';
import { checkEach } from '../check-rule';

/** @see istio pilot/pkg/security/authz/model/util.go `extractNameInBrackets`: what is inside is the name, as it is */
export const quotedConditionKey = checkEach('ZT101', 'AuthorizationPolicy', function* (policy) {
  for (const { path, fields } of rulesOf(policy).flatMap(conditionsOf)) {
    const { key } = fields;
    if (typeof key !== 'string' || !/\[["'`]|["'`]\]/.test(key)) continue;
    yield {
      path: [...path, 'key'],
      message: `condition key \`${key}\` has quotes, which Istio takes as part of the name, so ${effect(fields)}; write \`${key.replace(/["'`]/g, '')}\``,
    };
  }
});

function effect(fields: Readonly<Record<string, unknown>>): string {
  const positive = Array.isArray(fields.values) && fields.values.length > 0;
  const negative = Array.isArray(fields.notValues) && fields.notValues.length > 0;
  if (positive) return '`values` never match';
  return negative ? '`notValues` never exclude anybody' : 'it sees nothing';
}
