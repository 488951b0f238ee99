/** The connections of a call as the network sees them, and what NetworkPolicies say about each. */
import type { Mesh, ObjectName, Workload } from '../../policy/model';
import type { Caller, Target } from '../../policy/request';
import type { Verdict } from '../verdict';
import type { NetworkVerdict } from './network';
import { judgeEnds } from './network';
import { callerEnds } from './network-caller';
import type { NetworkIndex } from './network-index';
import { indexNetwork } from './network-index';
import type { TargetEnd } from './network-target';
import { gatewayEnd, targetEnds } from './network-target';

/** Tunnels between proxies of ambient arrive here, whichever port is called inside them. */
const TUNNEL_PORT = 15008;

/** One end of a hop: the caller or what is called, as the case says it, or a waypoint between them. */
export type HopEnd<T> = T | { readonly kind: 'waypoint'; readonly waypoint: ObjectName };

/** Asks what NetworkPolicies say about a connection, side by side. */
export type AskNetwork = (from: HopEnd<Caller>, to: HopEnd<Target>) => NetworkVerdict;

/** The NetworkPolicies of this mesh. */
export function networkOf(mesh: Mesh): AskNetwork {
  // no policy isolates anybody: then nothing has to be known of either end
  if (mesh.networkPolicies.length === 0) return () => UNRESTRICTED;
  const index = indexNetwork(mesh);
  return (from, to) => {
    const sources =
      from.kind === 'waypoint' ? [gatewayEnd(index, { gateway: from.waypoint })] : callerEnds(index, from);
    if ('missing' in sources) return unknownFor(sources.missing);
    const targets = to.kind === 'waypoint' ? [tunnelTo(index, to.waypoint)] : targetEnds(index, to);
    if ('missing' in targets) return unknownFor(targets.missing);
    return judgeEnds(index, sources, targets);
  };
}

const UNRESTRICTED: NetworkVerdict = {
  verdict: 'allow',
  because: ['no NetworkPolicy is among the manifests'],
  sides: [],
};

/** What they say about a connection to one of these ports, of which it is not known which. INVARIANT: there is one. */
export function overPorts(ask: AskNetwork, from: HopEnd<Caller>, to: Target, ports: readonly number[]): NetworkVerdict {
  const [answer, ...others] = ports.map((port) => ask(from, { ...to, port })) as [NetworkVerdict];
  if (others.every(({ verdict }) => verdict === answer.verdict)) return answer;
  const listed = ports.map((port) => `\`${port}\``).join(' or ');
  return { verdict: 'undecided', because: [`whether the connection goes to port ${listed} is not told`], sides: [] };
}

/** Whether the network lets the connection through. */
export function verdictOfNetwork({ verdict, because }: NetworkVerdict): Verdict {
  switch (verdict) {
    case 'allow':
      return { verdict, because };
    case 'deny':
      return { verdict, layer: 'network', because };
    case 'undecided':
      return { verdict, because };
  }
}

/** The workload as the end of a tunnel. */
export function tunnelEnd({ namespace, name }: Workload, ip: string | undefined): Target {
  const address = ip === undefined ? {} : { ip };
  return { kind: 'workload', workload: { namespace, name }, port: TUNNEL_PORT, ...address };
}

function tunnelTo(index: NetworkIndex, gateway: ObjectName): TargetEnd {
  return { destination: gatewayEnd(index, { gateway }), port: TUNNEL_PORT, transport: 'TCP' };
}

function unknownFor(missing: string): NetworkVerdict {
  return { verdict: 'undecided', because: [`cannot tell: not known is ${missing}`], sides: [] };
}
