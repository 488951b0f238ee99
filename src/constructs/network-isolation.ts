import { Construct } from 'constructs';
import { EgressOfApp } from './egress-of-app';
import { type FieldChecks, fieldProblems, reportProblems, required, shapeOf } from './given-shape';
import { NetworkOfApp, type NetworkPods } from './network-pods';
import type { NetworkGrant } from './network-grants';
import {
  controlPlaneRules,
  INFRASTRUCTURE_FIELDS,
  infrastructureProblems,
  infrastructureRules,
  type NetworkIsolationOptions,
} from './network-infrastructure';
import { connectionProblems, type NetworkPeer } from './network-peer';
import { addIsolation, addWorkloadIsolation, type BesideRoutes } from './network-policy';
import { NetworkRoutes } from './network-routes';
import { type DirectedRules, toNetworkRules } from './network-rules';
import { type IRouteTarget, isRouteTarget, unboundProblems } from './route-target';
import { ZeroTrustApp } from './zero-trust-app';
import { isNamespace, type ZeroTrustNamespace } from './zero-trust-namespace';

/** A namespace whose pods are isolated. */
export interface NetworkIsolationProps extends NetworkIsolationOptions {
  /** The namespace. */
  readonly namespace: ZeroTrustNamespace;
}

/**
 * A second fence around a namespace: the network lets through what the routes of the app need, and nothing else.
 *
 * NetworkPolicies, which the network plugin enforces whatever happens to the proxies: `default-deny` for every pod and
 * both directions; `every-pod` for DNS, istiod, probes and what a route grants to the whole namespace; and
 * `<identity>-network` for each workload: in from the callers that its routes name, out to the targets whose routes
 * name it, through waypoints where these stand between. They are read from the AuthorizationPolicies at synth, so they
 * follow every route. They see pods, addresses and ports only: where a route speaks of more, they let in more than
 * Istio does, never less.
 *
 * Hosts of an `EgressRoute` are opened by their `addresses`. Calls that no route of the app speaks of, to services of
 * other apps or outside the cluster, are refused: see `allowTo`.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 * @example
 * const network = new NetworkIsolation(chart, 'network', { namespace: shop });
 * network.allowTo(backend, NetworkPeer.ipBlocks('203.0.113.7'), 5432);
 */
export class NetworkIsolation extends Construct {
  private readonly isUnderstood: boolean;
  private readonly targets = new Map<NetworkPods, NetworkGrant[]>();

  public constructor(
    scope: Construct,
    id: string,
    private readonly props: NetworkIsolationProps,
  ) {
    super(scope, id);
    const problems = isolationProblems(props);
    this.isUnderstood = problems.length === 0;
    if (!this.isUnderstood) {
      // Nothing is written for what is not understood; the message stops the synth.
      reportProblems(this, () => problems);
      return;
    }
    const namespace = props.namespace.namespaceName;
    addIsolation(this, { name: 'default-deny', namespace, restricts: true, rules: () => NOTHING });
    addIsolation(this, { name: 'every-pod', namespace, restricts: false, rules: () => this.ofEveryPod() });
    reportProblems(this, () => EgressOfApp.of(this).untold((way) => way.namespace === namespace));
    NetworkOfApp.of(this).forEach((target) => {
      if (target.identity.namespaceName !== namespace) return;
      addWorkloadIsolation(this, target, false, () => this.besideRoutesOf(target));
      reportProblems(this, () => unknownGatewayPorts(target));
    });
  }

  /**
   * Lets a workload of the namespace connect to what no route of the app leads to, at these ports: a database outside
   * the cluster, or a service of another app.
   */
  public allowTo(caller: IRouteTarget, peer: NetworkPeer, ...ports: number[]): void {
    const problems = isRouteTarget(caller)
      ? connectionProblems(peer, ports)
      : shapeOf('caller', caller, isRouteTarget, 'a `ServiceIdentity`');
    reportProblems(this, () => (problems.length > 0 ? problems : this.callerProblems(caller)));
    if (problems.length > 0) return;
    this.targets.set(caller._target, [...(this.targets.get(caller._target) ?? []), ...peer._at(ports)]);
  }

  private ofEveryPod(): DirectedRules {
    const { namespaceName, dataPlane } = this.props.namespace;
    const rootNamespaces = ZeroTrustApp.of(this).rootNamespaceNames();
    const { ingress, egress } = infrastructureRules(this.props, dataPlane._enforcement, rootNamespaces);
    const targets = [
      ...NetworkRoutes.of(this).targetsOfAnyPodIn(namespaceName),
      ...EgressOfApp.of(this).targetsOfAnyPodIn(namespaceName),
    ];
    return { ingress, egress: [...egress, ...toNetworkRules('to', targets)] };
  }

  /** What `every-pod` does not hold: a waypoint needs istiod where other pods need none. */
  private besideRoutesOf(target: NetworkPods): BesideRoutes {
    const { enforcement } = target.identity;
    const isProxy = enforcement !== this.props.namespace.dataPlane._enforcement;
    const rootNamespaces = ZeroTrustApp.of(this).rootNamespaceNames();
    return {
      ingress: [],
      egress: isProxy ? controlPlaneRules(this.props, enforcement, rootNamespaces) : [],
      targets: this.targets.get(target) ?? [],
    };
  }

  private callerProblems(caller: IRouteTarget): string[] {
    if (!this.isUnderstood) return [];
    const { serviceAccountName, namespaceName } = caller;
    const isolated = this.props.namespace.namespaceName;
    if (namespaceName !== isolated) {
      return [
        `\`${serviceAccountName}\` is in namespace \`${namespaceName}\`, and this isolates namespace \`${isolated}\`; call \`allowTo\` of the isolation of its own namespace`,
      ];
    }
    return unboundProblems(caller);
  }
}

/** Closed to the outside, a gateway is none. */
function unknownGatewayPorts({ publicPorts, identity }: NetworkPods): string[] {
  if (publicPorts?.() !== 'unknown') return [];
  const { serviceAccountName: name, namespaceName } = identity;
  return [
    `gateway \`${name}\` runs in namespace \`${namespaceName}\`, which this isolates, and does not say on which ports of its pods it is called from outside; give it \`httpPorts\`, such as \`[8080, 8443]\``,
  ];
}

const NOTHING: DirectedRules = { ingress: [], egress: [] };

const FIELDS: FieldChecks<NetworkIsolationProps> = {
  namespace: required(isNamespace, 'a `ZeroTrustNamespace`'),
  ...INFRASTRUCTURE_FIELDS,
};

function isolationProblems(props: NetworkIsolationProps): string[] {
  const misshapen = fieldProblems('a network isolation', props, FIELDS);
  if (misshapen.length > 0) return misshapen;
  const { namespaceName, dataPlane } = props.namespace;
  return infrastructureProblems(props, dataPlane._enforcement, namespaceName);
}
