/** What Istio's webhook says of the values of `from` and `to` in an AuthorizationPolicy. */
import type { Findings } from './admission';
import {
  emptyValueProblem,
  ipProblems,
  portProblems,
  serviceAccountProblem,
  templateProblems,
  trustDomainProblem,
} from './condition-values';
import { at, child, isSet, type Message, texts } from './message';

type ValueCheck = (values: readonly string[]) => readonly string[];

const SOURCE_FIELDS: Readonly<Record<string, ValueCheck>> = {
  principals: nonEmpty,
  requestPrincipals: nonEmpty,
  namespaces: nonEmpty,
  ipBlocks: ipProblems,
  remoteIpBlocks: ipProblems,
  serviceAccounts: first(serviceAccountProblem),
  trustDomains: first(trustDomainProblem),
};
const OPERATION_FIELDS: Readonly<Record<string, ValueCheck>> = {
  hosts: nonEmpty,
  ports: portProblems,
  methods: nonEmpty,
  paths: (values) => [...nonEmpty(values), ...templateProblems(values)],
};

/** @see istio pkg/config/validation/validation.go, `ValidateAuthorizationPolicy`, the loop over `rule.From` */
export function checkSource(from: Message, findings: Findings): void {
  const source = child(from, 'source');
  if (source === undefined) return findings.reject(at(from, 'source'), 'an entry of `from` needs a `source`');
  checkFields(source, SOURCE_FIELDS, findings);
  const accounts = isSet(source, 'serviceAccounts') || isSet(source, 'notServiceAccounts');
  const others = ['principals', 'notPrincipals', 'namespaces', 'notNamespaces'].some((name) => isSet(source, name));
  if (accounts && others)
    findings.reject(source.field, '`serviceAccounts` exclude `principals` and `namespaces`; use either');
}

/** @see istio pkg/config/validation/validation.go, `ValidateAuthorizationPolicy`, the loop over `rule.To` */
export function checkOperation(to: Message, findings: Findings): void {
  const operation = child(to, 'operation');
  if (operation === undefined) return findings.reject(at(to, 'operation'), 'an entry of `to` needs an `operation`');
  checkFields(operation, OPERATION_FIELDS, findings);
}

/** Each field has a twin with `not`; at least one of all has values. */
function checkFields(message: Message, checks: Readonly<Record<string, ValueCheck>>, findings: Findings): void {
  let filled = false;
  for (const [name, check] of Object.entries(checks)) {
    for (const field of [name, `not${name.charAt(0).toUpperCase()}${name.slice(1)}`]) {
      filled = isSet(message, field) || filled;
      for (const problem of check(texts(message, field))) findings.reject(at(message, field), problem);
    }
  }
  if (!filled)
    findings.reject(
      message.field,
      `nothing is set; give at least one of ${Object.keys(checks)
        .map((name) => `\`${name}\``)
        .join(', ')}`,
    );
}

function nonEmpty(values: readonly string[]): readonly string[] {
  return values.flatMap((value) => emptyValueProblem(value) ?? []);
}

function first(check: (values: readonly string[]) => string | undefined): ValueCheck {
  return (values) => [check(values) ?? []].flat();
}
