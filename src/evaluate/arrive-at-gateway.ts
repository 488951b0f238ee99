/** Whether a call gets through the TLS layer of a gateway. PeerAuthentications say nothing about gateways. */
import { selects } from '../policy/in-force';
import type { Gateway, GatewayServer, Mesh, Workload } from '../policy/model';
import { protocolOf, servicesOf, targetPortOf } from '../policy/port-protocol';
import { GATEWAY_NAME_LABEL, proxyLabels } from '../policy/proxy-labels';
import type { Request } from '../policy/request';
import type { Arrival, Refusal } from './arrival';
import { addressOf, lost, refused, takeAs } from './arrival';
import { sniOf } from './arrive-at-sidecar';

/** The call to this port of the gateway's pod. */
export function arriveAtGateway(mesh: Mesh, workload: Workload, port: number, request: Request): Arrival | Refusal {
  const servers = serversAt(mesh, workload, port);
  const server = servers.find((candidate) => candidate.tls === 'none' || servesName(candidate, sniOf(request.http)));
  if (server === undefined) {
    return refused('gateway', 'network', `the gateway serves nothing at port ${port} under this server name`);
  }
  const handshake = shakeHands(server, request);
  if (handshake.kind === 'refused') return handshake;
  const taken = takeAs(isHttp(server) ? 'http' : 'tcp', request.http, 'gateway');
  if (taken.kind === 'refused') return taken;
  const gatewayName = workload.labels[GATEWAY_NAME_LABEL];
  return {
    kind: 'arrived',
    proxy: {
      kind: 'gateway',
      namespace: workload.namespace,
      labels: proxyLabels(workload),
      ...(gatewayName === undefined ? {} : { gatewayName }),
    },
    trustedProxies: trustedProxies(mesh, workload),
    tls: isHttp(server) && server.tls !== 'none',
    source: addressOf(request.from.ip),
    connection: addressOf(request.from.ip),
    destination: addressOf(request.to.ip),
    port,
    sni: server.tls === 'none' ? '' : sniOf(request.http),
    ...(handshake.peer === undefined ? {} : { peer: handshake.peer }),
    ...(taken.http === undefined ? {} : { http: taken.http }),
  };
}

/** The pods' own `proxy.istio.io/config`, a YAML text, goes before the mesh's. */
function trustedProxies(mesh: Mesh, workload: Workload): number | undefined {
  const own = workload.annotations['proxy.istio.io/config'] ?? '';
  if (!own.includes('gatewayTopology')) return mesh.settings.numTrustedProxies;
  const written = own.includes('proxyProtocol') ? null : /numTrustedProxies"?\s*:\s*(\d+)/.exec(own);
  return written === null ? undefined : Number(written[1]);
}

function serversAt(mesh: Mesh, workload: Workload, port: number): readonly GatewayServer[] {
  return mesh.gateways
    .filter((gateway) => isServedBy(gateway, workload))
    .flatMap((gateway) => gateway.servers)
    .filter((server) => podPortOf(mesh, workload, server.port) === port);
}

function isServedBy(gateway: Gateway, workload: Workload): boolean {
  const { api } = gateway;
  if (api.kind === 'istio') return selects(api.selector, proxyLabels(workload));
  return gateway.namespace === workload.namespace && gateway.name === workload.labels[GATEWAY_NAME_LABEL];
}

/** A server's port is the Service's, if one has it. @see istio pilot/pkg/model/gateway.go, `resolvePorts` */
function podPortOf(mesh: Mesh, workload: Workload, port: number): number {
  const leading = servicesOf(mesh, workload)
    .flatMap((service) => service.ports)
    .find((candidate) => candidate.port === port);
  return (leading === undefined ? undefined : targetPortOf(leading, workload)) ?? port;
}

function servesName(server: GatewayServer, sni: string): boolean {
  return server.hosts.some(({ host: written }) => {
    const host = written.toLowerCase();
    if (host === '*') return true;
    return host.startsWith('*.') ? sni.endsWith(host.slice(1)) : sni === host;
  });
}

function isHttp(server: GatewayServer): boolean {
  const isEncrypted = server.tls === 'passthrough' || server.tls === 'auto-passthrough';
  return !isEncrypted && (server.protocol === 'HTTPS' || protocolOf(server.protocol) === 'http');
}

type Handshake = Refusal | { readonly kind: 'done'; readonly peer?: string };

function shakeHands(server: GatewayServer, request: Request): Handshake {
  const { from, http } = request;
  const speaksTls = from.kind === 'mtls' || http?.sni !== undefined || http?.tls === true;
  if (from.kind === 'workload') return lost('which TLS the caller speaks is not known at the gateway', 'gateway');
  switch (server.tls) {
    case 'none':
      return from.kind === 'mtls' && isHttp(server)
        ? refused(
            'gateway',
            'mtls',
            `the server at port ${server.port} takes plaintext only, and the caller speaks mTLS`,
          )
        : { kind: 'done' };
    case 'auto-passthrough':
      return lost('the server passes mTLS on to another cluster, where policies are enforced', 'gateway');
    case 'passthrough':
      return { kind: 'done' };
    case 'terminated':
      return speaksTls ? { kind: 'done' } : needsTls(server);
    case 'mutual':
      return lost('which client certificates the server takes is said by its Secret', 'gateway');
    case 'istio-mutual':
      // no trust-domain check here: any identity under the same root passes
      return from.kind === 'mtls' ? { kind: 'done', peer: `spiffe://${from.identity}` } : needsTls(server);
  }
}

function needsTls(server: GatewayServer): Refusal {
  return refused('gateway', 'mtls', `the server at port ${server.port} asks for TLS that the caller does not speak`);
}
