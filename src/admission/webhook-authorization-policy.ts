/** What Istio's webhook says of an AuthorizationPolicy. */
import type { Findings } from './admission';
import { keyProblem, valueProblems } from './condition-values';
import { at, child, children, isSet, type Message, text, texts } from './message';
import { checkTargeting } from './selection';
import { checkOperation, checkSource } from './rule-values';

const WORKLOAD_ATTRIBUTES = [
  'namespaces',
  'notNamespaces',
  'serviceAccounts',
  'notServiceAccounts',
  'trustDomains',
  'notTrustDomains',
  'principals',
  'notPrincipals',
  'requestPrincipals',
  'notRequestPrincipals',
];
const WORKLOAD_KEYS = ['source.namespace', 'source.serviceAccount', 'source.trustDomain', 'source.principal'];

/** Fields of a source that also hold on TCP, as the webhook counts them: `trustDomains` are forgotten. */
const TCP_SOURCE = [
  'principals',
  'notPrincipals',
  'ipBlocks',
  'notIpBlocks',
  'namespaces',
  'notNamespaces',
  'remoteIpBlocks',
  'notRemoteIpBlocks',
  'serviceAccounts',
  'notServiceAccounts',
];

/** @see istio pkg/config/validation/validation.go, `ValidateAuthorizationPolicy` */
export function checkAuthorizationPolicy(spec: Message, findings: Findings): void {
  checkTargeting(spec, findings);
  const action = text(spec, 'action') || 'ALLOW';
  const rules = children(spec, 'rules');
  if (['CUSTOM', 'DENY'].includes(action) && rules.length === 0)
    findings.reject(
      at(spec, 'rules'),
      `action \`${action}\` without rules never does anything; write \`rules: [{}]\` if every request is meant`,
    );
  const provider = child(spec, 'provider');
  if (action === 'CUSTOM' && rules.length > 0 && (provider === undefined || text(provider, 'name') === ''))
    findings.reject(at(spec, 'provider.name'), 'action `CUSTOM` needs the name of an extension provider of the mesh');
  if (action !== 'CUSTOM' && provider !== undefined)
    findings.reject(at(spec, 'provider'), `action \`${action}\` takes no provider; remove it, or use \`CUSTOM\``);
  for (const rule of rules) {
    if (action === 'CUSTOM') checkCustomRule(rule, findings);
    checkRule(rule, findings);
    if (action === 'DENY') warnOfTcp(rule, findings);
  }
}

/** The external authorizer is asked before identities are known. */
function checkCustomRule(rule: Message, findings: Findings): void {
  for (const source of children(rule, 'from').map((from) => child(from, 'source')))
    for (const name of WORKLOAD_ATTRIBUTES)
      if (source !== undefined && isSet(source, name))
        findings.reject(
          at(source, name),
          `action \`CUSTOM\` does not support \`${name}\`; use it in an ALLOW or DENY policy`,
        );
  for (const condition of children(rule, 'when')) {
    const key = text(condition, 'key');
    if (WORKLOAD_KEYS.includes(key) || key.startsWith('request.auth.'))
      findings.reject(
        at(condition, 'key'),
        `action \`CUSTOM\` does not support \`${key}\`; use it in an ALLOW or DENY policy`,
      );
  }
}

function checkRule(rule: Message, findings: Findings): void {
  for (const from of children(rule, 'from')) checkSource(from, findings);
  for (const to of children(rule, 'to')) checkOperation(to, findings);
  for (const condition of children(rule, 'when')) checkCondition(condition, findings);
}

function checkCondition(condition: Message, findings: Findings): void {
  const key = text(condition, 'key');
  if (key === '')
    return findings.reject(at(condition, 'key'), 'a condition needs a key, such as `request.headers[x-name]`');
  if (!isSet(condition, 'values') && !isSet(condition, 'notValues'))
    return findings.reject(
      condition.field,
      `condition \`${key}\` needs \`values\` or \`notValues\`; use \`*\` for "present"`,
    );
  findings.reject(at(condition, 'key'), keyProblem(key));
  for (const name of ['values', 'notValues'])
    for (const problem of valueProblems(key, texts(condition, name))) findings.reject(at(condition, name), problem);
}

/** On TCP ports, HTTP fields of a DENY rule are left out, so that the rule denies more than it says. */
function warnOfTcp(rule: Message, findings: Findings): void {
  const sources = children(rule, 'from').flatMap((from) => child(from, 'source') ?? []);
  const operations = children(rule, 'to').flatMap((to) => child(to, 'operation') ?? []);
  const tcpInFrom = sources.some((source) => TCP_SOURCE.some((name) => isSet(source, name)));
  const tcpInTo = operations.some((operation) => isSet(operation, 'ports') || isSet(operation, 'notPorts'));
  const widened = operations.length > 0 ? !tcpInTo : sources.length > 0 && !tcpInFrom;
  if (widened)
    findings.warn(
      rule.field,
      'this DENY rule has HTTP fields only, so it denies all traffic to TCP ports in its scope; name `ports` as well',
    );
}
