/** What every pod needs that no route speaks of: names, the control plane, probes, and whoever reads metrics. */
import { checkPort } from '../istio/ports';
import { type Enforcement, isAmbient } from './enforcement';
import { type FieldChecks, judgedElsewhere, listOf } from './given-shape';
import type { NetworkGrant, OpenPorts } from './network-grants';
import { isNetworkPeer, NETWORK_PEER, NetworkPeer } from './network-peer';
import { type DirectedRules, type NetworkRule, toNetworkRules } from './network-rules';

/** What pods may reach, and who may reach them, beside the routes. */
export interface NetworkIsolationOptions {
  /**
   * Who answers DNS.
   * @default - the pods `k8s-app: kube-dns` of `kube-system`
   */
  readonly dns?: NetworkPeer[];
  /**
   * The port where DNS is answered, as the answering pods have it.
   * @default 53
   */
  readonly dnsPort?: number;
  /**
   * Where sidecars and waypoints get certificates and policies, at port 15012. Other pods of ambient need none.
   * @default - the pods `app: istiod` of the root namespace
   */
  readonly istiod?: NetworkPeer[];
  /**
   * Who reads the metrics of sidecars, at ports 15020 and 15090.
   * @default - nobody
   */
  readonly metricsFrom?: NetworkPeer[];
}

/** @see https://istio.io/latest/docs/ops/deployment/application-requirements/#ports-used-by-istio */
const ISTIOD_PORT = 15012;
const METRICS_PORTS = [15020, 15090];

/**
 * The addresses from which probes of the kubelet come in ambient. Elsewhere they come from the pod's own node, which
 * every plugin lets in.
 * @see istio cni/pkg/iptables/iptables.go, and https://istio.io/latest/docs/ambient/usage/networkpolicy/
 */
const AMBIENT_PROBES = NetworkPeer.ipBlocks('169.254.7.127', 'fd16:9254:7127:1337:ffff:ffff:ffff:ffff');

const KUBE_DNS = NetworkPeer.pods('kube-system', { 'k8s-app': 'kube-dns' });

/** The rules for pods behind this kind of proxy. @internal */
export function infrastructureRules(
  options: NetworkIsolationOptions,
  enforcement: Enforcement,
  rootNamespaces: readonly string[],
): DirectedRules {
  const { dns = [KUBE_DNS], dnsPort = 53, metricsFrom = [] } = options;
  return {
    ingress: [
      ...toNetworkRules('from', isAmbient(enforcement) ? at([AMBIENT_PROBES], 'all') : []),
      ...toNetworkRules('from', at(metricsFrom, METRICS_PORTS)),
    ],
    egress: [
      ...toNetworkRules('to', at(dns, [dnsPort])).map(overBothProtocols),
      ...controlPlaneRules(options, enforcement, rootNamespaces),
    ],
  };
}

/** How pods with this kind of proxy get certificates and policies; ztunnel gets its own. @internal */
export function controlPlaneRules(
  { istiod }: NetworkIsolationOptions,
  enforcement: Enforcement,
  rootNamespaces: readonly string[],
): NetworkRule[] {
  if (enforcement !== 'http') return [];
  const peers = istiod ?? rootNamespaces.map((namespace) => NetworkPeer.pods(namespace, { app: 'istiod' }));
  return toNetworkRules('to', at(peers, [ISTIOD_PORT]));
}

/** Connections with any of these, at these ports. */
function at(peers: readonly NetworkPeer[], ports: OpenPorts): NetworkGrant[] {
  return peers.flatMap((peer) => peer._at(ports));
}

function overBothProtocols(rule: NetworkRule): NetworkRule {
  return { ...rule, ports: rule.ports.flatMap((port) => [{ ...port, protocol: 'UDP' as const }, port]) };
}

/** The fields of the options. @internal */
export const INFRASTRUCTURE_FIELDS: FieldChecks<NetworkIsolationOptions> = {
  dns: listOf(isNetworkPeer, NETWORK_PEER),
  dnsPort: judgedElsewhere,
  istiod: listOf(isNetworkPeer, NETWORK_PEER),
  metricsFrom: listOf(isNetworkPeer, NETWORK_PEER),
};

/** What is wrong with options of the right kinds. @internal */
export function infrastructureProblems(
  { dns, dnsPort, istiod, metricsFrom }: NetworkIsolationOptions,
  enforcement: Enforcement,
  namespace: string,
): string[] {
  return [
    ...Object.entries({ dns, istiod, metricsFrom }).flatMap(([field, peers = []]) =>
      peers.flatMap((peer) => peer._problems()).map((problem) => `\`${field}\`: ${problem}`),
    ),
    dns?.length === 0
      ? '`dns` is an empty list, and without names no call would leave; name who answers, or leave it out'
      : undefined,
    dnsPort === undefined ? undefined : checkPort(dnsPort),
    istiod?.length === 0
      ? '`istiod` is an empty list, and without certificates no proxy gets ready; name its pods or addresses, or leave it out'
      : undefined,
    metricsFrom !== undefined && enforcement !== 'http'
      ? `\`metricsFrom\` opens ports of sidecars, and namespace \`${namespace}\` has none; open the port of the workload by a route instead`
      : undefined,
  ].filter((problem) => problem !== undefined);
}
