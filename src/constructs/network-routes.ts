/** Between which pods do the routes of an app let calls through? */
import type { Construct, IConstruct } from 'constructs';
import { NetworkOfApp, type NetworkPods } from './network-pods';
import { KnownPods } from './known-pods';
import type { NetworkEnd } from './network-end';
import {
  connectionsTo,
  type NetworkGrant,
  type OpenPorts,
  type RoutedConnection,
  TUNNEL_PORT,
  unitePorts,
} from './network-grants';
import { ZeroTrustApp } from './zero-trust-app';

const ROUTES = Symbol.for('cdk8s-zero-trust.NetworkRoutes');

/** The routes of an app as connections, from either end. @internal */
export class NetworkRoutes {
  /** Those of the app that holds `scope`; derived again when something has changed. */
  public static of(scope: Construct): NetworkRoutes {
    const root = scope.node.root as IConstruct & { [ROUTES]?: NetworkRoutes };
    const revision = ZeroTrustApp.of(scope).currentRevision;
    if (root[ROUTES]?.revision !== revision) {
      Object.defineProperty(root, ROUTES, { value: new NetworkRoutes(scope, revision), configurable: true });
    }
    return root[ROUTES] as NetworkRoutes;
  }

  private readonly pods: KnownPods;
  private readonly into = new Map<NetworkPods, RoutedConnection[]>();
  private readonly fromWorkload = new Map<NetworkPods, RoutedConnection[]>();
  private readonly fromNamespace = new Map<string, RoutedConnection[]>();
  private readonly fromAnywhere: RoutedConnection[] = [];

  private constructor(
    scope: Construct,
    private readonly revision: number,
  ) {
    const targets = NetworkOfApp.of(scope).pods;
    this.pods = new KnownPods(scope, targets);
    for (const target of targets) {
      for (const connection of connectionsTo(target, this.pods)) {
        addTo(this.into, connection.target, connection);
        this.addFromCaller(connection);
      }
    }
  }

  /** Whom the routes let in to this workload. */
  public callersOf(target: NetworkPods): NetworkGrant[] {
    const connections = this.into.get(target) ?? [];
    return connections.map((connection) => ({
      end: connection.caller,
      ports: this.portsFrom(connection.caller, connection),
    }));
  }

  /** Where they lead this workload, because they name its identity. */
  public targetsOf(caller: NetworkPods): NetworkGrant[] {
    return this.leadingFrom({ kind: 'workload', target: caller }, this.fromWorkload.get(caller) ?? []);
  }

  /** Where they lead any pod of the namespace: they name the namespace, every pod, addresses, or everybody. */
  public targetsOfAnyPodIn(namespace: string): NetworkGrant[] {
    const connections = [...(this.fromNamespace.get(namespace) ?? []), ...this.fromAnywhere];
    return this.leadingFrom({ kind: 'namespace', namespace }, connections);
  }

  private leadingFrom(caller: NetworkEnd, connections: readonly RoutedConnection[]): NetworkGrant[] {
    return connections.map((connection) => ({
      end: { kind: 'workload', target: connection.target },
      ports: this.portsFrom(caller, connection),
    }));
  }

  /** The ports at which calls of this caller arrive. */
  private portsFrom(caller: NetworkEnd, { target, ports }: RoutedConnection): OpenPorts {
    const isTunnelled = this.pods.isAmbient(target) || this.pods.mayTunnel(caller);
    return isTunnelled ? unitePorts(ports, [TUNNEL_PORT]) : ports;
  }

  private addFromCaller(connection: RoutedConnection): void {
    const { caller } = connection;
    switch (caller.kind) {
      case 'workload':
        addTo(this.fromWorkload, caller.target, connection);
        return;
      case 'namespace':
      case 'pods':
        addTo(this.fromNamespace, caller.namespace, connection);
        return;
      case 'anyone':
      case 'anyPod':
      case 'block': // which pods will have such an address is not known
        this.fromAnywhere.push(connection);
    }
  }
}

function addTo<K>(map: Map<K, RoutedConnection[]>, key: K, connection: RoutedConnection): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [connection]);
  else known.push(connection);
}
