/** What does the DestinationRule in force say about one port of the host, for all its pods or for a subset? */
import type { ClientTls, LoadBalancer, PortPolicy, Subset, TrafficPolicy } from '../../policy/model-destination-rule';
import type { RuleInForce } from '../routes/destination-rule';

/** What counts at the port. Istio asks several places, and not each of them falls back alike. */
export interface ClientPolicy {
  /** what the connections speak; absent: auto mTLS */
  readonly tls?: ClientTls;
  /** what single endpoints are told apart by; absent: by PeerAuthentication and sidecar */
  readonly endpointMode?: ClientTls['mode'];
  /** connections go to the address that the application chose, of which endpoints nothing is known */
  readonly isPassthrough: boolean;
  /** whether mTLS is guessed from all pods of the host at once */
  readonly guessesByPods: boolean;
  /** TCP goes through another proxy, or begins with a line that the called side must know */
  readonly detour?: string;
}

/** The policy of this rule, or of none, at a port of the host; undefined when the rule has no such subset. */
export function clientPolicyAt(
  rule: RuleInForce | undefined,
  port: number,
  subsetName: string | undefined,
): ClientPolicy | undefined {
  const whole = rule?.trafficPolicy;
  const atPort = portPolicy(whole, port);
  const isPassthrough = goesPastDiscovery(atPort.loadBalancer);
  if (subsetName === undefined) {
    return {
      ...withTls(atPort.tls, endpointModeOf(whole, port)),
      isPassthrough,
      guessesByPods: goesPastDiscovery(whole?.loadBalancer),
      ...detourOf(atPort),
    };
  }
  const subset = rule?.subsets.find(({ name }) => name === subsetName);
  if (subset === undefined) return undefined;
  const merged = mergedPolicy(atPort, subset, port);
  const own = subset.trafficPolicy;
  return {
    ...withTls(merged.tls, endpointModeOf(own, port) ?? endpointModeOf(whole, port)),
    // a subset does not undo what the rule itself made of the host
    isPassthrough: isPassthrough || goesPastDiscovery(own?.loadBalancer) || goesPastDiscovery(merged.loadBalancer),
    guessesByPods: goesPastDiscovery(own?.loadBalancer),
    ...detourOf(merged),
  };
}

type Policy = PortPolicy & Pick<TrafficPolicy, 'tunnel' | 'proxyProtocol'>;

/** The entry of the port takes the place of the whole policy. @see istio util.go, `GetPortLevelTrafficPolicy` */
function portPolicy(policy: TrafficPolicy | undefined, port: number): Policy {
  return policy?.ports.get(port) ?? policy ?? {};
}

/** What the subset says goes first; its entry of the port leaves nothing of the rule's TLS and load balancer. */
function mergedPolicy(above: Policy, { trafficPolicy }: Subset, port: number): Policy {
  if (trafficPolicy === undefined) return above;
  const own = portPolicy(trafficPolicy, port);
  if (!trafficPolicy.ports.has(port)) return { ...above, ...own };
  const { tls: _, loadBalancer: __, ...kept } = above;
  return { ...kept, ...own };
}

/** @see istio pilot/pkg/xds/endpoints/mtls_checker.go, `trafficPolicyTLSModeForPort` */
function endpointModeOf(policy: TrafficPolicy | undefined, port: number): ClientTls['mode'] | undefined {
  return (policy?.ports.get(port)?.tls ?? policy?.tls)?.mode;
}

function goesPastDiscovery(loadBalancer: LoadBalancer | undefined): boolean {
  return loadBalancer === 'PASSTHROUGH';
}

function withTls(
  tls: ClientTls | undefined,
  endpointMode: ClientTls['mode'] | undefined,
): Pick<ClientPolicy, 'tls' | 'endpointMode'> {
  return { ...(tls === undefined ? {} : { tls }), ...(endpointMode === undefined ? {} : { endpointMode }) };
}

function detourOf({ tunnel, proxyProtocol }: Policy): { readonly detour?: string } {
  if (tunnel !== undefined) return { detour: `\`tunnel\` leads TCP through \`${tunnel.host}\`` };
  return proxyProtocol === undefined ? {} : { detour: '`proxyProtocol` puts a line before what is sent' };
}
