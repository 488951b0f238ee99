/** The pods that an app knows by their labels, as ends of connections. */
import type { Construct, IConstruct } from 'constructs';
import type { AuthorizationPolicySpecRules } from '../../imports/security.istio.io';
import type { Enforcement } from './enforcement';

const NETWORK = Symbol.for('cdk8s-zero-trust.NetworkPods');

/** The pods of one workload, or of a proxy. @internal */
export interface NetworkPods {
  readonly identity: {
    readonly serviceAccountName: string;
    readonly namespaceName: string;
    readonly principal: string;
    /** what stands in front of them */
    readonly enforcement: Enforcement;
  };
  /** the labels that all of them share */
  selector(): { [key: string]: string };
  /** what their ALLOW policy says */
  allowRules(): readonly AuthorizationPolicySpecRules[];
  /** the ports where a gateway takes calls from outside, which no route speaks of; `unknown` where nobody tells them */
  publicPorts?(): readonly number[] | 'unknown';
  /** the waypoint before them, and those of these rules that are about calls through it, or past it */
  readonly doors?: {
    readonly waypoint: { readonly _pods: NetworkPods };
    rulesAtWaypoint(rules: readonly AuthorizationPolicySpecRules[]): readonly AuthorizationPolicySpecRules[];
    rulesPastWaypoint(rules: readonly AuthorizationPolicySpecRules[]): readonly AuthorizationPolicySpecRules[];
  };
}

/** All pods that an app knows. Whoever comes to know some says so. @internal */
export class NetworkOfApp {
  public static of(scope: Construct): NetworkOfApp {
    const root = scope.node.root as IConstruct & { [NETWORK]?: NetworkOfApp };
    if (root[NETWORK] === undefined) Object.defineProperty(root, NETWORK, { value: new NetworkOfApp() });
    return root[NETWORK] as NetworkOfApp;
  }

  private readonly known: NetworkPods[] = [];
  private readonly listeners: ((pods: NetworkPods) => void)[] = [];

  private constructor() {}

  public get pods(): readonly NetworkPods[] {
    return this.known;
  }

  public add(pods: NetworkPods): void {
    this.known.push(pods);
    for (const listener of this.listeners) listener(pods);
  }

  /** Tells of all pods: of those that are known, and of those that will be. */
  public forEach(listener: (pods: NetworkPods) => void): void {
    this.known.forEach(listener);
    this.listeners.push(listener);
  }
}
