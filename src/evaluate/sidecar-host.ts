/** By which names does a sidecar know a host, and which routes of the Gateway API are for it? */
import { nameOf } from '../policy/metadata';
import type { Route } from '../policy/model-route';
import { tryServiceName } from '../policy/short-host';
import type { CalledHost } from './called-host';

/** What requests may name the host by; short names of a Service among them. */
export function namesOfHost(host: string): readonly string[] {
  const service = tryServiceName(host);
  if (service === undefined) return [host, `${host}.`];
  const { name, namespace } = service;
  return [host, `${host}.`, name, `${name}.${namespace}`, `${name}.${namespace}.svc`];
}

/** The first of these routes whose parent is the Service of the host, in words. */
export function serviceRoute(routes: readonly Route<unknown>[], { host }: CalledHost): string | undefined {
  const service = tryServiceName(host);
  const route = routes.find(({ parents }) =>
    parents.some(
      ({ kind, namespace, name }) => kind === 'Service' && namespace === service?.namespace && name === service.name,
    ),
  );
  return route === undefined ? undefined : `route \`${nameOf(route)}\` of the Gateway API`;
}
