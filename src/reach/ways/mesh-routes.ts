/** Which of what is called may sidecars send elsewhere, and what else may be called so that a route leads to a port? */
import { meshVirtualServices } from '../../evaluate/routes/mesh-virtual-services';
import type { EdgeVirtualService } from '../../evaluate/routes/route-virtual-service';
import type { RouteTarget } from '../../evaluate/routes/routing';
import type { Mesh } from '../../policy/model';
import type { Destination } from '../../policy/model-virtual-service';
import { remember } from '../../policy/remember';
import type { Target } from '../../policy/request';
import { coversHost, hostOf, tryServiceName } from '../../policy/short-host';
import type { Leads } from './gateway-leads';
import type { PortTarget } from './port-target';
import { targetKey } from './port-target';
import { waysTo } from './ways-to';

/** What the VirtualServices of the `mesh` are about, whoever follows them. */
export interface MeshRoutes {
  /** whether one is about a host by which this port is called */
  readonly areAbout: (target: PortTarget) => boolean;
  /** what is called, and has no pods of this port behind it, so that a route may lead there */
  readonly detoursTo: (target: PortTarget) => readonly Target[];
}

/** The routes of this mesh. */
export function meshRoutesOf(mesh: Mesh, near: (namespace: string) => Mesh, leads: Leads): MeshRoutes {
  const followed = meshVirtualServices(mesh);
  const mayCall = remember((by: EdgeVirtualService) => calledIn(mesh, by));
  const namesOf = (target: PortTarget): readonly Target[] => waysTo(near(target.workload.namespace), target);
  return {
    areAbout: remember(
      (target) =>
        followed.length > 0 &&
        namesOf(target).some(
          (to) =>
            to.kind === 'service' &&
            followed.some(({ hosts }) => hosts.some((host) => coversHost(host, hostOf(to.service)))),
        ),
      targetKey,
    ),
    detoursTo: remember((target) => {
      const leading = followed.filter((by) => destinationsOf(mesh, by).some((to) => leads.mayLead(to, target)));
      if (leading.length === 0) return [];
      const own = new Set(namesOf(target).map(keyOf));
      const called = new Map(leading.flatMap(mayCall).map((to) => [keyOf(to), to]));
      return [...called].flatMap(([key, to]) => (own.has(key) ? [] : [to]));
    }, targetKey),
  };
}

/** The same for a Service and for one workload behind it. */
function keyOf(to: Target): string {
  return JSON.stringify(to.kind === 'service' ? [to.service.namespace, to.service.name, to.port] : to);
}

/** What is there to be called by hosts that this is about. */
function calledIn({ services, traffic }: Mesh, { hosts }: EdgeVirtualService): readonly Target[] {
  const isMeant = (full: string): boolean => hosts.some((host) => coversHost(host, full));
  return [
    ...services
      .filter((service) => isMeant(hostOf(service)))
      .flatMap(({ namespace, name, ports }) =>
        ports
          .filter(({ transport }) => transport === 'TCP')
          .map(({ port }): Target => ({ kind: 'service', service: { namespace, name }, port })),
      ),
    ...traffic.serviceEntries.flatMap((entry) =>
      entry.hosts
        .filter((host) => !host.startsWith('*') && isMeant(host))
        .flatMap((host) => entry.ports.map(({ number }): Target => ({ kind: 'host', host, port: number }))),
    ),
  ];
}

/** Where its routes may lead, those for copies among them; without a port, to any of the Service. */
function destinationsOf({ services }: Mesh, { http, tls, tcp }: EdgeVirtualService): readonly RouteTarget[] {
  const written: readonly Destination[] = [
    ...http.flatMap(({ action, mirrors }) => [...(action.kind === 'route' ? action.destinations : []), ...mirrors]),
    ...[...tls, ...tcp].flatMap(({ destinations }) => destinations),
  ];
  return written.flatMap(({ host, port }) => {
    const name = tryServiceName(host);
    const service = services.find((one) => one.namespace === name?.namespace && one.name === name.name);
    if (service === undefined) return port === undefined ? [] : [{ host, port }];
    const ports = port === undefined ? service.ports.map((one) => one.port) : [port];
    return ports.map((each) => ({ host, service: { namespace: service.namespace, name: service.name }, port: each }));
  });
}
