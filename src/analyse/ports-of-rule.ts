/** Which ports of a workload can a rule of an AuthorizationPolicy mean? */
import { operationsOf, type RulePart, valuesOfRule } from './authorization-fields';
import { asItems } from './raw-field';

/** The ports that the rule names, as they are written; undefined when it can mean any. */
export function portsNamedBy(rule: RulePart): readonly string[] | undefined {
  const entries = operationsOf(rule).map(({ fields }) => asItems(fields.ports).map(String));
  // an entry without ports means all of them
  const inOperations = entries.length > 0 && entries.every((ports) => ports.length > 0) ? entries.flat() : undefined;
  const inConditions = portValues(rule, false).filter(({ path }) => path[3] === 'when');
  if (inConditions.length === 0) return inOperations;
  const values = inConditions.map(({ value }) => value);
  return inOperations === undefined ? values : inOperations.filter((port) => values.includes(port));
}

/** The ports that some part of the rule leaves out. */
export function portsLeftOutBy(rule: RulePart): readonly string[] {
  return portValues(rule, true).map(({ value }) => value);
}

function portValues(rule: RulePart, negated: boolean) {
  return valuesOfRule(rule).filter((one) => one.attribute === 'destination.port' && one.negated === negated);
}
