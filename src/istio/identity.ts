/**
 * How Istio writes identities: principals (mTLS), request principals (JWT), IP blocks. Each check returns what is
 * wrong, or nothing.
 */
import { isIP } from 'node:net';
import { checkDnsLabel, checkWildcard } from './names';
import { shown } from './shown';

const FORM = '`<trust domain>/ns/<namespace>/sa/<service account>`';
const PRINCIPAL = /^([^/*]+)\/ns\/([^/*]+)\/sa\/([^/*]+)$/;

/** The principal of a service account: `<trust domain>/ns/<namespace>/sa/<name>`, the SPIFFE id without its scheme. */
export function principalOf(trustDomain: string, namespace: string, serviceAccount: string): string {
  return `${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
}

/** An mTLS identity, taken apart. */
export interface Identity {
  readonly trustDomain: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/**
 * The identity, if the text is one: five parts, of which ztunnel lets any be empty.
 * @see ztunnel src/identity/manager.rs
 */
export function tryIdentity(text: string): Identity | undefined {
  const [trustDomain, ns, namespace, sa, serviceAccount, ...rest] = text.split('/');
  if (ns !== 'ns' || sa !== 'sa' || rest.length > 0) return undefined;
  if (trustDomain === undefined || namespace === undefined || serviceAccount === undefined) return undefined;
  return { trustDomain, namespace, serviceAccount };
}

/** The identity as a principal. */
export function toPrincipal({ trustDomain, namespace, serviceAccount }: Identity): string {
  return principalOf(trustDomain, namespace, serviceAccount);
}

/** A part of identities that policies compare by itself, or the whole. */
export type IdentityPart = 'principal' | 'namespace' | 'serviceAccount' | 'trustDomain';

/** The part, as policies write it. */
export function identityPart(part: IdentityPart, identity: Identity): string {
  switch (part) {
    case 'principal':
      return toPrincipal(identity);
    case 'namespace':
      return identity.namespace;
    case 'serviceAccount':
      return `${identity.namespace}/${identity.serviceAccount}`;
    case 'trustDomain':
      return identity.trustDomain;
  }
}

/** A trust domain: the host part of a SPIFFE id, such as `cluster.local`. */
export function checkTrustDomain(value: string): string | undefined {
  if (typeof value === 'string' && /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/.test(value)) return undefined;
  return `trust domain \`${typeof value === 'string' ? value : shown(value)}\` is not valid; it is a name such as \`cluster.local\`, without scheme, \`/\` or \`*\``;
}

/** One whole principal, without wildcards. */
export function checkPrincipal(value: string): string | undefined {
  if (typeof value !== 'string') return `principal \`${shown(value)}\` is not an identity; write ${FORM}`;
  return (
    checkScheme(value) ??
    (PRINCIPAL.test(value) ? undefined : `principal \`${value}\` is not an identity; write ${FORM}`)
  );
}

/** A principal pattern: one principal, `*`, or a principal with `*` at one end. */
export function checkPrincipalPattern(value: string): string | undefined {
  if (value === '*') return undefined;
  if (!value.startsWith('*') && !value.endsWith('*') && !value.includes('*')) return checkPrincipal(value);
  return checkScheme(value) ?? checkWildcard('principal', value);
}

/** A namespace pattern: a namespace, or one with `*`. */
export function checkNamespacePattern(value: string): string | undefined {
  if (value === '*') return undefined;
  return checkWildcard('namespace', value) ?? checkDnsLabel('namespace', value.replace(/^\*-?|-?\*$/g, '') || 'x');
}

/**
 * A request principal: `<issuer>/<subject>`, `<issuer>/*` or `*`. Istio splits at the last `/`, so an issuer URL alone
 * never matches.
 * @see istio pilot/pkg/security/authz/model/generator.go `requestPrincipalGenerator`
 */
export function checkRequestPrincipal(value: string): string | undefined {
  if (value === '*') return undefined;
  const split = value.lastIndexOf('/');
  if (split < 0 || /:\/?$/.test(value.slice(0, split))) {
    return `request principal \`${value}\` never matches, as Istio takes what follows the last \`/\` for the subject; write \`${value.replace(/[/*]+$/, '')}/*\``;
  }
  const [issuer, subject] = [value.slice(0, split), value.slice(split + 1)];
  if (
    (issuer.startsWith('*') && subject.includes('*')) ||
    issuer.endsWith('*') ||
    subject === '' ||
    /\*./.test(subject)
  ) {
    return `request principal \`${value}\` has \`*\` where Istio reads it literally; write \`<issuer>/<subject>\`, \`<issuer>/*\` or \`*\``;
  }
  return undefined;
}

/** An address or a CIDR block, of IPv4 or IPv6. */
export function checkIpBlock(value: string): string | undefined {
  const [address = '', prefix, ...rest] = value.split('/');
  const family = isIP(address);
  const bits = family === 4 ? 32 : 128;
  if (
    family !== 0 &&
    !address.includes('%') &&
    rest.length === 0 &&
    (prefix === undefined || (/^(0|[1-9]\d*)$/.test(prefix) && Number(prefix) <= bits))
  )
    return undefined;
  return `IP block \`${value}\` is neither an address nor a CIDR block; write one such as \`203.0.113.0/24\` or \`2001:db8::/32\``;
}

function checkScheme(value: string): string | undefined {
  if (!value.startsWith('spiffe://')) return undefined;
  return `principal \`${value}\` has a scheme, which Istio adds itself, so it never matches; write \`${value.slice('spiffe://'.length)}\``;
}
