/** How Istio compares hosts with wildcards, and which hosts a VirtualService of a gateway may have besides. */
import { wildcardDomainProblem } from './istio-names';
import { shown } from './json';

/** Whether some name is meant by both. @see istio pkg/config/host/name.go, `Matches` */
export function matches(one: string, other: string): boolean {
  if (one.startsWith('*') && other.startsWith('*')) {
    const [shorter, longer] = one.length < other.length ? [one, other] : [other, one];
    return longer.slice(1).endsWith(shorter.slice(1));
  }
  if (one.startsWith('*')) return other.endsWith(one.slice(1));
  if (other.startsWith('*')) return one.endsWith(other.slice(1));
  return one === other;
}

/** Whether every name that is meant by `one` is meant by `other`. @see istio pkg/config/host/name.go, `SubsetOf` */
export function isSubsetOf(one: string, other: string): boolean {
  if (!other.startsWith('*')) return one === other;
  if (!one.startsWith('*')) return one.endsWith(other.slice(1));
  return one.length >= other.length && one.slice(1).endsWith(other.slice(1));
}

/**
 * Gateways between clusters route by names such as `outbound_.80_._.web.shop.svc.cluster.local`.
 * @see istio pkg/config/validation/agent/validation.go, `ValidateWildcardDomainForVirtualServiceBoundToGateway`
 */
export function boundHostProblem(host: string, sni: boolean): string | undefined {
  if (!sni || !host.startsWith('outbound_') || Buffer.byteLength(host) > 255) return wildcardDomainProblem(host);
  const parts = host.split('_');
  const [port, name] = [parts[1] ?? '', parts[3] ?? ''];
  return parts.length >= 4 && /[0-9]/.test(port) && /[a-zA-Z]/.test(name)
    ? undefined
    : `host ${shown(host)} is not of the form \`outbound_.<port>_._.<host>\``;
}
