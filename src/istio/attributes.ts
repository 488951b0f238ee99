/** Which keys a `when` condition may have, and which values each takes. */
import { checkIpBlock, checkNamespacePattern, checkPrincipalPattern, checkRequestPrincipal } from './identity';
import { checkPort } from './ports';

interface Attribute {
  /** only an HTTP proxy knows it */
  readonly http: boolean;
  readonly check?: (value: string) => string | undefined;
}

/** @see istio pilot/pkg/security/authz/model/model.go, and pkg/config/security/security.go `ValidateAttribute` */
const PLAIN: ReadonlyMap<string, Attribute> = new Map([
  ['source.ip', { http: false, check: checkIpBlock }],
  ['remote.ip', { http: false, check: checkIpBlock }],
  ['source.namespace', { http: false, check: checkNamespacePattern }],
  ['source.principal', { http: false, check: checkPrincipalPattern }],
  ['source.serviceAccount', { http: false }],
  ['source.trustDomain', { http: false }],
  ['request.auth.principal', { http: true, check: checkRequestPrincipal }],
  ['request.auth.audiences', { http: true }],
  ['request.auth.presenter', { http: true }],
  ['destination.ip', { http: false, check: checkIpBlock }],
  ['destination.port', { http: false, check: checkPortText }],
  ['connection.sni', { http: false, check: checkSni }],
]);

/** Keys that go on in brackets, all of which only an HTTP proxy knows. */
interface BracketedKey {
  readonly brackets: RegExp;
  readonly example: string;
}

const BRACKETED: ReadonlyMap<string, BracketedKey> = new Map([
  ['request.headers', { brackets: /^\[[^[\]\s]+\]$/, example: 'request.headers[x-name]' }],
  ['request.auth.claims', { brackets: /^(\[[^[\]]+\])+$/, example: 'request.auth.claims[name]' }],
]);
const EXPERIMENTAL = /^experimental\.envoy\.filters\.[^[\]]+\[[^[\]]+\]$/;
const REMOVED = ['destination.namespace', 'destination.name', 'destination.user', 'destination.labels'];

/** What is wrong with a `when` key, or nothing. */
export function checkConditionKey(key: string): string | undefined {
  const base = baseOf(key);
  if (/\[["'`]|["'`]\]/.test(key)) {
    return `condition key \`${key}\` has quotes, which Istio takes as part of the name, so the condition never sees the value; write \`${key.replace(/["'`]/g, '')}\``;
  }
  if (PLAIN.has(key) || EXPERIMENTAL.test(key)) return undefined;
  const bracketed = BRACKETED.get(base);
  if (bracketed !== undefined) {
    return bracketed.brackets.test(key.slice(base.length))
      ? undefined
      : `condition key \`${key}\` names nothing; write \`${bracketed.example}\``;
  }
  if (REMOVED.includes(base))
    return `condition key \`${key}\` was removed from Istio; choose the workload by the target of the route`;
  return `condition key \`${key}\` is unknown to Istio, which would drop the whole rule; use one of ${[...PLAIN.keys(), 'request.headers[…]', 'request.auth.claims[…]'].map((k) => `\`${k}\``).join(', ')}`;
}

/** What is wrong with a value of a `when` condition, or nothing. */
export function checkConditionValue(key: string, value: string): string | undefined {
  if (value === '') return `condition \`${key}\` has an empty value, which Istio refuses; use \`*\` for "present"`;
  return PLAIN.get(key)?.check?.(value);
}

/**
 * Whether only an HTTP proxy knows the attribute: on a TCP port such an ALLOW rule is dropped and such a DENY condition
 * ignored.
 */
export function isHttpAttribute(key: string): boolean {
  return PLAIN.get(key)?.http ?? BRACKETED.has(baseOf(key));
}

/** The key without its brackets. */
function baseOf(key: string): string {
  return key.replace(/\[.*$/s, '');
}

function checkPortText(value: string): string | undefined {
  return checkPort(/^\d+$/.test(value) ? Number(value) : NaN, value);
}

/** Envoy lower-cases the server name that it sees, and not the pattern. */
function checkSni(value: string): string | undefined {
  return value === value.toLowerCase()
    ? undefined
    : `server name \`${value}\` has upper case, which never matches; write \`${value.toLowerCase()}\``;
}
