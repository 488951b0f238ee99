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

interface FieldCheck {
  readonly name: string;
  readonly fields: readonly string[];
  readonly check: ValueCheck;
}

const SOURCE_FIELDS = withTwins({
  principals: nonEmpty,
  requestPrincipals: nonEmpty,
  namespaces: nonEmpty,
  ipBlocks: ipProblems,
  remoteIpBlocks: ipProblems,
  serviceAccounts: first(serviceAccountProblem),
  trustDomains: first(trustDomainProblem),
});
const OPERATION_FIELDS = withTwins({
  hosts: nonEmpty,
  ports: portProblems,
  methods: nonEmpty,
  paths: (values) => [...nonEmpty(values), ...templateProblems(values)],
});

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

/** Each field has a twin with `not`. */
function withTwins(checks: Readonly<Record<string, ValueCheck>>): readonly FieldCheck[] {
  return Object.entries(checks).map(([name, check]) => {
    return { name, fields: [name, `not${name.charAt(0).toUpperCase()}${name.slice(1)}`], check };
  });
}

/** At least one of all fields has values. */
function checkFields(message: Message, checks: readonly FieldCheck[], findings: Findings): void {
  let filled = false;
  for (const { fields, check } of checks) {
    for (const field of fields) {
      if (!isSet(message, field)) continue;
      filled = true;
      for (const problem of check(texts(message, field))) findings.reject(at(message, field), problem);
    }
  }
  if (filled) return;
  const names = checks.map(({ name }) => `\`${name}\``).join(', ');
  findings.reject(message.field, `nothing is set; give at least one of ${names}`);
}

function nonEmpty(values: readonly string[]): readonly string[] {
  return values.flatMap((value) => emptyValueProblem(value) ?? []);
}

function first(check: (values: readonly string[]) => string | undefined): ValueCheck {
  return (values) => [check(values) ?? []].flat();
}
