/**
 * Are rules alike, but for the names of their callers? Then comparing them has the same outcome: most estates say the
 * same of each of their workloads, and once is enough.
 */
import type { Identity } from '../istio/identity';
import { type ConditionValue, ofKind, textsOf } from '../policy/condition-value';
import { groupBy } from '../policy/group-by';
import { nameOf } from '../policy/metadata';
import type { Condition, Rule } from '../policy/rule';
import type { PlacedRule } from '../reach/ways/rule-reading';

/** The rules as a text. LAW: with equal texts they are, in the same order, alike but for the names of their callers. */
export function shapeOf(rules: readonly PlacedRule[]): string {
  const lists = rules.flatMap(({ rule }) => conditionsOf(rule).flatMap(({ values, notValues }) => [values, notValues]));
  const roles = rules.some(({ rule }) => conditionsOf(rule).some(asksOtherwise)) ? undefined : rolesIn(lists);
  const shown = (values: readonly ConditionValue[]): readonly string[] =>
    roles === undefined ? textsOf(values) : [...new Set(values.map((value) => roles.get(value) ?? value.text))].sort();
  const ranks = [...rules].sort(byPlace);
  return JSON.stringify(
    rules.map((placed) => [
      placed.policy.action,
      ranks.indexOf(placed),
      placed.rule.clauses.map(({ part, alternatives }) => [
        part,
        alternatives.map((all) =>
          all.map(({ attribute, field, values, notValues }) => [attribute, field, shown(values), shown(notValues)]),
        ),
      ]),
    ]),
  );
}

/** Which of two is taken for the later one: within a policy by place, else by name. */
function byPlace(a: PlacedRule, b: PlacedRule): number {
  if (a.policy === b.policy) return a.rule.index - b.rule.index;
  const [one, other] = [a, b].map(({ policy }) => nameOf(policy));
  return (one ?? '') < (other ?? '') ? -1 : 1;
}

function conditionsOf({ clauses }: Rule): readonly Condition[] {
  return clauses.flatMap(({ alternatives }) => alternatives.flat());
}

/**
 * Service accounts by the lists that they stand in, with which trust domain: those that stand in the same ones are told
 * apart by nobody, however many they are.
 */
function rolesIn(lists: readonly (readonly ConditionValue[])[]): ReadonlyMap<ConditionValue, string> {
  const identities = lists.flatMap((values, list) =>
    ofKind(values, 'principal').flatMap((value) =>
      value.identity === undefined ? [] : [{ value, list, identity: value.identity }],
    ),
  );
  const byAccount = groupBy(identities, ({ identity }) => `${identity.namespace}/${identity.serviceAccount}`);
  return new Map(
    [...byAccount.values()].flatMap((places) => {
      const role = places.map(({ list, identity }) => `${list} ${identity.trustDomain}`).join();
      return places.map(({ value, identity }) => [value, `${identity.trustDomain} in ${role}`] as const);
    }),
  );
}

/** Whether it asks for the caller, and not whether it is one of some identities: then names matter. */
function asksOtherwise(condition: Condition): boolean {
  const values = [...condition.values, ...condition.notValues];
  return isOfCaller(condition) && !values.every((value) => value.kind === 'principal' && isIssued(value.identity));
}

function isIssued(identity: Identity | undefined): boolean {
  const names = identity === undefined ? [''] : [identity.namespace, identity.serviceAccount];
  return names.every((name) => /^[-.a-z0-9]+$/.test(name));
}

function isOfCaller({ attribute }: Condition): boolean {
  switch (attribute.kind) {
    case 'principal':
    case 'namespace':
    case 'serviceAccount':
    case 'trustDomain':
      return true;
    case 'requestPrincipal':
    case 'sourceIp':
    case 'remoteIp':
    case 'host':
    case 'port':
    case 'method':
    case 'path':
    case 'destinationIp':
    case 'sni':
    case 'header':
    case 'claim':
    case 'metadata':
    case 'unreadable':
    case 'unknown':
      return false;
  }
}
