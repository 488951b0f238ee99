/** Which conditions an AuthorizationPolicy states, one by one, with their places: the shape that most checks read. */
import { isHttpAttribute } from '../istio/attributes';
import type { FieldPath } from '../policy/field-path';
import type { JsonObject } from '../policy/json-object';
import type { Manifest } from '../policy/manifest';
import { asItems, asRecord } from './raw-field';

/** The action in force: ALLOW unless written, for null and unknown words too. */
export function actionOf(policy: Manifest): string {
  const { action } = asRecord(policy.object.spec);
  return typeof action === 'string' ? action : 'ALLOW';
}

export interface RulePart {
  readonly rule: number;
  readonly path: FieldPath;
  readonly fields: JsonObject;
}

/** The rules of a policy. */
export function rulesOf(policy: Manifest): readonly RulePart[] {
  return asItems(asRecord(policy.object.spec).rules).map((rule, index) => ({
    rule: index,
    path: ['spec', 'rules', index],
    fields: asRecord(rule),
  }));
}

/** The `source` of each `from` of a rule. */
export function sourcesOf(rule: RulePart): readonly RulePart[] {
  return entriesOf(rule, 'from', 'source');
}

/** The `operation` of each `to` of a rule. */
export function operationsOf(rule: RulePart): readonly RulePart[] {
  return entriesOf(rule, 'to', 'operation');
}

/** The `when` entries of a rule. */
export function conditionsOf(rule: RulePart): readonly RulePart[] {
  return asItems(rule.fields.when).map((condition, index) => ({
    rule: rule.rule,
    path: [...rule.path, 'when', index],
    fields: asRecord(condition),
  }));
}

/** One value that a request is compared with. */
export interface ComparedValue {
  readonly path: FieldPath;
  /** the condition's key as `when` would write it: `request.headers[x]`, or the field, such as `paths` */
  readonly attribute: string;
  readonly negated: boolean;
  readonly value: string;
}

/** Fields of sources and operations by the `when` key that means the same, where there is one. */
const SAME_AS: Readonly<Record<string, string>> = {
  principals: 'source.principal',
  requestPrincipals: 'request.auth.principal',
  namespaces: 'source.namespace',
  serviceAccounts: 'source.serviceAccount',
  trustDomains: 'source.trustDomain',
  ipBlocks: 'source.ip',
  remoteIpBlocks: 'remote.ip',
  ports: 'destination.port',
};

/** Every value of a policy. Checks ask the estate for them, which reads each policy once. */
export function valuesOf(policy: Manifest): readonly ComparedValue[] {
  return rulesOf(policy).flatMap(valuesOfRule);
}

/** Every value of a rule. */
export function valuesOfRule(rule: RulePart): readonly ComparedValue[] {
  const values: ComparedValue[] = [];
  const add = (list: unknown, path: FieldPath, attribute: string, negated: boolean) => {
    asItems(list).forEach((value, index) => {
      if (typeof value === 'string') values.push({ path: [...path, index], attribute, negated, value });
    });
  };
  for (const part of [...sourcesOf(rule), ...operationsOf(rule)]) {
    for (const [field, list] of Object.entries(part.fields)) {
      const negated = /^not[A-Z]/.test(field);
      const positive = negated ? field.charAt(3).toLowerCase() + field.slice(4) : field;
      add(
        list,
        [...part.path, field],
        (Object.hasOwn(SAME_AS, positive) ? SAME_AS[positive] : undefined) ?? positive,
        negated,
      );
    }
  }
  for (const { path, fields } of conditionsOf(rule)) {
    const key = typeof fields.key === 'string' ? fields.key : '';
    add(fields.values, [...path, 'values'], key, false);
    add(fields.notValues, [...path, 'notValues'], key, true);
  }
  return values;
}

/** Whether only HTTP has the attribute. */
export function isHttp({ attribute }: ComparedValue): boolean {
  return ['hosts', 'methods', 'paths'].includes(attribute) || isHttpAttribute(attribute);
}

function entriesOf(rule: RulePart, list: string, inner: string): readonly RulePart[] {
  return asItems(rule.fields[list]).map((entry, index) => ({
    rule: rule.rule,
    path: [...rule.path, list, index, inner],
    fields: asRecord(asRecord(entry)[inner]),
  }));
}
