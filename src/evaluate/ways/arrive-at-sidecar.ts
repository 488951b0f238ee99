/** Whether a call gets through the TLS layer of a sidecar: PeerAuthentication and trust domains. */
import type { MeshSettings } from '../../policy/mesh-settings';
import { ownTrustDomains } from '../../policy/mesh-settings';
import type { Mesh, Workload } from '../../policy/model';
import type { EffectiveMode } from '../../policy/mtls-mode';
import { mtlsMode } from '../../policy/mtls-mode';
import type { PortProtocol } from '../../policy/port-protocol';
import { workloadPortProtocol } from '../../policy/port-protocol';
import type { Arrival, Call, Refusal } from '../matching/arrival';
import { addressOf, ownTlsOf, refused, takeAs } from '../matching/arrival';
import type { ProxyOrders } from '../proxies/policies-at-proxy';

/** A port of a sidecar, as it is before any call comes. */
export interface SidecarListener {
  readonly kind: 'sidecar';
  readonly config: ProxyOrders;
  readonly port: number;
  readonly protocol: PortProtocol;
  readonly mode: EffectiveMode;
}

/** This port of the workload's sidecar. */
export function sidecarListener(mesh: Mesh, workload: Workload, port: number, config: ProxyOrders): SidecarListener {
  const protocol = workloadPortProtocol(mesh, workload, port);
  return { kind: 'sidecar', config, port, protocol, mode: mtlsMode(mesh, workload, port) };
}

/** The call to this port, at the sidecar. */
export function arriveAtSidecar(listener: SidecarListener, call: Call): Arrival | Refusal {
  const { config, port, protocol } = listener;
  const handshake = shakeHands(listener, call);
  if (handshake.kind === 'refused') return handshake;
  // DISABLE: the bytes of the TLS handshake are passed on as they are, so there is no HTTP to be seen
  const http = handshake.opaque ? undefined : call.http;
  const taken = takeAs(protocol, http, 'sidecar');
  if (taken.kind === 'refused') return taken;
  return {
    kind: 'arrived',
    proxy: config.proxy,
    trustedProxies: 1, // whoever is in front: any caller inside the mesh is believed
    tls: handshake.peer !== undefined,
    source: addressOf(call.caller.ip),
    connection: addressOf(call.caller.ip),
    destination: addressOf(call.ip),
    port,
    sni: handshake.seesTls ? sniOf(call) : '',
    ...(handshake.peer === undefined ? {} : { peer: handshake.peer }),
    ...(taken.http === undefined ? {} : { http: taken.http }),
  };
}

/**
 * The call in a tunnel of HBONE that ends at the sidecar itself: in it nothing speaks TLS, so that PeerAuthentication
 * has no say, and policies know whose tunnel it is. Read from istiod's source, and not measured; what addresses they
 * see is not known.
 * @see istio pilot/pkg/networking/core/listener_inbound.go, `buildInboundHBONEListeners`
 */
export function arriveInTunnel({ config, port, protocol }: SidecarListener, call: Call): Arrival | Refusal {
  const { caller, http } = call;
  if (caller.kind !== 'mtls') return refused('sidecar', 'mtls', 'only mTLS tunnels lead there');
  const peer = trustedPeer(config.settings, caller.identity);
  if (peer === undefined) {
    return refused('sidecar', 'mtls', `the trust domain of \`${caller.identity}\` is none of the mesh's`);
  }
  const taken = takeAs(protocol, http, 'sidecar');
  if (taken.kind === 'refused') return taken;
  return {
    kind: 'arrived',
    proxy: config.proxy,
    peer,
    trustedProxies: 1,
    tls: false,
    source: { kind: 'unknown' },
    connection: { kind: 'unknown' },
    destination: addressOf(call.ip),
    port,
    sni: '',
    ...(taken.http === undefined ? {} : { http: taken.http }),
  };
}

/** Envoy lower-cases the server name; the policy's pattern stays as it is. */
export function sniOf({ caller, ...sent }: Call): string {
  return (caller.sni ?? ownTlsOf(sent)?.sni ?? '').toLowerCase();
}

/** The SPIFFE id of an identity, if its trust domain is one that this mesh lets in. */
export function trustedPeer(settings: MeshSettings, identity: string): string | undefined {
  const trusted = [...ownTrustDomains(settings), ...settings.caTrustDomains];
  return trusted.some((domain) => identity.startsWith(`${domain}/`)) ? `spiffe://${identity}` : undefined;
}

/** `opaque`: TLS that is passed on unread; `seesTls`: its server name is read all the same. */
type Handshake =
  Refusal | { readonly kind: 'done'; readonly peer?: string; readonly opaque: boolean; readonly seesTls: boolean };

/** @see istio pilot/pkg/networking/core/filterchain_options.go, and policy_applier.go `InboundMTLSSettings` */
function shakeHands({ config, port, protocol, mode }: SidecarListener, { caller, handshake }: Call): Handshake {
  switch (caller.kind) {
    case 'plaintext':
      if (handshake !== undefined) return passUnread(port, protocol, mode);
      return mode === 'STRICT'
        ? refused('sidecar', 'mtls', `port ${port} takes mTLS only, and the caller speaks plaintext`)
        : { kind: 'done', opaque: false, seesTls: false };
    case 'tls':
      return passUnread(port, protocol, mode);
    case 'mtls': {
      if (mode === 'DISABLE') {
        return protocol === 'http'
          ? refused('sidecar', 'mtls', `port ${port} takes plaintext only, and the caller speaks mTLS`)
          : { kind: 'done', opaque: true, seesTls: false };
      }
      const peer = trustedPeer(config.settings, caller.identity);
      return peer === undefined
        ? refused('sidecar', 'mtls', `the trust domain of \`${caller.identity}\` is none of the mesh's`)
        : { kind: 'done', peer, opaque: false, seesTls: true };
    }
  }
}

/** TLS that is not the mesh's: a port that does not read it as HTTP passes it on to the application. */
function passUnread(port: number, protocol: PortProtocol, mode: EffectiveMode): Handshake {
  const spoken = 'the caller speaks TLS without an identity of the mesh';
  if (mode === 'STRICT') return refused('sidecar', 'mtls', `port ${port} takes mTLS only, and ${spoken}`);
  if (protocol === 'http') return refused('sidecar', 'mtls', `port ${port} is declared as HTTP, and ${spoken}`);
  return { kind: 'done', opaque: true, seesTls: mode === 'PERMISSIVE' };
}
