/** Which words may name a Kubernetes object, a label, or a host: each check returns what is wrong, or nothing. */

import { shown } from './shown';

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** A name such as of a namespace: a DNS label of at most 63 characters (RFC 1123). */
export function checkDnsLabel(what: string, value: string): string | undefined {
  if (typeof value !== 'string') return notText(what, value);
  if (DNS_LABEL.test(value)) return undefined;
  return `${what} \`${value}\` is not a DNS label: use at most 63 of \`a-z\`, \`0-9\` and \`-\`, beginning and ending with a letter or digit${suggestLabel(value)}`;
}

/** A name such as of a ServiceAccount: a DNS subdomain of at most 253 characters (RFC 1123). */
export function checkDnsSubdomain(what: string, value: string): string | undefined {
  if (typeof value !== 'string') return notText(what, value);
  if (value.length <= 253 && DNS_SUBDOMAIN.test(value)) return undefined;
  return `${what} \`${value}\` is not a DNS name: use at most 253 of \`a-z\`, \`0-9\`, \`-\` and \`.\`, each part beginning and ending with a letter or digit${suggestLabel(value)}`;
}

/** Whether it is a whole host name: several DNS labels, of which the last is no number. */
export function isFullHost(host: string): boolean {
  return checkDnsSubdomain('host', host) === undefined && /\.[a-z0-9-]*[a-z][a-z0-9-]*$/.test(host);
}

/** The labels of a selector: at least one, with keys and values that a pod can carry, and no wildcard. */
export function checkSelectorLabels(labels: Readonly<Record<string, string>>): string[] {
  if (typeof labels !== 'object' || labels === null || Array.isArray(labels)) {
    return [`the selector is \`${shown(labels)}\`; give labels such as \`{ app: 'backend' }\``];
  }
  const entries = Object.entries(labels);
  if (entries.length === 0) {
    return ['the selector has no labels, so it would select every workload of the namespace; name at least one label'];
  }
  return entries.flatMap(([key, value]) => {
    const problems: string[] = [];
    if (!isLabelKey(key)) {
      problems.push(
        `label key \`${key}\` is not one that a pod can carry; use letters, digits, \`-\`, \`_\` and \`.\`, without wildcards`,
      );
    }
    if (typeof value !== 'string') {
      problems.push(
        `label \`${key}\` has the value \`${shown(value)}\`, which is not text; Kubernetes would drop it and the selector would widen`,
      );
    } else if (value !== '' && !LABEL_NAME.test(value)) {
      problems.push(
        `label value \`${value}\` of \`${key}\` is not one that a pod can carry; selectors compare exactly, without wildcards`,
      );
    }
    return problems;
  });
}

/** A host of the `Host` header: `name`, `*.name` or `name*`, with a port if the header carries one. */
export function checkHost(value: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) {
    return `host \`${value}\` has a scheme, which no \`Host\` header has; write \`${value.replace(/^[^:]*:\/\//, '').replace(/\/.*$/, '')}\``;
  }
  if (value === '' || /[\s/?#]/.test(value)) {
    return `host \`${value}\` can never match a \`Host\` header; use a host name such as \`api.example.com\`, \`*.example.com\` or \`api.example.com:*\``;
  }
  return checkWildcard('host', value);
}

/** Istio knows `*` alone, at the beginning, or at the end; anywhere else it is a literal star. */
export function checkWildcard(what: string, value: string): string | undefined {
  const inner = value.replace(/^\*/, '').replace(/\*$/, '');
  const bothEnds = value.length > 1 && value.startsWith('*') && value.endsWith('*');
  if (!inner.includes('*') && !bothEnds) return undefined;
  return `${what} \`${value}\` has \`*\` where Istio reads it literally; one \`*\` may stand at the beginning or at the end`;
}

/** Whether a pod can carry a label of this key: a name, and before it maybe a DNS name and `/`. */
export function isLabelKey(key: string): boolean {
  const [name = '', prefix, ...rest] = key.split('/').reverse();
  const isPrefixed = prefix !== undefined;
  return (
    LABEL_NAME.test(name) && rest.length === 0 && (!isPrefixed || (prefix.length <= 253 && DNS_SUBDOMAIN.test(prefix)))
  );
}

/** What is wrong with a label value, or nothing. */
export function checkLabelValue(key: string, value: string): string | undefined {
  if (typeof value !== 'string') return notText(`label \`${key}\``, value);
  return value === '' || LABEL_NAME.test(value)
    ? undefined
    : `label value \`${value}\` of \`${key}\` is not valid; use at most 63 letters, digits, \`-\`, \`_\` and \`.\``;
}

function notText(what: string, value: unknown): string {
  return `${what} is \`${shown(value)}\`; give a text`;
}

function suggestLabel(value: string): string {
  const fixed = String(value)
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63);
  return fixed === '' || fixed === value ? '' : `, such as \`${fixed}\``;
}
