/** From a rule of an AuthorizationPolicy to clauses of conditions. */
import type { ConditionValue } from './condition-value';
import type { Json, JsonObject } from './json-object';
import { asObject, asObjects, asString, asStrings } from './json-object';
import { readAttribute } from './read-attribute';
import { readValue } from './read-value';
import type { Attribute, Clause, Condition, Rule } from './rule';

type Attributes = Readonly<Record<string, Attribute>>;

const SOURCE: Attributes = {
  principals: { kind: 'principal' },
  requestPrincipals: { kind: 'requestPrincipal' },
  namespaces: { kind: 'namespace' },
  serviceAccounts: { kind: 'serviceAccount' },
  trustDomains: { kind: 'trustDomain' },
  ipBlocks: { kind: 'sourceIp' },
  remoteIpBlocks: { kind: 'remoteIp' },
};

const OPERATION: Attributes = {
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
  const fields = (entry: JsonObject, attributes: Attributes): readonly Condition[] =>
    readFields(entry, attributes, namespace);
  const from = asObjects(rule.from, 'from').map((entry) => fields(asObject(entry.source, 'source'), SOURCE));
  const to = asObjects(rule.to, 'to').map((entry) => fields(asObject(entry.operation, 'operation'), OPERATION));
  const when = asObjects(rule.when, 'when').map((entry): Clause => ({
    part: 'when',
    alternatives: [[readWhen(entry, namespace)]],
  }));
  const lists: readonly Clause[] = [
    { part: 'from', alternatives: from },
    { part: 'to', alternatives: to },
  ];
  // an empty `from` or `to` constrains nothing
  return { index, clauses: [...lists.filter((list) => list.alternatives.length > 0), ...when] };
}

function readFields(fields: JsonObject, attributes: Attributes, namespace: string): readonly Condition[] {
  return Object.entries(attributes).flatMap(([field, attribute]) => {
    const notField = `not${field.charAt(0).toUpperCase()}${field.slice(1)}`;
    const read = (name: string): readonly ConditionValue[] => readValues(attribute, fields[name], name, namespace);
    const [values, notValues] = [read(field), read(notField)];
    if (values.length === 0 && notValues.length === 0) return [];
    return [{ attribute, field: values.length > 0 ? field : notField, values, notValues }];
  });
}

function readWhen(entry: JsonObject, namespace: string): Condition {
  const field = asString(entry.key, 'key');
  const attribute = readAttribute(field);
  const read = (name: string): readonly ConditionValue[] => readValues(attribute, entry[name], name, namespace);
  return { attribute, field, values: read('values'), notValues: read('notValues') };
}

function readValues(attribute: Attribute, list: Json, name: string, namespace: string): readonly ConditionValue[] {
  return asStrings(list, name).map((text) => readValue(attribute, text, namespace));
}
