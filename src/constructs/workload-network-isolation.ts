import { Construct } from 'constructs';
import { EgressOfApp } from './egress-of-app';
import { type FieldChecks, fieldProblems, reportProblems, required } from './given-shape';
import { NetworkOfApp } from './network-pods';
import type { NetworkGrant } from './network-grants';
import {
  INFRASTRUCTURE_FIELDS,
  infrastructureProblems,
  infrastructureRules,
  type NetworkIsolationOptions,
} from './network-infrastructure';
import { connectionProblems, type NetworkPeer } from './network-peer';
import { addWorkloadIsolation, type BesideRoutes } from './network-policy';
import { NetworkRoutes } from './network-routes';
import { type IRouteTarget, isRouteTarget, unboundProblems } from './route-target';
import { ZeroTrustApp } from './zero-trust-app';

/** A workload whose pods are isolated. */
export interface WorkloadNetworkIsolationProps extends NetworkIsolationOptions {
  /** The workload. */
  readonly target: IRouteTarget;
}

/**
 * The fence of `NetworkIsolation` around one workload, in a namespace that is left as it is: a NetworkPolicy
 * `<target>-network`, which holds what `every-pod` would, too.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 * @example
 * new WorkloadNetworkIsolation(chart, 'payments-network', { target: payments });
 */
export class WorkloadNetworkIsolation extends Construct {
  private readonly targets: NetworkGrant[] = [];

  public constructor(
    scope: Construct,
    id: string,
    private readonly props: WorkloadNetworkIsolationProps,
  ) {
    super(scope, id);
    const problems = isolationProblems(props);
    if (problems.length > 0) {
      // Nothing is written for what is not understood; the message stops the synth.
      reportProblems(this, () => problems);
      return;
    }
    const { _target } = props.target;
    NetworkOfApp.of(this).forEach((target) => {
      if (target === _target) addWorkloadIsolation(this, target, true, () => this.beside());
    });
    reportProblems(this, () =>
      EgressOfApp.of(this).untold(
        ({ pods, namespace }) => pods?.includes(_target) ?? namespace === _target.identity.namespaceName,
      ),
    );
    reportProblems(this, () => unboundProblems(props.target));
  }

  /**
   * Lets the workload connect to what no route of the app leads to, at these ports: a database outside the cluster, or
   * a service of another app.
   */
  public allowTo(peer: NetworkPeer, ...ports: number[]): void {
    const problems = connectionProblems(peer, ports);
    if (problems.length > 0) reportProblems(this, () => problems);
    else this.targets.push(...peer._at(ports));
  }

  private beside(): BesideRoutes {
    const { enforcement, namespaceName } = this.props.target._target.identity;
    return {
      ...infrastructureRules(this.props, enforcement, ZeroTrustApp.of(this).rootNamespaceNames()),
      targets: [
        ...NetworkRoutes.of(this).targetsOfAnyPodIn(namespaceName),
        ...EgressOfApp.of(this).targetsOfAnyPodIn(namespaceName),
        ...this.targets,
      ],
    };
  }
}

const FIELDS: FieldChecks<WorkloadNetworkIsolationProps> = {
  target: required(isRouteTarget, 'a `ServiceIdentity`'),
  ...INFRASTRUCTURE_FIELDS,
};

function isolationProblems(props: WorkloadNetworkIsolationProps): string[] {
  const misshapen = fieldProblems('a network isolation', props, FIELDS);
  if (misshapen.length > 0) return misshapen;
  const { enforcement, namespaceName } = props.target._target.identity;
  return infrastructureProblems(props, enforcement, namespaceName);
}
