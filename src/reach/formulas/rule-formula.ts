/** When does a rule hold that Envoy was given? The formula of its clauses. */
import type { ConditionValue } from '../../policy/condition-value';
import { ofKind, textsOf } from '../../policy/condition-value';
import type { Clause, Condition } from '../../policy/rule';
import { addressFormula } from './address-formula';
import type { Formula, Subject } from './formula';
import { allOf, ALWAYS, anyOf, constant, NEVER, not } from './formula';
import { headerFormula } from './header-formula';
import { accountForms, namespaceForms, principalForms, trustDomainForms } from './identity-forms';
import { pathForms } from './path-forms';
import type { Scene } from './scene';
import { lineForm, patternsOf, stringForm } from './string-forms';
import { claimFormula, requestPrincipalFormula } from './token-formula';
import type { TextPattern } from '../../sets/text-pattern';

/** All clauses hold, of each one alternative, with all its conditions. */
export function ruleFormula(clauses: readonly Clause[], scene: Scene): Formula {
  return allOf(
    clauses.map(({ alternatives }) =>
      anyOf(alternatives.map((conditions) => allOf(conditions.map((each) => conditionFormula(each, scene))))),
    ),
  );
}

/** One of the values, if there are any, and none of the `notValues`. A `notX` also holds when there is no X. */
export function conditionFormula(condition: Condition, scene: Scene): Formula {
  const { values, notValues } = condition;
  const hasOne = values.length === 0 ? ALWAYS : hasAny(condition, values, scene);
  return notValues.length === 0 ? hasOne : allOf([hasOne, not(hasAny(condition, notValues, scene))]);
}

function hasAny({ attribute, field }: Condition, values: readonly ConditionValue[], scene: Scene): Formula {
  const { behaviour } = scene;
  const patterns = patternsOf(values);
  switch (attribute.kind) {
    case 'principal':
      return identity(field, ofKind(values, 'principal'), (value) =>
        principalForms(value, behaviour, scene.trustDomains),
      );
    case 'namespace':
      return identity(field, ofKind(values, 'namespace'), (value) => namespaceForms(value, behaviour));
    case 'serviceAccount':
      return identity(field, ofKind(values, 'serviceAccount'), (value) =>
        accountForms(value, behaviour, scene.trustDomains),
      );
    case 'trustDomain':
      return identity(field, ofKind(values, 'trustDomain'), trustDomainForms);
    case 'sourceIp':
      return addressFormula(scene.source, values);
    case 'remoteIp':
      return addressFormula(scene.remote, values);
    case 'destinationIp':
      return addressFormula(scene.destination, values);
    case 'port':
      return constant(ofKind(values, 'port').some(({ port }) => port === scene.port));
    case 'sni':
      return texts(
        { kind: 'sni' },
        values,
        patterns.map((pattern) => stringForm(pattern)),
      );
    case 'metadata':
      return NEVER; // no filter that Istio itself installs writes such metadata
    case 'requestPrincipal':
      return scene.readsTokens ? requestPrincipalFormula(values) : NEVER;
    case 'claim':
      return scene.readsTokens ? claimFormula(attribute.path, values) : NEVER;
    case 'host': // the port is part of it, the case is not
      return onHttp(scene, () =>
        texts(
          { kind: 'host' },
          values,
          patterns.map((pattern) => lineForm(pattern, true)),
        ),
      );
    case 'method':
      return onHttp(scene, () =>
        texts(
          { kind: 'method' },
          values,
          patterns.map((pattern) => lineForm(pattern)),
        ),
      );
    case 'path':
      return onHttp(scene, () => texts({ kind: 'path' }, values, pathForms(values, behaviour)));
    case 'header':
      return onHttp(scene, () => headerFormula(attribute.name, values, scene));
    case 'unreadable':
    case 'unknown':
      return NEVER; // no rule that Envoy gets has one
  }
}

function onHttp({ chain }: Scene, formula: () => Formula): Formula {
  return chain === 'http' ? formula() : NEVER;
}

function identity<V extends ConditionValue>(
  field: string,
  values: readonly V[],
  formsOf: (value: V) => readonly TextPattern[] | undefined,
): Formula {
  const forms = values.map(formsOf);
  if (forms.includes(undefined)) {
    return { kind: 'unknown', because: `this version of Istio reads a dot in \`${field}\` as any character` };
  }
  return texts(
    { kind: 'identity' },
    values,
    forms.flatMap((each) => each ?? []),
  );
}

function texts(about: Subject, values: readonly ConditionValue[], patterns: readonly TextPattern[]): Formula {
  return { kind: 'is', literal: { about, among: { kind: 'texts', patterns }, written: textsOf(values) } };
}
