import { checkIpBlock } from '../istio/identity';
import { checkDnsLabel, checkSelectorLabels } from '../istio/names';
import { checkPort } from '../istio/ports';
import { problemsOf } from './field-values';
import { hasMembers, shapeOf } from './given-shape';
import type { NetworkEnd } from './network-end';
import type { NetworkGrant, OpenPorts } from './network-grants';

/** What is accepted, in messages. @internal */
export const NETWORK_PEER = 'a `NetworkPeer`, such as `NetworkPeer.pods(…)`';

/**
 * Somebody whom no route names, as network plugins see it: pods by namespace and labels, or addresses.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors
 * @example
 * network.allowTo(backend, NetworkPeer.ipBlocks('203.0.113.7'), 5432);
 */
export class NetworkPeer {
  /** The pods of a namespace, or those of them with these labels. */
  public static pods(namespace: string, labels?: { [key: string]: string }): NetworkPeer {
    const problem = checkDnsLabel('namespace', namespace);
    const problems = [
      ...(problem === undefined ? [] : [problem]),
      ...(labels === undefined ? [] : checkSelectorLabels(labels)),
    ];
    return new NetworkPeer(
      [labels === undefined ? { kind: 'namespace', namespace } : { kind: 'pods', namespace, labels }],
      problems,
    );
  }

  /** Addresses or CIDR blocks. Meant for what is outside the cluster: not every plugin compares them with pods. */
  public static ipBlocks(...blocks: string[]): NetworkPeer {
    return new NetworkPeer(
      blocks.map((block) => ({ kind: 'block', block })),
      blocks.length === 0
        ? ['`NetworkPeer.ipBlocks()` names no block; name one, such as `203.0.113.0/24`']
        : problemsOf('ipBlocks', blocks, checkIpBlock),
    );
  }

  /** Everybody, inside the cluster and outside. */
  public static anyone(): NetworkPeer {
    return new NetworkPeer([{ kind: 'anyone' }], []);
  }

  private constructor(
    private readonly ends: readonly NetworkEnd[],
    private readonly ownProblems: readonly string[],
  ) {}

  /** Connections with it at these ports. @internal */
  public _at(ports: OpenPorts): NetworkGrant[] {
    return this.ends.map((end) => ({ end, ports }));
  }

  /** @internal */
  public _problems(): string[] {
    return [...this.ownProblems];
  }
}

/** Whether it is a peer of this library. */
export function isNetworkPeer(value: unknown): boolean {
  return hasMembers(value, '_at', '_problems');
}

/** What is wrong with a connection to this peer at these ports. @internal */
export function connectionProblems(peer: NetworkPeer, ports: readonly number[]): string[] {
  if (!isNetworkPeer(peer)) return shapeOf('peer', peer, isNetworkPeer, NETWORK_PEER);
  return [
    ...peer._problems().map((problem) => `peer: ${problem}`),
    ...(ports.length === 0 ? ['a connection needs a port; name at least one, as the called end has it'] : []),
    ...ports.map((port) => checkPort(port)).filter((problem) => problem !== undefined),
  ];
}
