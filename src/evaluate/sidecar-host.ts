/** By which names does a sidecar know a host, and which routes of the Gateway API are for it? */
import { nameOf } from '../policy/metadata';
import type { Mesh } from '../policy/model';
import type { Route } from '../policy/model-route';
import { hostOf, tryServiceName } from '../policy/short-host';
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

/** The routes of the Gateway API that have a Service as parent: sidecars and waypoints follow them. */
export function serviceRoutesIn({ traffic }: Mesh): readonly Route<unknown>[] {
  const { httpRoutes, grpcRoutes, tlsRoutes, tcpRoutes } = traffic;
  return [...httpRoutes, ...grpcRoutes, ...tlsRoutes, ...tcpRoutes].filter(({ parents }) =>
    parents.some(({ kind }) => kind === 'Service'),
  );
}

/** The first of these routes whose parent is the Service of the host: why a call there cannot be told. */
export function serviceRoute(routes: readonly Route<unknown>[], { host }: CalledHost): string | undefined {
  const service = tryServiceName(host);
  const route = routes.find(({ parents }) =>
    parents.some(
      ({ kind, namespace, name }) => kind === 'Service' && namespace === service?.namespace && name === service.name,
    ),
  );
  return route === undefined
    ? undefined
    : `route \`${nameOf(route)}\` of the Gateway API is for calls of sidecars to \`${host}\`, which is not followed`;
}
