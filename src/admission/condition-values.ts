/**
 * Which values Istio's webhook takes in rules and conditions of an AuthorizationPolicy. What it takes may still never
 * match; the constructs are stricter (`src/istio`).
 */
import { isIpAddress, isIpPrefix } from './go/ip-address';
import { tryUint32 } from './go/numbers';
import { shown } from './json';

const PLAIN_KEYS = [
  'source.ip',
  'remote.ip',
  'source.namespace',
  'source.serviceAccount',
  'source.principal',
  'source.trustDomain',
  'request.auth.principal',
  'request.auth.audiences',
  'request.auth.presenter',
  'destination.ip',
  'destination.port',
  'connection.sni',
];
/** Only the beginning of these keys is looked at. */
const BRACKETED_KEYS = ['request.headers', 'request.auth.claims', 'experimental.envoy.filters.'];
const REMOVED_KEYS = ['destination.namespace', 'destination.name', 'destination.user'];
const MAX_SERVICE_ACCOUNTS = 16;

/** @see istio pkg/config/security/security.go, `ValidateAttribute` and `validateMapKey` */
export function keyProblem(key: string): string | undefined {
  if (BRACKETED_KEYS.some((prefix) => key.startsWith(prefix))) {
    const open = key.indexOf('[');
    return key.endsWith(']') && open > 0 && open < key.length - 2
      ? undefined
      : `key ${shown(key)} names nothing; write it with brackets, such as \`request.headers[x-name]\``;
  }
  if (PLAIN_KEYS.includes(key)) return undefined;
  if (REMOVED_KEYS.includes(key) || key.startsWith('destination.labels'))
    return `key ${shown(key)} was removed from Istio; choose workloads by the selector of the policy`;
  return `key ${shown(key)} is unknown to Istio; use one of ${PLAIN_KEYS.map((each) => `\`${each}\``).join(', ')}, \`request.headers[…]\`, \`request.auth.claims[…]\``;
}

/** What is wrong with the values of a condition whose key is fine. */
export function valueProblems(key: string, values: readonly string[]): readonly string[] {
  if (values.includes('')) return ['a value is empty; use `*` for "present"'];
  switch (key) {
    case 'source.ip':
    case 'remote.ip':
    case 'destination.ip':
      return ipProblems(values);
    case 'destination.port':
      return portProblems(values);
    case 'source.serviceAccount':
      return [serviceAccountProblem(values) ?? []].flat();
    case 'source.trustDomain':
      return [wildcardProblem(values) ?? []].flat();
    default:
      return [];
  }
}

/** @see istio pkg/config/security/security.go, `CheckEmptyValues` */
export function emptyValueProblem(value: string): string | undefined {
  return value === '' ? 'a value is empty; use `*` for "any", or remove it' : undefined;
}

/** @see istio pkg/config/security/security.go, `ValidateIPs` */
export function ipProblems(values: readonly string[]): readonly string[] {
  return values
    .filter((value) => !(value.includes('/') ? isIpPrefix(value) : isIpAddress(value)))
    .map((value) => `${shown(value)} is neither an IP address nor a block such as \`203.0.113.0/24\``);
}

/** @see istio pkg/config/security/security.go, `ValidatePorts` */
export function portProblems(values: readonly string[]): readonly string[] {
  return values
    .filter((value) => (tryUint32(value) ?? Infinity) > 65535)
    .map((value) => `${shown(value)} is not a port; give one number from 0 to 65535 an entry`);
}

/** @see istio pkg/config/security/security.go, `CheckServiceAccount` */
export function serviceAccountProblem(values: readonly string[]): string | undefined {
  if (values.length > MAX_SERVICE_ACCOUNTS)
    return `there are ${values.length} service accounts; at most 16 are accepted`;
  const bad = values.find((value) => !/^[^*/]+(\/[^*/]+)?$/s.test(value) || Buffer.byteLength(value) > 320);
  return bad === undefined
    ? undefined
    : `service account ${shown(bad)} is not valid; write \`name\` or \`namespace/name\`, without wildcards`;
}

/** @see istio pkg/config/security/security.go, `CheckTrustDomainValues` */
export function trustDomainProblem(values: readonly string[]): string | undefined {
  const slash = values.find((value) => value.includes('/'));
  return (
    wildcardProblem(values) ??
    (slash === undefined ? undefined : `trust domain ${shown(slash)} has \`/\`; give only the domain`)
  );
}

/** @see istio pkg/config/security/security.go, `CheckWildcardValues` */
function wildcardProblem(values: readonly string[]): string | undefined {
  const bad = values.find((value) => !/^(\*?[^*]+|[^*]+\*|\*)$/s.test(value));
  return bad === undefined
    ? undefined
    : `trust domain ${shown(bad)} is not valid; it is not empty and has at most one \`*\`, at the beginning or at the end`;
}

/**
 * Operators `{*}` and `{**}` stand alone between slashes; braces are nothing else.
 * @see istio pkg/config/security/security.go, `CheckValidPathTemplate`
 */
export function templateProblems(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => templateProblem(path) ?? []);
}

function templateProblem(path: string): string | undefined {
  const isTemplate = path.includes('{*}') || path.includes('{**}');
  let restSeen = false;
  for (const segment of path.replace(/^\/+|\/+$/g, '').split('/')) {
    if (segment === '{*}' || segment === '{**}') {
      if (restSeen) return `path ${shown(path)} has an operator after \`{**}\`, which must be the last`;
      restSeen = segment === '{**}';
    } else if (/[{}]/.test(segment)) {
      return `path ${shown(path)} has braces in ${shown(segment)}; \`{*}\` and \`{**}\` stand alone between slashes`;
    } else if (isTemplate && !/^[a-zA-Z0-9._~%!$&'()+,;:@=-]+$/.test(segment)) {
      return `path ${shown(path)} has the segment ${shown(segment)}; beside operators, segments are plain and not empty`;
    }
  }
  return undefined;
}
