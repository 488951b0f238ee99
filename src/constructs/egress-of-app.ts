/** Which hosts outside are declared where, and to which addresses may pods connect for them? */
import type { Construct, IConstruct } from 'constructs';
import type { NetworkGrant } from './network-grants';
import { NetworkPeer } from './network-peer';
import type { NetworkPods } from './network-pods';
import { ZeroTrustApp } from './zero-trust-app';

const EGRESS = Symbol.for('cdk8s-zero-trust.EgressOfApp');

/** Connections that an egress route asks of the network. @internal */
export interface EgressWay {
  /** the route */
  readonly path: string;
  /** the pods that connect; undefined: all of the namespace */
  readonly pods?: readonly NetworkPods[];
  /** theirs */
  readonly namespace: string;
  readonly hosts: readonly string[];
  /** where the hosts listen */
  readonly ports: readonly number[];
  /** undefined: where the hosts are is not told */
  readonly addresses?: readonly string[];
}

/** All ways out of an app. @internal */
export class EgressOfApp {
  public static of(scope: Construct): EgressOfApp {
    const root = scope.node.root as IConstruct & { [EGRESS]?: EgressOfApp };
    if (root[EGRESS] === undefined) Object.defineProperty(root, EGRESS, { value: new EgressOfApp(root) });
    return root[EGRESS] as EgressOfApp;
  }

  private readonly ways: EgressWay[] = [];
  /** which construct declares a host for a namespace */
  private readonly declared = new Map<string, string>();

  private constructor(private readonly root: IConstruct) {}

  /** Who declared the host for this namespace before, if anybody did. */
  public declarer(namespace: string, host: string): string | undefined {
    return this.declared.get(`${namespace}/${host}`);
  }

  /** Says that this construct declares the hosts for the namespace. */
  public declare(path: string, namespace: string, hosts: readonly string[]): void {
    for (const host of hosts) this.declared.set(`${namespace}/${host}`, path);
  }

  public add(way: EgressWay): void {
    this.ways.push(way);
    ZeroTrustApp.of(this.root).changed();
  }

  /** Where the routes lead these pods, because they name them. */
  public targetsOf(pods: NetworkPods): NetworkGrant[] {
    return grants(this.ways.filter((way) => way.pods?.includes(pods)));
  }

  /** Where they lead any pod of the namespace. */
  public targetsOfAnyPodIn(namespace: string): NetworkGrant[] {
    return grants(this.ways.filter((way) => way.pods === undefined && way.namespace === namespace));
  }

  /** Why calls of isolated pods would go nowhere: no NetworkPolicy knows a name. */
  public untold(isIsolated: (way: EgressWay) => boolean): string[] {
    return this.ways
      .filter((way) => way.addresses === undefined && isIsolated(way))
      .map(
        ({ path, hosts, namespace }) =>
          `\`${path}\` opens ${hosts.map((host) => `\`${host}\``).join(', ')} to pods of namespace \`${namespace}\` that this isolates, and a NetworkPolicy knows addresses only, so that no call would leave; give the route \`addresses\`, such as \`['203.0.113.0/24']\`, or \`['0.0.0.0/0', '::/0']\` for wherever the host may be`,
      );
  }
}

function grants(ways: readonly EgressWay[]): NetworkGrant[] {
  return ways.flatMap(({ addresses = [], ports }) => {
    if (addresses.length === 0) return [];
    const isAnywhere = ANYWHERE.every((block) => addresses.includes(block));
    return (isAnywhere ? NetworkPeer.anyone() : NetworkPeer.ipBlocks(...addresses))._at(ports);
  });
}

/** Every address of both families. */
const ANYWHERE = ['0.0.0.0/0', '::/0'];
