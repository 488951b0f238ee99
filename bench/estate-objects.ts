/** The objects of the estate, each written by hand, in the order in which the constructs write them. */
import type { ApiObjectProps } from 'cdk8s';
import type { EstateSize, Service } from './estate';
import { workload } from './workload';

const ISSUER = 'https://auth.example.com';
const PORTS = ['8080'];

/** The objects of the estate, by the number of their namespace, for so many charts written one after the other. */
export function* estateObjects(
  services: readonly Service[],
  size: EstateSize,
  { charts, withWorkloads }: { readonly charts: number; readonly withWorkloads: boolean },
): Generator<{ readonly namespace: number; readonly objects: readonly ApiObjectProps[] }> {
  for (let namespace = 0; namespace < size.namespaces; namespace += 1) {
    yield { namespace, objects: namespaceObjects(`namespace-${namespace}`) };
  }
  for (let chart = 0; chart < charts; chart += 1) {
    for (const service of services) {
      const { name, namespace } = service;
      if (namespace % charts !== chart) continue;
      yield { namespace, objects: securityObjects(service, services, `namespace-${namespace}`) };
      if (withWorkloads) yield { namespace, objects: workload(name, `namespace-${namespace}`) };
    }
  }
  for (const { name, namespace, hasTokens } of services) {
    if (hasTokens) yield { namespace, objects: tokenObjects(name, `namespace-${namespace}`) };
  }
}

function namespaceObjects(name: string): ApiObjectProps[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { 'istio-injection': 'enabled' }, annotations: wave(-30) },
    },
    {
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata: { name: 'default', namespace: name, annotations: { ...wave(-20), ...PRUNE_LAST } },
      spec: { mtls: { mode: 'STRICT' } },
    },
    {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'allow-nothing', namespace: name, annotations: { ...wave(-20), ...PRUNE_LAST } },
      spec: {},
    },
  ];
}

function securityObjects(service: Service, services: readonly Service[], namespace: string): ApiObjectProps[] {
  const { name } = service;
  const selector = { matchLabels: { app: name } };
  const rules = rulesOf(service, services);
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace, annotations: wave(-25) } },
    {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: `${name}-allow`, namespace, annotations: wave(-10) },
      spec: { selector, action: 'ALLOW', ...(rules.length === 0 ? {} : { rules }) },
    },
  ];
}

function tokenObjects(name: string, namespace: string): ApiObjectProps[] {
  const selector = { matchLabels: { app: name } };
  const to = [{ operation: { paths: ['/secure', '/secure/*'], ports: PORTS } }];
  return [
    {
      apiVersion: 'security.istio.io/v1',
      kind: 'RequestAuthentication',
      metadata: { name: `${name}-jwt`, namespace, annotations: { ...wave(-15), ...PRUNE_LAST } },
      spec: { selector, jwtRules: [{ issuer: ISSUER, jwksUri: `${ISSUER}/keys` }] },
    },
    {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: `${name}-deny`, namespace, annotations: { ...wave(-10), ...PRUNE_LAST } },
      spec: {
        selector,
        action: 'DENY',
        rules: [{ from: [{ source: { notRequestPrincipals: [`${ISSUER}/*`] } }], to }],
      },
    },
  ];
}

/** Who may do what: one rule for each operation, with the principals of those who may. */
function rulesOf({ callers, hasPaths, hasTokens }: Service, services: readonly Service[]): object[] {
  const principals = callers.map((caller) => {
    const { name, namespace } = services[caller] as Service;
    return `cluster.local/ns/namespace-${namespace}/sa/${name}`;
  });
  const token = {
    from: [{ source: { requestPrincipals: [`${ISSUER}/*`] } }],
    to: [{ operation: { paths: ['/secure/*'], ports: PORTS } }],
  };
  // GET before POST, as the constructs sort rules
  const operations = hasPaths
    ? [0, 2, 1, 3].map((index) => ({ to: operation(index), from: principals.filter((_, i) => i % 4 === index) }))
    : [{ to: {}, from: principals }];
  return [
    ...(hasTokens ? [token] : []),
    ...operations
      .filter(({ from }) => from.length > 0)
      .map(({ to, from }) => ({
        from: [{ source: { principals: from.sort() } }],
        to: [{ operation: { ...to, ports: PORTS } }],
      })),
  ];
}

function operation(index: number): object {
  const resource = `/api/v1/resource-${index}`;
  return index % 2 === 0
    ? { methods: ['GET'], paths: [resource, `${resource}/*`] }
    : { methods: ['POST'], paths: [resource] };
}

const PRUNE_LAST = { 'argocd.argoproj.io/sync-options': 'PruneLast=true' };

function wave(number: number): { [key: string]: string } {
  return { 'argocd.argoproj.io/sync-wave': String(number) };
}
