/** Whether a call to a Service gets into its waypoint, and what the waypoint sees of it. */
import type { Gateway, Mesh, Service } from '../policy/model';
import { servicePortProtocol } from '../policy/port-protocol';
import type { Request } from '../policy/request';
import type { Arrival, Refusal } from './arrival';
import { addressOf, lost, refused, takeAs } from './arrival';
import { sniOf, trustedPeer } from './arrive-at-sidecar';

/** The call to this Service, at its waypoint: ports and addresses are the Service's. */
export function arriveAtWaypoint(mesh: Mesh, waypoint: Gateway, service: Service, request: Request): Arrival | Refusal {
  const { from, to } = request;
  if (from.kind !== 'mtls') return lost("only mTLS tunnels lead to a waypoint; name the caller's identity", 'waypoint');
  const peer = trustedPeer(mesh, from.identity);
  if (peer === undefined) {
    return refused('waypoint', 'mtls', `the trust domain of \`${from.identity}\` is none of the mesh's`);
  }
  const port = service.ports.find((candidate) => candidate.port === to.port);
  if (port === undefined) {
    return refused('waypoint', 'network', `Service ${service.namespace}/${service.name} has no port ${to.port}`);
  }
  const protocol = servicePortProtocol(port);
  const taken = takeAs(protocol, request.http, 'waypoint');
  if (taken.kind === 'refused') return taken;
  return {
    kind: 'arrived',
    proxy: {
      kind: 'waypoint',
      namespace: waypoint.namespace,
      gatewayName: waypoint.name,
      service: { namespace: service.namespace, name: service.name },
    },
    peer,
    trustedProxies: 1, // as at a sidecar
    tls: false, // the tunnel is mTLS; what comes out of it is not
    // the direct peer of the inner listener is Envoy itself, which has no IP address
    source: { kind: 'none' },
    connection: addressOf(from.ip),
    destination: addressOf(to.ip ?? (service.clusterIP === 'None' ? undefined : service.clusterIP)),
    port: to.port,
    sni: protocol === 'tls' ? sniOf(request.http) : '',
    ...(taken.http === undefined ? {} : { http: taken.http }),
  };
}
