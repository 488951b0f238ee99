/** Which host does a short name mean, and which host has a Service? */
import { isIP } from 'node:net';
import type { ObjectName } from './metadata';

/** The domain of the cluster's Services; another one is set at installation, which manifests do not tell. */
const DOMAIN = 'svc.cluster.local';

/**
 * The host of a rule or route of this namespace: a name without dots is a Service of the namespace. A name with a dot
 * is taken as it is, also `web.shop`, which is the host of no Service.
 * @see istio pilot/pkg/model/config.go, `ResolveShortnameToFQDN`
 */
export function fullHost(host: string, namespace: string): string {
  if (host === '' || host === '*' || host.includes('.') || isIP(host) !== 0) return host;
  return `${host}.${namespace}.${DOMAIN}`;
}

/** The host of a Service. */
export function hostOf({ name, namespace }: ObjectName): string {
  return `${name}.${namespace}.${DOMAIN}`;
}

/** The Service that a full host names, whether there is one or not. */
export function tryServiceName(host: string): ObjectName | undefined {
  const [name = '', namespace = '', ...rest] = host.split('.');
  return rest.join('.') === DOMAIN && !name.includes('*') ? { namespace, name } : undefined;
}

/** Whether a host, perhaps with a leading star, covers a full host. */
export function coversHost(host: string, full: string): boolean {
  return host.startsWith('*') ? full.endsWith(host.slice(1)) : host === full;
}
