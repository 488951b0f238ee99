/** What NCA supports of AuthorizationPolicies, feature by feature: a target for each, and three callers. */
import type { ApiObjectProps } from 'cdk8s';
import { workload } from './workload';

type Rules = readonly object[];

/** Of each target the rules of its ALLOW policy. */
export const FEATURES: Readonly<Record<string, Rules>> = {
  'exact-path': [to({ methods: ['GET'], paths: ['/a'] })],
  'two-rules': [
    to({ methods: ['GET', 'POST'], paths: ['/a', '/b.c/*'] }),
    to({ methods: ['DELETE'], paths: ['/d/*'] }),
  ],
  overlap: [to({ methods: ['GET'], paths: ['/api/*'] }), to({ methods: ['GET', 'PUT'], paths: ['/api/v1/*'] })],
  'suffix-path': [to({ paths: ['*/info'] })],
  'any-path': [to({ paths: ['*'] })],
  'not-path': [to({ notPaths: ['/admin/*'] })],
  'path-but': [to({ paths: ['/api/*'], notPaths: ['/api/admin/*', '/api/x'] })],
  'not-method': [to({ notMethods: ['GET'] })],
  'method-prefix': [to({ methods: ['P*'] })],
  host: [to({ hosts: ['a.example'] })],
  'not-host': [to({ notHosts: ['a.example'] })],
  'host-suffix': [to({ hosts: ['*.example'] })],
  port: [to({ ports: ['8080'] })],
  'not-port': [to({ notPorts: ['8080'] })],
  principal: [from({ principals: ['cluster.local/ns/shop/sa/web'] })],
  'principal-prefix': [from({ principals: ['cluster.local/ns/shop/*'] })],
  'principal-suffix': [from({ principals: ['*/sa/web'] })],
  'any-principal': [from({ principals: ['*'] })],
  'not-principal': [from({ notPrincipals: ['cluster.local/ns/shop/sa/web'] })],
  'other-domain': [from({ principals: ['other.example/ns/shop/sa/web'] })],
  namespace: [from({ namespaces: ['shop'] })],
  'namespace-prefix': [from({ namespaces: ['shop*'] })],
  'not-namespace': [from({ notNamespaces: ['shop'] })],
  'when-port': [{ when: [{ key: 'destination.port', values: ['8080'] }] }],
  'when-namespace': [{ when: [{ key: 'source.namespace', values: ['shop-floor'] }] }],
  'when-principal': [{ when: [{ key: 'source.principal', notValues: ['cluster.local/ns/shop/sa/web'] }] }],
  'caller-and-path': [
    { ...from({ principals: ['cluster.local/ns/shop/sa/web'] }), ...to({ methods: ['GET'], paths: ['/a/*'] }) },
    { ...from({ namespaces: ['shop-floor'] }), ...to({ methods: ['POST'], paths: ['/a/*', '*/b'] }) },
  ],
  'empty-rule': [{}],
  'no-rule': [],
};

/** Of each target the rules of its DENY policy, beside an ALLOW policy with an empty rule. */
export const DENIALS: Readonly<Record<string, Rules>> = {
  'deny-path': [{ ...from({ principals: ['cluster.local/ns/shop/sa/web'] }), ...to({ paths: ['/admin/*'] }) }],
  'deny-not-path': [to({ notPaths: ['/public/*', '/a'] })],
  'deny-not-principal': [from({ notPrincipals: ['cluster.local/ns/shop/sa/web'] })],
  'deny-not-namespace': [from({ notNamespaces: ['shop'] })],
  'deny-method': [to({ methods: ['DELETE'] })],
};

/** What NCA gives up on, each as the spec of a policy for a target that is called as the row is. */
export const GIVEN_UP: Readonly<Record<string, object>> = {
  'request-principal': allow(from({ requestPrincipals: ['https://auth.example/*'] })),
  claim: allow({ when: [{ key: 'request.auth.claims[groups]', values: ['admin'] }] }),
  header: allow({ when: [{ key: 'request.headers[x-team]', values: ['shop'] }] }),
  'client-address': allow(from({ remoteIpBlocks: ['10.0.0.0/8'] })),
  'not-address': allow(from({ notIpBlocks: ['10.0.0.0/8'] })),
  'server-name': allow({ when: [{ key: 'connection.sni', values: ['a.example'] }] }),
  'service-account': allow(from({ serviceAccounts: ['shop/web'] })),
  template: allow(to({ paths: ['/items/{*}/price'] })),
  'percent-path': allow(to({ paths: ['/a%20b'] })),
  'path-with-colon': allow(to({ paths: ['/items:search'] })),
  'path-with-star-inside': allow(to({ paths: ['/a/*/b'] })),
  audit: { action: 'AUDIT', rules: [{}] },
  custom: { action: 'CUSTOM', provider: { name: 'authorizer' }, rules: [{}] },
  'deny-without-rules': { action: 'DENY' },
  'target-ref': { targetRefs: [{ kind: 'Service', group: '', name: 'target-ref' }], rules: [{}] },
};

/** The callers, and a target for each feature. */
export function featureEstate(): readonly ApiObjectProps[] {
  return [
    ...callers(),
    ...Object.entries(FEATURES).flatMap(([name, rules]) => target(name, { action: 'ALLOW', rules })),
    ...Object.entries(DENIALS).flatMap(([name, rules]) => [
      ...target(name, { action: 'DENY', rules }),
      policy(`${name}-allow`, { selector: { matchLabels: { app: name } }, rules: [{}] }),
    ]),
  ];
}

/** The callers, and one target that NCA gives up on. */
export function givenUpEstate(name: string): readonly ApiObjectProps[] {
  return [...callers(), ...target(name, GIVEN_UP[name] as object)];
}

function callers(): readonly ApiObjectProps[] {
  const namespaces = ['shop', 'shop-floor'].map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'istio-injection': 'enabled' } },
  }));
  return [...namespaces, ...service('web', 'shop'), ...service('jobs', 'shop'), ...service('till', 'shop-floor')];
}

function target(name: string, spec: object): readonly ApiObjectProps[] {
  const selector = 'targetRefs' in spec ? {} : { selector: { matchLabels: { app: name } } };
  return [...service(name, 'shop'), policy(name, { ...selector, ...spec })];
}

function service(name: string, namespace: string): readonly ApiObjectProps[] {
  return [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } }, ...workload(name, namespace, 1)];
}

function policy(name: string, spec: object): ApiObjectProps {
  const metadata = { name, namespace: 'shop' };
  return { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata, spec };
}

function allow(rule: object): object {
  return { action: 'ALLOW', rules: [rule] };
}

function from(source: object): object {
  return { from: [{ source }] };
}

function to(operation: object): object {
  return { to: [{ operation }] };
}
