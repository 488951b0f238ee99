/** By which names does a sidecar know a host, and which routes of the Gateway API are for it? */
import { tryIpAddress } from '../../policy/ip-block';
import { nameOf } from '../../policy/metadata';
import type { Mesh, ObjectName } from '../../policy/model';
import type { Route } from '../../policy/model-route';
import { hostOf, tryServiceName } from '../../policy/short-host';
import { hostsOf } from '../routes/route-of-service';
import type { CalledHost } from './called-host';

/** What requests may name the host by; short names of a Service among them. */
export function namesOfHost(host: string): readonly string[] {
  const service = tryServiceName(host);
  if (service === undefined) return [host, `${host}.`];
  const { name, namespace } = service;
  return [host, `${host}.`, name, `${name}.${namespace}`, `${name}.${namespace}.svc`];
}

/** The host that a request of this namespace names: the whole one, where it may be a short name of a Service. */
export function hostNamed(written: string, namespace: string): string {
  const [name = '', space = namespace, svc = 'svc', ...others] = written.split('.');
  return svc === 'svc' && others.length === 0 ? hostOf({ name, namespace: space }) : written.replace(/\.$/, '');
}

/** Whether it is an IP address. By that of a Service sidecars know it, too, and manifests do not tell all of these. */
export function isIpHost(host: string): boolean {
  return host.includes(':') || tryIpAddress(host) !== undefined;
}

/**
 * What the host is below: of a headless Service the sidecar knows all that is.
 * @see istio pilot/pkg/networking/core/httproute.go, `generateVirtualHostDomains`
 */
export function parentsOf(host: string): readonly string[] {
  return host.split('.').map((_, index, labels) => labels.slice(index + 1).join('.'));
}

/** Routes of the Gateway API for calls to a host, and what is called so. */
export interface ServiceRoute extends ObjectName {
  readonly hosts: readonly string[];
}

/** Those for calls inside the mesh that sidecars may follow. */
export function serviceRoutesIn(mesh: Mesh): readonly ServiceRoute[] {
  const { httpRoutes, grpcRoutes } = mesh.traffic;
  return [...hostsOfEach(mesh, [...httpRoutes, ...grpcRoutes]), ...unfollowedRoutesIn(mesh)];
}

/** Those among them of which it is not told what sidecars make: of two kinds for one host, one may be passed over. */
export function unfollowedRoutesIn(mesh: Mesh): readonly ServiceRoute[] {
  const { httpRoutes, grpcRoutes, tlsRoutes, tcpRoutes } = mesh.traffic;
  const http = hostsOfEach(mesh, httpRoutes);
  const beside = hostsOfEach(mesh, grpcRoutes).filter(({ namespace, hosts }) =>
    http.some((one) => one.namespace === namespace && one.hosts.some((host) => hosts.includes(host))),
  );
  return [...hostsOfEach(mesh, [...tlsRoutes, ...tcpRoutes]), ...beside];
}

function hostsOfEach(mesh: Mesh, routes: readonly Route<unknown>[]): readonly ServiceRoute[] {
  return routes
    .map(({ namespace, name, parents }) => ({
      namespace,
      name,
      hosts: parents.flatMap((parent) => hostsOf(mesh, parent)),
    }))
    .filter(({ hosts }) => hosts.length > 0);
}

/** The first of these routes that is for the host: why a call there cannot be told. */
export function serviceRoute(routes: readonly ServiceRoute[], { host }: CalledHost): string | undefined {
  const route = routes.find(({ hosts }) => hosts.includes(host));
  return route === undefined
    ? undefined
    : `route \`${nameOf(route)}\` of the Gateway API is for calls of sidecars to \`${host}\`, which is not followed`;
}
