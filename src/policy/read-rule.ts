/** From a rule of an AuthorizationPolicy to clauses of conditions. */
import type { JsonObject } from './json-object';
import { asObject, asObjects, asString, asStrings } from './json-object';
import type { Attribute, Clause, Condition, Rule } from './rule';
import { readAttribute } from './read-attribute';

const SOURCE: Readonly<Record<string, Attribute>> = {
  principals: { kind: 'principal' },
  requestPrincipals: { kind: 'requestPrincipal' },
  namespaces: { kind: 'namespace' },
  serviceAccounts: { kind: 'serviceAccount' },
  trustDomains: { kind: 'trustDomain' },
  ipBlocks: { kind: 'sourceIp' },
  remoteIpBlocks: { kind: 'remoteIp' },
};

const OPERATION: Readonly<Record<string, Attribute>> = {
  hosts: { kind: 'host' },
  ports: { kind: 'port' },
  methods: { kind: 'method' },
  paths: { kind: 'path' },
};

/**
 * The rule at this place of a policy. `namespace` is the policy's own: a bare service account is meant there.
 * @see istio pilot/pkg/security/authz/model/model.go, `New`
 */
export function readRule(rule: JsonObject, index: number, namespace: string): Rule {
  const from = asObjects(rule.from, 'from').map((entry) => readFields(asObject(entry.source, 'source'), SOURCE));
  const to = asObjects(rule.to, 'to').map((entry) => readFields(asObject(entry.operation, 'operation'), OPERATION));
  const when = asObjects(rule.when, 'when').map((entry): Clause => ({ part: 'when', alternatives: [readWhen(entry)] }));
  const lists: readonly Clause[] = [
    { part: 'from', alternatives: from },
    { part: 'to', alternatives: to },
  ];
  // an empty `from` or `to` constrains nothing
  const clauses = [...lists.filter((list) => list.alternatives.length > 0), ...when];
  return { index, clauses: clauses.map((clause) => withNamespace(clause, namespace)) };
}

function readFields(fields: JsonObject, attributes: Readonly<Record<string, Attribute>>): readonly Condition[] {
  return Object.entries(attributes).flatMap(([field, attribute]) => {
    const notField = `not${field.charAt(0).toUpperCase()}${field.slice(1)}`;
    const values = asStrings(fields[field], field);
    const notValues = asStrings(fields[notField], notField);
    if (values.length === 0 && notValues.length === 0) return [];
    return [{ attribute, field: values.length > 0 ? field : notField, values, notValues }];
  });
}

function readWhen(entry: JsonObject): readonly Condition[] {
  const field = asString(entry.key, 'key');
  const values = asStrings(entry.values, 'values');
  return [{ attribute: readAttribute(field), field, values, notValues: asStrings(entry.notValues, 'notValues') }];
}

/** A bare service account means the policy's own namespace, also in the root namespace. */
function withNamespace(clause: Clause, namespace: string): Clause {
  const qualify = (account: string): string => (account.includes('/') ? account : `${namespace}/${account}`);
  const inCondition = (condition: Condition): Condition =>
    condition.attribute.kind === 'serviceAccount'
      ? { ...condition, values: condition.values.map(qualify), notValues: condition.notValues.map(qualify) }
      : condition;
  return { ...clause, alternatives: clause.alternatives.map((conditions) => conditions.map(inCondition)) };
}
