/** Whether a call gets through the TLS layer of a sidecar: PeerAuthentication and trust domains. */
import { mtlsMode } from '../policy/mtls-mode';
import { ownTrustDomains } from '../policy/mesh-settings';
import type { Mesh, Workload } from '../policy/model';
import type { PortProtocol } from '../policy/port-protocol';
import { workloadPortProtocol } from '../policy/port-protocol';
import { proxyLabels } from '../policy/proxy-labels';
import type { Caller, HttpRequest, Request } from '../policy/request';
import type { Arrival, Refusal } from './arrival';
import { addressOf, lost, refused, takeAs } from './arrival';

/** The call to this port of the workload, at its sidecar. */
export function arriveAtSidecar(mesh: Mesh, workload: Workload, port: number, request: Request): Arrival | Refusal {
  const protocol = workloadPortProtocol(mesh, workload, port);
  const handshake = shakeHands(mesh, workload, port, protocol, request.from);
  if (handshake.kind === 'refused') return handshake;
  // DISABLE: the bytes of the TLS handshake are passed on as they are, so there is no HTTP to be seen
  const http = handshake.opaque ? undefined : request.http;
  const taken = takeAs(protocol, http, 'sidecar');
  if (taken.kind === 'refused') return taken;
  return {
    kind: 'arrived',
    proxy: { kind: 'sidecar', namespace: workload.namespace, labels: proxyLabels(workload) },
    trustedProxies: 1, // whoever is in front: any caller inside the mesh is believed
    tls: handshake.peer !== undefined,
    source: addressOf(request.from.ip),
    connection: addressOf(request.from.ip),
    destination: addressOf(request.to.ip),
    port,
    sni: handshake.peer === undefined ? '' : sniOf(request.http),
    ...(handshake.peer === undefined ? {} : { peer: handshake.peer }),
    ...(taken.http === undefined ? {} : { http: taken.http }),
  };
}

/** Envoy lower-cases the server name; the policy's pattern stays as it is. */
export function sniOf(http: HttpRequest | undefined): string {
  return (http?.sni ?? '').toLowerCase();
}

/** The SPIFFE id of an identity, if its trust domain is one that this mesh lets in. */
export function trustedPeer(mesh: Mesh, identity: string): string | undefined {
  const { settings } = mesh;
  const trusted = [...ownTrustDomains(settings), ...settings.caTrustDomains];
  return trusted.some((domain) => identity.startsWith(`${domain}/`)) ? `spiffe://${identity}` : undefined;
}

type Handshake = Refusal | { readonly kind: 'done'; readonly peer?: string; readonly opaque: boolean };

/** @see istio pilot/pkg/networking/core/filterchain_options.go, and policy_applier.go `InboundMTLSSettings` */
function shakeHands(mesh: Mesh, workload: Workload, port: number, protocol: PortProtocol, from: Caller): Handshake {
  const mode = mtlsMode(mesh, workload, port);
  switch (from.kind) {
    case 'workload':
      return lost("what the caller's own proxy speaks is not known at the called side; name its identity", 'sidecar');
    case 'plaintext':
      return mode === 'STRICT'
        ? refused('sidecar', 'mtls', `port ${port} takes mTLS only, and the caller speaks plaintext`)
        : { kind: 'done', opaque: false };
    case 'mtls': {
      if (mode === 'DISABLE') {
        return protocol === 'http'
          ? refused('sidecar', 'mtls', `port ${port} takes plaintext only, and the caller speaks mTLS`)
          : { kind: 'done', opaque: true };
      }
      const peer = trustedPeer(mesh, from.identity);
      return peer === undefined
        ? refused('sidecar', 'mtls', `the trust domain of \`${from.identity}\` is none of the mesh's`)
        : { kind: 'done', peer, opaque: false };
    }
  }
}
