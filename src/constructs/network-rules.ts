/** From grants to the rules of a NetworkPolicy: each peer once, nothing twice, in an order that depends on nothing. */
import type { k8s } from 'cdk8s-plus-28';
import { includes, toNetworkPeer } from './network-end';
import { type NetworkGrant, type OpenPorts, unitePorts } from './network-grants';

/** One entry of `ingress` or `egress`. @internal */
export interface NetworkRule {
  readonly from?: k8s.NetworkPolicyPeer[];
  readonly to?: k8s.NetworkPolicyPeer[];
  readonly ports: { readonly protocol: 'TCP' | 'UDP'; readonly port?: number }[];
}

/** What pods may have come in and go out. @internal */
export interface DirectedRules {
  readonly ingress: readonly NetworkRule[];
  readonly egress: readonly NetworkRule[];
}

/** The rules for these grants: peers with the same ports stand together. @internal */
export function toNetworkRules(field: 'from' | 'to', grants: readonly NetworkGrant[]): NetworkRule[] {
  const byPorts = new Map<string, NetworkGrant[]>();
  for (const grant of withoutCovered(united(grants))) {
    const key = JSON.stringify(grant.ports);
    const same = byPorts.get(key);
    if (same === undefined) byPorts.set(key, [grant]);
    else same.push(grant);
  }
  return [...byPorts.values()].map((same) => toRule(field, same)).sort(byText);
}

function toRule(field: 'from' | 'to', grants: readonly NetworkGrant[]): NetworkRule {
  const peers = grants.map(({ end }) => toNetworkPeer(end));
  const known = peers.filter((peer) => peer !== undefined).sort(byText);
  const ports = grants[0]?.ports ?? [];
  return {
    // without peers everybody is meant
    ...(known.length < peers.length ? {} : { [field]: known }),
    ports: ports === 'all' ? [{ protocol: 'TCP' }] : ports.map((port) => ({ protocol: 'TCP', port })),
  };
}

/** One grant for each end. */
function united(grants: readonly NetworkGrant[]): NetworkGrant[] {
  const byEnd = new Map<string, NetworkGrant>();
  for (const grant of grants) {
    const key = JSON.stringify(toNetworkPeer(grant.end) ?? 'anyone');
    const known = byEnd.get(key);
    byEnd.set(key, { end: grant.end, ports: unitePorts(known?.ports ?? [], grant.ports) });
  }
  return [...byEnd.values()];
}

/** Without the ports that a wider end is granted already. INVARIANT: no end is there twice. */
function withoutCovered(grants: readonly NetworkGrant[]): NetworkGrant[] {
  const wide = grants.filter(({ end: { kind } }) => kind === 'anyone' || kind === 'anyPod' || kind === 'namespace');
  return grants
    .map((grant) => ({
      end: grant.end,
      ports: wide
        .filter((other) => other !== grant && includes(other.end, grant.end))
        .reduce((left: OpenPorts, other) => subtractPorts(left, other.ports), grant.ports),
    }))
    .filter(({ ports }) => ports.length > 0);
}

function subtractPorts(ports: OpenPorts, taken: OpenPorts): OpenPorts {
  if (taken === 'all') return [];
  return ports === 'all' ? 'all' : ports.filter((port) => !taken.includes(port));
}

function byText(a: object, b: object): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
