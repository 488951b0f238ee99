/** CEL rules of AuthorizationPolicy, RequestAuthentication and PeerAuthentication. */
import { type CelRule, keysOf } from './cel-shared';
import { tryInteger } from './go/numbers';
import { tryRequestUri } from './go/url';
import { has, isObject, shown } from './json';

/** @see istio crd-all.gen.yaml, AuthorizationPolicy `spec.rules[].from[].source` */
const serviceAccountsAlone: CelRule = (value) => {
  const accounts = ['serviceAccounts', 'notServiceAccounts'].filter((name) => has(value, name));
  const others = ['principals', 'notPrincipals', 'namespaces', 'notNamespaces'].filter((name) => has(value, name));
  if (accounts.length === 0 || others.length === 0) return undefined;
  return `\`${accounts[0]}\` stands beside \`${others[0]}\`, also an empty one counts; use either service accounts, or principals and namespaces`;
};

/** @see istio crd-all.gen.yaml, RequestAuthentication `spec.jwtRules[]` */
const oneSourceOfKeys: CelRule = (value) => {
  const there = ['jwksUri', 'jwks_uri', 'jwks'].filter((name) => has(value, name));
  return there.length <= 1
    ? undefined
    : `${there.map((name) => `\`${name}\``).join(' and ')} exclude each other; keep one source of keys`;
};

/** @see istio crd-all.gen.yaml, RequestAuthentication `spec.jwtRules[].jwksUri` */
const httpUrl: CelRule = (value) => {
  const url = typeof value === 'string' ? tryRequestUri(value) : undefined;
  return url?.scheme === 'http' || url?.scheme === 'https'
    ? undefined
    : `${shown(value)} is not a URL with \`http://\` or \`https://\``;
};

/** @see istio crd-all.gen.yaml, PeerAuthentication `spec` */
const portMtlsNeedsSelector: CelRule = (value) => {
  if (!has(value, 'portLevelMtls') || !isObject(value)) return undefined;
  const selector = value['selector'];
  const labels = isObject(selector) ? keysOf(selector['matchLabels']) : [];
  return labels.length > 0
    ? undefined
    : '`portLevelMtls` needs a `selector` with labels, as ports belong to workloads; name the workload';
};

/** @see istio crd-all.gen.yaml, PeerAuthentication `spec.portLevelMtls`; CEL's `int()` reads as Go's ParseInt does */
const portKeys: CelRule = (value) => {
  const key = keysOf(value).find((each) => {
    const port = tryInteger(each);
    return port === undefined || port < 1 || port > 65535;
  });
  return key === undefined ? undefined : `\`${key}\` is not a port; the keys are numbers from 1 to 65535, in quotes`;
};

export const SECURITY_RULES = {
  'service-accounts-alone': serviceAccountsAlone,
  'one-source-of-keys': oneSourceOfKeys,
  'http-url': httpUrl,
  'port-mtls-needs-selector': portMtlsNeedsSelector,
  'port-keys': portKeys,
} satisfies Record<string, CelRule>;
