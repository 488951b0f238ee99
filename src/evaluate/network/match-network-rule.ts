/** Whether a rule of a NetworkPolicy grants a connection: its peers and its ports, each on their own. */
import type { IpAddress } from '../../policy/ip-block';
import { isWithin } from '../../policy/ip-block';
import type { NetworkPeer, NetworkPort, NetworkRule, Transport } from '../../policy/network-policy';
import type { InformedAnswer } from '../matching/informed-answer';
import { answerOf, bothOf, NO, sameOf, someOf, unknownFor, YES } from '../matching/informed-answer';
import type { Endpoint, PodEndpoint } from './endpoint';
import { matchesSelector } from './known-labels';

/** A connection, by what plugins see of it. The port is the called pod's own. */
export interface Connection {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly port: number;
  readonly transport: Transport;
}

/** The one named port of the container that injection adds. @see istio injection-template.yaml, `http-envoy-prom` */
const METRICS = { name: 'http-envoy-prom', port: 15090 };

/** Whether the end that is not isolated is among the rule's peers. `namespace` is the policy's own. */
export function matchesPeers({ peers }: NetworkRule, namespace: string, end: Endpoint): InformedAnswer {
  if (peers.kind === 'anyone') return YES;
  return someOf(peers.peers, (peer) => matchesPeer(peer, namespace, end));
}

/** Whether the called port is among the rule's ports. */
export function matchesPorts({ ports }: NetworkRule, connection: Connection): InformedAnswer {
  if (ports.kind === 'any') return YES;
  return someOf(ports.ports, (port) => matchesPort(port, connection));
}

function matchesPeer(peer: NetworkPeer, namespace: string, end: Endpoint): InformedAnswer {
  if (peer.kind === 'block') return matchesBlock(peer, end);
  switch (end.kind) {
    case 'pod':
      return asOnHost(
        end,
        bothOf(
          matchesNamespace(peer, namespace, end.namespace, end.namespaceLabels),
          matchesSelector(peer.pods, end.labels),
        ),
      );
    case 'outside':
      return NO; // selectors see pods only
    case 'unknown': {
      const isThere =
        end.namespace === undefined ? YES : matchesNamespace(peer, namespace, end.namespace.name, end.namespace.labels);
      return isThere.is === 'no' ? NO : unknownFor(end.missing);
    }
  }
}

type PodPeer = Extract<NetworkPeer, { kind: 'pods' }>;

function matchesNamespace(peer: PodPeer, own: string, name: string, labels: PodEndpoint['labels']): InformedAnswer {
  return peer.namespaces.kind === 'own' ? answerOf(name === own) : matchesSelector(peer.namespaces.selector, labels);
}

/**
 * On the host's network a pod may be seen as itself or as its node, which no selector matches.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods
 */
export function asOnHost(pod: PodEndpoint, answer: InformedAnswer): InformedAnswer {
  if (!pod.hostNetwork || answer.is === 'no') return answer;
  return unknownFor(`whether the network plugin tells ${pod.shown}, which is on the host's network, from its node`);
}

/**
 * A block matches the address of a pod as any other: no field comment exempts pods, and Kubernetes' own end-to-end
 * tests expect it (Cilium deviates).
 * @see kubernetes test/e2e/network/netpol/network_policy.go, "should allow egress access to server in CIDR block"
 */
function matchesBlock(block: Extract<NetworkPeer, { kind: 'block' }>, { addresses }: Endpoint): InformedAnswer {
  const { candidates, missing } = addresses;
  if (missing !== undefined) return unknownFor(`${missing}, which block \`${block.shown}\` may hold`);
  const isIn = (address: IpAddress): boolean =>
    isWithin(block.cidr, address) && !block.except.some((hole) => isWithin(hole, address));
  return sameOf(
    candidates,
    (address) => answerOf(isIn(address)),
    `which of several addresses is used, of which block \`${block.shown}\` holds some`,
  );
}

function matchesPort(port: NetworkPort, { destination, port: called, transport }: Connection): InformedAnswer {
  if (port.transport !== transport) return NO;
  switch (port.kind) {
    case 'all':
      return YES;
    case 'range':
      return answerOf(port.first <= called && called <= port.last);
    case 'named':
      return matchesName(port.name, destination, called, transport);
  }
}

/** The name is that of a port of the called pod, of any of its containers; nothing else has port names. */
function matchesName(name: string, destination: Endpoint, called: number, transport: Transport): InformedAnswer {
  if (destination.kind === 'outside') return NO;
  if (destination.kind === 'unknown') return unknownFor(destination.missing);
  if (destination.ports === undefined) return unknownFor(`the container ports of ${destination.shown}`);
  if (destination.ports.some((port) => port.name === name && port.transport === transport && port.port === called)) {
    return YES;
  }
  const isInjected = name === METRICS.name && called === METRICS.port && transport === 'TCP';
  return isInjected ? unknownFor(`whether ${destination.shown} has Istio's sidecar, whose port \`${name}\` is`) : NO;
}
