/** Whether a call gets into the waypoint of a Service, a ServiceEntry or a pod, and what the waypoint sees of it. */
import { tryIpAddress } from '../../policy/ip-block';
import type { Service, ServicePort } from '../../policy/model';
import type { EntryPort, ServiceEntry } from '../../policy/model-service-entry';
import type { PortProtocol } from '../../policy/port-protocol';
import { protocolOf, servicePortProtocol } from '../../policy/port-protocol';
import type { Arrival, Call, Refusal } from '../matching/arrival';
import { addressOf, refused, takeAs } from '../matching/arrival';
import type { ProxyOrders } from '../proxies/policies-at-proxy';
import { sniOf, trustedPeer } from './arrive-at-sidecar';

/** What a waypoint has for one port of a Service, a ServiceEntry or a pod, before any call comes. */
export interface WaypointListener {
  readonly kind: 'waypoint';
  readonly config: ProxyOrders;
  readonly port: number;
  readonly protocol: PortProtocol;
  /** that of what is called, when it is known */
  readonly address: string | undefined;
}

/** The listener for this port of the Service. */
export function serviceListener(service: Service, port: ServicePort, config: ProxyOrders): WaypointListener {
  return {
    kind: 'waypoint',
    config,
    port: port.port,
    protocol: servicePortProtocol(port),
    address: service.clusterIP,
  };
}

/** The listener for this port of the ServiceEntry. */
export function entryListener({ addresses }: ServiceEntry, port: EntryPort, config: ProxyOrders): WaypointListener {
  const [address, ...others] = addresses;
  return {
    kind: 'waypoint',
    config,
    port: port.number,
    protocol: protocolOf(port.protocol),
    address: others.length > 0 || tryIpAddress(address ?? '') === undefined ? undefined : address,
  };
}

/** The listener for the pods' own addresses, which finds out what is spoken. */
export function podListener(port: number, address: string | undefined, config: ProxyOrders): WaypointListener {
  return { kind: 'waypoint', config, port, protocol: 'auto', address };
}

/** The call, at the waypoint: ports and addresses are those of the Service or the pod that it is for. */
export function arriveAtWaypoint(listener: WaypointListener, call: Call): Arrival | Refusal {
  const { caller, ip, http } = call;
  const { config, port, protocol, address } = listener;
  if (caller.kind !== 'mtls') return refused('waypoint', 'mtls', 'only mTLS tunnels lead to a waypoint');
  const peer = trustedPeer(config.settings, caller.identity);
  if (peer === undefined) {
    return refused('waypoint', 'mtls', `the trust domain of \`${caller.identity}\` is none of the mesh's`);
  }
  const taken = takeAs(protocol, http, 'waypoint');
  if (taken.kind === 'refused') return taken;
  return {
    kind: 'arrived',
    proxy: config.proxy,
    peer,
    trustedProxies: 1, // as at a sidecar
    tls: false, // the tunnel is mTLS; what comes out of it is not
    // the direct peer of the inner listener is Envoy itself, which has no IP address
    source: { kind: 'none' },
    connection: addressOf(caller.ip),
    destination: addressOf(ip ?? address),
    port,
    sni: protocol === 'tls' ? sniOf(call) : '',
    ...(taken.http === undefined ? {} : { http: taken.http }),
  };
}
