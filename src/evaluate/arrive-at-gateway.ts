/** Whether a call gets through the TLS layer of a gateway. PeerAuthentications say nothing about gateways. */
import { selects } from '../policy/in-force';
import type { Gateway, GatewayServer, Mesh, Workload } from '../policy/model';
import { protocolOf, servicesOf, targetPortOf } from '../policy/port-protocol';
import { GATEWAY_NAME_LABEL, proxyLabels } from '../policy/proxy-labels';
import { trustedProxiesOf } from '../policy/trusted-proxies';
import type { Arrival, Call, Refusal } from './arrival';
import { addressOf, lost, refused, takeAs } from './arrival';
import { sniOf } from './arrive-at-sidecar';
import type { ProxyOrders } from './policies-at-proxy';

/** A port of a gateway's pods, as it is before any call comes. */
export interface GatewayListener {
  readonly kind: 'gateway';
  readonly config: ProxyOrders;
  readonly port: number;
  readonly servers: readonly GatewayServer[];
  /** undefined when the manifests cannot tell */
  readonly trustedProxies: number | undefined;
}

/** This port of the gateway's pods. */
export function gatewayListener(mesh: Mesh, workload: Workload, port: number, config: ProxyOrders): GatewayListener {
  const trustedProxies = trustedProxiesOf(workload, mesh.settings);
  return { kind: 'gateway', config, port, servers: serversAt(mesh, workload, port), trustedProxies };
}

/** The call to this port, at the gateway. */
export function arriveAtGateway(listener: GatewayListener, call: Call): Arrival | Refusal {
  const { config, port, servers } = listener;
  const server = servers.find((candidate) => candidate.tls === 'none' || servesName(candidate, sniOf(call)));
  if (server === undefined) {
    return refused('gateway', 'network', `the gateway serves nothing at port ${port} under this server name`);
  }
  const handshake = shakeHands(server, call);
  if (handshake.kind === 'refused') return handshake;
  const taken = takeAs(isHttp(server) ? 'http' : 'tcp', call.http, 'gateway');
  if (taken.kind === 'refused') return taken;
  return {
    kind: 'arrived',
    proxy: config.proxy,
    trustedProxies: listener.trustedProxies,
    tls: isHttp(server) && server.tls !== 'none',
    source: addressOf(call.caller.ip),
    connection: addressOf(call.caller.ip),
    destination: addressOf(call.ip),
    port,
    sni: server.tls === 'none' ? '' : sniOf(call),
    ...(handshake.peer === undefined ? {} : { peer: handshake.peer }),
    ...(taken.http === undefined ? {} : { http: taken.http }),
  };
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

function shakeHands(server: GatewayServer, { caller, http }: Call): Handshake {
  const isByProxy = caller.kind === 'mtls' || caller.kind === 'tls';
  const speaksTls = isByProxy || http?.sni !== undefined || http?.tls === true;
  switch (server.tls) {
    case 'none':
      return isByProxy && isHttp(server)
        ? refused(
            'gateway',
            'mtls',
            `the server at port ${server.port} takes plaintext only, and the caller speaks ${caller.kind === 'tls' ? 'TLS' : 'mTLS'}`,
          )
        : { kind: 'done' };
    case 'auto-passthrough':
      return lost('the server passes mTLS on to another cluster, where policies are enforced', 'gateway');
    case 'passthrough':
      return { kind: 'done' };
    case 'terminated':
      return speaksTls ? { kind: 'done' } : needsTls(server);
    case 'mutual':
      if (caller.kind === 'plaintext') {
        const because = `the server at port ${server.port} asks for a certificate that the caller has not`;
        return refused('gateway', 'network', because);
      }
      return lost('which client certificates the server takes is said by its Secret', 'gateway');
    case 'istio-mutual':
      // no trust-domain check here: any identity under the same root passes
      return caller.kind === 'mtls' ? { kind: 'done', peer: `spiffe://${caller.identity}` } : needsTls(server);
  }
}

function needsTls(server: GatewayServer): Refusal {
  return refused('gateway', 'mtls', `the server at port ${server.port} asks for TLS that the caller does not speak`);
}
