/** Which servers share a port of a gateway, and which lose to those before them? */
import type { ServerHost } from '../../policy/model-gateway';
import { protocolOf } from '../../policy/port-protocol';
import type { EdgeServer } from './edge-server';
import { speaksHttp } from './edge-server';

/** Servers that are one: plaintext HTTP servers share their routes, every other server stands alone. */
export interface ServerGroup {
  readonly kind: 'http' | 'https' | 'bytes';
  /** INVARIANT: not empty; one alone unless plaintext HTTP */
  readonly servers: readonly EdgeServer[];
}

/**
 * The servers of one port, oldest first, merged. Plaintext that comes first keeps TLS out; TLS that comes first lets
 * one plaintext protocol stand beside it.
 * @see istio pilot/pkg/model/gateway.go, `mergeGateways`
 */
export function mergeServers(servers: readonly EdgeServer[]): readonly ServerGroup[] {
  const alone: ServerGroup[] = [];
  let plain: EdgeServer[] = [];
  for (const server of withoutDuplicates(servers)) {
    if (plain[0] !== undefined) {
      if (isHttp(server) && isHttp(plain[0])) plain = [...plain, server];
    } else if (!isTls(server)) {
      plain = [server];
    } else if (!alone.some((other) => haveOneName(server, other.servers[0]))) {
      alone.push({ kind: speaksHttp(server) ? 'https' : 'bytes', servers: [server] });
    }
  }
  if (plain[0] === undefined) return alone;
  return [...alone, { kind: isHttp(plain[0]) ? 'http' : 'bytes', servers: plain }];
}

/** A server with `tls` is left out as a whole when one of its hosts, as written, stands in another one before it. */
function withoutDuplicates(servers: readonly EdgeServer[]): readonly EdgeServer[] {
  const known = new Set<string>();
  return servers.filter((server) => {
    if (server.tls === 'none' && !server.httpsRedirect) return true;
    const hosts = server.hosts.map(written);
    if (hosts.some((host) => known.has(host))) return false;
    hosts.forEach((host) => known.add(host));
    return true;
  });
}

function written({ host, namespace }: ServerHost): string {
  return namespace === undefined ? host : `${namespace}/${host}`;
}

/** Routes of HTTPS are found by the names of port and Gateway. */
function haveOneName(server: EdgeServer, other: EdgeServer | undefined): boolean {
  if (other === undefined || !speaksHttp(server) || !speaksHttp(other)) return false;
  return (
    server.port === other.port &&
    server.portName === other.portName &&
    server.gateway.name === other.gateway.name &&
    server.gateway.namespace === other.gateway.namespace
  );
}

function isHttp({ protocol }: EdgeServer): boolean {
  return protocolOf(protocol) === 'http';
}

/** A plaintext HTTP server whose `tls` only redirects is none of TLS. */
function isTls({ tls }: EdgeServer): boolean {
  return tls !== 'none';
}
