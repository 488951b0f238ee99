/** Whether a call gets into a port of a gateway: is there a chain for it, and do both ends agree on TLS? */
import type { Arrival, Call, Refusal } from '../matching/arrival';
import { addressOf, lost, ownTlsOf, refused, takeAs } from '../matching/arrival';
import type { EdgeServer } from '../servers/edge-server';
import { sniOf } from './arrive-at-sidecar';
import { chainFor } from './gateway-chain';
import type { GatewayPort } from './gateway-port';

/** The call at this port: the chain for its server name, and TLS as the server wants it. */
export function arriveAtPort({ chains, config, number, trustedProxies }: GatewayPort, call: Call): Arrival | Refusal {
  const { caller, http, ip } = call;
  const name = speaksTls(call) ? sniOf(call) : '';
  const chain = chainFor(chains, name);
  if (chain === undefined) {
    const shown = name === '' ? '' : ` under server name \`${name}\``;
    return refused('gateway', 'network', `the gateway serves nothing at port ${number}${shown}`);
  }
  const { server, does } = chain;
  if (does.kind === 'lost') return lost(does.because, 'gateway');
  const handshake = shakeHands(server, call, does.kind === 'http');
  if (handshake.kind === 'refused') return handshake;
  const taken = takeAs(does.kind === 'http' ? 'http' : 'tcp', http, 'gateway');
  if (taken.kind === 'refused') return taken;
  return {
    kind: 'arrived',
    proxy: config.proxy,
    trustedProxies,
    tls: does.kind === 'http' && server.tls !== 'none',
    source: addressOf(caller.ip),
    connection: addressOf(caller.ip),
    destination: addressOf(ip),
    port: number,
    sni: server.tls === 'none' ? '' : name,
    ...(handshake.peer === undefined ? {} : { peer: handshake.peer }),
    ...(taken.http === undefined ? {} : { http: taken.http }),
  };
}

/** Whether the caller does TLS, by its proxy or by itself. */
export function speaksTls({ caller, ...sent }: Call): boolean {
  return caller.kind !== 'plaintext' || ownTlsOf(sent) !== undefined;
}

type Handshake = Refusal | { readonly kind: 'done'; readonly peer?: string };

function shakeHands(server: EdgeServer, call: Call, isHttp: boolean): Handshake {
  const { caller } = call;
  const peer = caller.kind === 'mtls' ? { peer: `spiffe://${caller.identity}` } : {};
  switch (server.tls) {
    case 'none':
      return speaksTls(call) && isHttp
        ? refused(
            'gateway',
            'network',
            `the server at port ${server.port} takes plaintext only, and the caller speaks TLS`,
          )
        : { kind: 'done' };
    case 'passthrough':
    case 'auto-passthrough':
      return { kind: 'done' };
    case 'terminated':
    case 'mutual':
    case 'istio-mutual': {
      if (server.withoutCertificate !== undefined)
        return refused('gateway', 'network', `TLS fails: ${server.withoutCertificate}`);
      if (!speaksTls(call)) {
        const because = `the server at port ${server.port} asks for TLS that the caller does not speak`;
        return refused('gateway', 'network', because);
      }
      if (server.tls === 'terminated') return { kind: 'done' };
      if (server.tls === 'mutual' && caller.kind === 'tls') {
        return lost('whether the caller has a certificate that the server takes is not known', 'gateway');
      }
      // that a certificate is one which the server trusts is what a case says by naming its identity
      return caller.kind === 'mtls'
        ? { kind: 'done', ...peer }
        : refused(
            'gateway',
            'network',
            `the server at port ${server.port} asks for a certificate that the caller has not`,
          );
    }
  }
}
