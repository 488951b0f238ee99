/**
 * Services as users of network-config-analyzer (NCA) write them: one policy a namespace that denies all, and for each
 * service one ALLOW policy with three rules, each of one principal, method, path prefix and port.
 */
import type { ApiObjectProps } from 'cdk8s';
import { workload } from './workload';

/** How the estate looks. */
export interface NcaEstateSize {
  readonly services: number;
  readonly namespaces: number;
  /** whether each service has paths of its own (`/service-7/orders/*`), or all have the same few (`/api/orders/*`) */
  readonly prefixes: 'own' | 'shared';
}

const RESOURCES = ['orders', 'items', 'carts', 'users', 'prices', 'stock', 'reviews', 'offers'];
/** The rules of each service: how far away its caller is, and what that one may do. */
const RULES = [
  { distance: 1, method: 'GET' },
  { distance: 9, method: 'POST' },
  { distance: 23, method: 'PUT' },
] as const;

/** The objects of the estate. */
export function ncaEstate(size: NcaEstateSize): readonly ApiObjectProps[] {
  const namespaces = Array.from({ length: size.namespaces }, (_, number) => namespaceObjects(`team-${number}`));
  const services = Array.from({ length: size.services }, (_, number) => serviceObjects(number, size));
  return [...namespaces, ...services].flat();
}

function namespaceObjects(name: string): ApiObjectProps[] {
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'istio-injection': 'enabled' } } },
    policy('deny-all', name, {}),
  ];
}

function serviceObjects(number: number, size: NcaEstateSize): ApiObjectProps[] {
  const [name, namespace] = [`service-${number}`, namespaceOf(number, size)];
  const rules = RULES.map(({ distance, method }, index) => {
    const caller = (number + distance) % size.services;
    const resource = RESOURCES[(number + index) % RESOURCES.length];
    const path = size.prefixes === 'own' ? `/${name}/${resource}/*` : `/api/${resource}/*`;
    const principal = `cluster.local/ns/${namespaceOf(caller, size)}/sa/service-${caller}`;
    return {
      from: [{ source: { principals: [principal] } }],
      to: [{ operation: { methods: [method], paths: [path], ports: ['8080'] } }],
    };
  });
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } },
    ...workload(name, namespace, 1), // NCA doubles its work for a second replica, and tells the same
    policy(name, namespace, { selector: { matchLabels: { app: name } }, action: 'ALLOW', rules }),
  ];
}

function namespaceOf(number: number, { namespaces }: NcaEstateSize): string {
  return `team-${number % namespaces}`;
}

function policy(name: string, namespace: string, spec: object): ApiObjectProps {
  return { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name, namespace }, spec };
}
