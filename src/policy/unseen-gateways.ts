/**
 * Which Gateways select pods that are not among the manifests, and where do they lead? Who these are as callers, and
 * what they let in, nobody tells.
 */
import { selects } from './in-force';
import { isNamed, nameOf } from './metadata';
import type { Gateway, Labels, Mesh, ObjectName } from './model';
import type { Destination, VirtualService } from './model-virtual-service';
import { servicesOf } from './port-protocol';
import { isGateway, proxyLabels } from './proxy-labels';
import { fullHost, hostOf } from './short-host';

/** A port of a Service. */
interface NamedPort {
  readonly service: ObjectName;
  readonly port: number;
}

/** A route of such a Gateway, as far as it says where it leads. */
interface Lead {
  readonly host: string;
  /** absent: the only port of the host */
  readonly port?: number;
  readonly because: string;
}

/**
 * Tells, in sentences, why somebody may come to these ports through gateways of which nothing is known; undefined where
 * there are none of these.
 */
export function unseenGateways(mesh: Mesh): ((wanted: readonly NamedPort[]) => readonly string[]) | undefined {
  const leads = leadsIn(mesh);
  if (leads.length === 0) return undefined;
  const ofGateways = new Set(mesh.workloads.filter(isGateway).flatMap((pods) => servicesOf(mesh, pods).map(hostOf)));
  return (wanted) => {
    const hosts = wanted.map(({ service, port }) => ({ host: hostOf(service), port }));
    const found = leads.filter(
      (lead) =>
        ofGateways.has(lead.host) || // from there it may go on
        hosts.some(({ host, port }) => lead.host === host && (lead.port ?? port) === port),
    );
    return wanted.length === 0 ? [] : [...new Set(found.map(({ because }) => because))];
  };
}

function leadsIn(mesh: Mesh): readonly Lead[] {
  const { gateways, traffic, workloads } = mesh;
  const seen = workloads.filter(isGateway).map(proxyLabels);
  const unseen = gateways.filter((one) => one.api.kind === 'istio' && !seen.some(isSelectedBy(one)));
  return unseen.flatMap((gateway) =>
    traffic.virtualServices.filter(isRouteOf(gateway)).flatMap((route) => {
      const because =
        `Gateway \`${nameOf(gateway)}\`, by which VirtualService \`${nameOf(route)}\` leads there, ` +
        "selects pods that are not among the manifests; add the gateway's Deployment";
      return destinationsOf(mesh, route).map((lead) => ({ ...lead, because }));
    }),
  );
}

function isSelectedBy({ api }: Gateway): (labels: Labels) => boolean {
  return (labels) => api.kind === 'istio' && selects(api.selector, labels);
}

function isRouteOf(gateway: ObjectName): (route: VirtualService) => boolean {
  return ({ gateways }) => gateways.some((one) => one.kind === 'gateway' && isNamed(gateway)(one));
}

/** Where it sends requests, and copies of them; its delegates do so by hosts of their own namespace. */
function destinationsOf(mesh: Mesh, { namespace, http, tls, tcp }: VirtualService): readonly Omit<Lead, 'because'>[] {
  const leadTo = ({ host, port }: Destination): Omit<Lead, 'because'> => ({
    host: fullHost(host, namespace),
    ...(port === undefined ? {} : { port }),
  });
  const delegated = http.flatMap(({ action }) =>
    action.kind === 'delegate' ? mesh.traffic.virtualServices.filter(isNamed(action.to)) : [],
  );
  return [
    ...http.flatMap(({ action, mirrors }) => [...(action.kind === 'route' ? action.destinations : []), ...mirrors]),
    ...[...tls, ...tcp].flatMap(({ destinations }) => destinations),
  ]
    .map(leadTo)
    .concat(delegated.filter((one) => !isDelegating(one)).flatMap((one) => destinationsOf(mesh, one)));
}

/** istiod follows one delegate, and none of a delegate. */
function isDelegating({ http }: VirtualService): boolean {
  return http.some(({ action }) => action.kind === 'delegate');
}
