/** Which words Istio's webhook takes for names, hosts and label maps: laxer than Kubernetes, upper case is fine. */
import { tryInteger } from './go/numbers';
import { isIpAddress, isIpPrefix } from './go/ip-address';
import { shown } from './json';

const LABEL = /^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/;
const WILDCARD_LABEL = /^(\*|(\*|\*-)?[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?)$/;
const TAG_NAME = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

/** @see istio pkg/config/labels/instance.go, `IsDNS1123Label` */
export function isLabel(value: string): boolean {
  return value.length <= 63 && LABEL.test(value);
}

/**
 * Istio's set of characters has a range from `+` to `.`, so that `,` is in it.
 * @see istio pkg/config/validation/validation.go, `validHeaderNameRegex`
 */
export function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+,\-.^_`|~A-Za-z0-9]+$/.test(name);
}

/** What is wrong with a word that must be a DNS label as Istio has it, or nothing. */
export function labelProblem(what: string, value: string): string | undefined {
  return isLabel(value)
    ? undefined
    : `${what} ${shown(value)} is not valid; use at most 63 letters, digits and \`-\`, with a letter or digit at both ends`;
}

/** @see istio pkg/config/validation/agent/validation.go, `ValidateFQDN` */
export function domainProblem(domain: string): string | undefined {
  return lengthProblem(domain) ?? labelsProblem(domain, domain);
}

/** @see istio pkg/config/validation/agent/validation.go, `ValidateWildcardDomain` */
export function wildcardDomainProblem(domain: string): string | undefined {
  const dot = domain.indexOf('.');
  const first = dot < 0 ? domain : domain.slice(0, dot);
  const tooLong = lengthProblem(domain);
  if (tooLong !== undefined) return tooLong;
  if (first.length > 63 || !WILDCARD_LABEL.test(first))
    return `host ${shown(domain)} is not valid at ${shown(first)}; write a host name, or one with \`*\` as first part`;
  return dot < 0 ? undefined : labelsProblem(domain.slice(dot + 1), domain);
}

/** @see istio pkg/config/validation/agent/validation.go, `ValidatePartialWildCard` */
export function partialWildcardProblem(host: string): string | undefined {
  return host.includes('*') && host.length !== 1 && !host.startsWith('*.')
    ? `host ${shown(host)} has a wildcard for a part of a name; write \`*.\` and whole names`
    : undefined;
}

/** @see istio pkg/config/validation/agent/validation.go, `ValidatePort` */
export function portProblem(port: number): string | undefined {
  return port >= 1 && port <= 65535 ? undefined : `port \`${port}\` is out of range; give 1 to 65535`;
}

/** @see istio pkg/config/validation/agent/validation.go, `ValidateIPAddress` */
export function ipAddressProblem(address: string): string | undefined {
  return isIpAddress(address) ? undefined : `${shown(address)} is not an IP address`;
}

/** @see istio pkg/config/validation/agent/validation.go, `ValidateIPSubnet` */
export function ipSubnetProblem(subnet: string): string | undefined {
  const block = subnet.split('/').length === 2;
  return (block ? isIpPrefix(subnet) : isIpAddress(subnet))
    ? undefined
    : `${shown(subnet)} is neither an IP address nor a block such as \`10.0.0.0/8\``;
}

/** @see istio pkg/config/validation/validation.go, `ValidateUnixAddress` */
export function socketProblem(path: string): string | undefined {
  if (path.startsWith('@') || (path.startsWith('/') && !path.endsWith('/'))) return undefined;
  return `socket \`unix://${path}\` is neither an absolute path of a file nor an abstract socket \`unix://@name\``;
}

/**
 * All that is wrong with labels which select or describe workloads.
 * @see istio pkg/config/labels/instance.go, `Validate`
 */
export function tagProblems(labels: readonly (readonly [string, string])[]): readonly string[] {
  return labels.flatMap(([key, value]) => [
    ...(isTagKey(key) ? [] : [`label key ${shown(key)} is not valid; write \`name\` or \`domain/name\``]),
    ...(value === '' || TAG_NAME.test(value)
      ? []
      : [`label value ${shown(value)} of ${shown(key)} is not one that a workload can carry`]),
  ]);
}

function isTagKey(key: string): boolean {
  const slash = key.indexOf('/');
  const [prefix, name] = slash < 0 ? [undefined, key] : [key.slice(0, slash), key.slice(slash + 1)];
  const prefixFits =
    prefix === undefined || (prefix.length <= 253 && prefix.split('.').every((part) => LABEL.test(part)));
  return prefixFits && name.length <= 63 && TAG_NAME.test(name);
}

function lengthProblem(domain: string): string | undefined {
  if (domain === '') return 'the host is empty; write a host name';
  return Buffer.byteLength(domain) > 255 ? `host ${shown(domain)} has more than 255 characters` : undefined;
}

function labelsProblem(domain: string, whole: string): string | undefined {
  const labels = domain.split('.');
  const last = labels[labels.length - 1] ?? '';
  if (tryInteger(last) !== undefined) return `host ${shown(whole)} ends in a number; write a name, not an address`;
  // One dot at the end is fine: `istio.io.` says that the name is complete.
  const checked = last === '' ? labels.slice(0, -1) : labels;
  const bad = checked.find((label) => !isLabel(label));
  return bad === undefined
    ? undefined
    : `host ${shown(whole)} is not valid at ${shown(bad)}; each part has at most 63 letters, digits and \`-\``;
}
