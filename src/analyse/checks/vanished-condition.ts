/** Does a rule hold an empty list, which Istio reads as no restriction at all? */
import { actionOf, operationsOf, rulesOf, sourcesOf } from '../authorization-fields';
import { checkEach } from '../check-rule';
import { isEmptyValue } from '../raw-field';

/** @see protobuf's JSON mapping: an empty list and null are the absent field */
export const vanishedCondition = checkEach('ZT106', 'AuthorizationPolicy', function* (policy) {
  const action = actionOf(policy);
  for (const rule of rulesOf(policy)) {
    for (const field of ['from', 'to', 'when']) {
      if (!isEmptyValue(rule.fields[field])) continue;
      yield {
        path: [...rule.path, field],
        message: `\`${field}\` is ${shown(rule.fields[field])}, which Istio reads as no restriction, so the rule ${meaning(action)}; fill it, or remove the rule`,
      };
    }
    for (const part of [...sourcesOf(rule), ...operationsOf(rule)]) {
      const filled = Object.values(part.fields).some((list) => !isEmptyValue(list));
      for (const [field, list] of Object.entries(part.fields)) {
        // with every list empty the webhook refuses the rule, and admission reports it
        if (!filled || !isEmptyValue(list)) continue;
        yield {
          path: [...part.path, field],
          message: `\`${field}\` is ${shown(list)}, which Istio reads as no restriction, so the rule ${meaning(action)}; fill it, or leave the field out`,
        };
      }
    }
  }
});

function shown(list: unknown): string {
  return list === null ? 'null' : 'an empty list';
}

function meaning(action: string): string {
  if (action === 'ALLOW') return 'allows more than it says';
  return action === 'DENY' ? 'denies more than it says' : 'applies to more than it says';
}
