/** How a NetworkPolicy of this library is written, and that of a workload, which follows the routes of the app. */
import type { Construct } from 'constructs';
import { SyncWave } from './argo-cd';
import { EgressOfApp } from './egress-of-app';
import type { NetworkPods } from './network-pods';
import { addObject } from './istio-object';
import type { NetworkGrant } from './network-grants';
import { NetworkRoutes } from './network-routes';
import { type DirectedRules, toNetworkRules } from './network-rules';

/** @internal */
export interface IsolationOptions {
  readonly name: string;
  readonly namespace: string;
  /** whether removing it opens something */
  readonly restricts: boolean;
  /** the labels of the pods; without any, all of the namespace */
  readonly selector?: () => { [key: string]: string };
  /** what the pods may do, known at synth */
  readonly rules: () => DirectedRules;
}

/** What a workload needs beside its routes. @internal */
export interface BesideRoutes extends DirectedRules {
  /** where it may connect to */
  readonly targets: readonly NetworkGrant[];
}

/** Adds a NetworkPolicy that isolates pods in both directions. @internal */
export function addIsolation(scope: Construct, options: IsolationOptions): void {
  const { name, namespace, restricts, selector, rules } = options;
  addObject(scope, name, {
    gvk: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
    name,
    namespace,
    wave: SyncWave.SERVICE_ACCOUNT,
    restricts,
    ...(restricts ? { inDeny: { wave: SyncWave.CLOSING, of: () => [namespace] } } : {}),
    isHeldBack: true,
    spec: () => {
      const { ingress, egress } = rules();
      return {
        podSelector: selector === undefined ? {} : { matchLabels: selector() },
        policyTypes: ['Ingress', 'Egress'],
        ...(ingress.length === 0 ? {} : { ingress }),
        ...(egress.length === 0 ? {} : { egress }),
      };
    },
  });
}

/** Adds `<target>-network`: what the routes to and from the workload need, and this beside. @internal */
export function addWorkloadIsolation(
  scope: Construct,
  target: NetworkPods,
  restricts: boolean,
  beside: () => BesideRoutes,
): void {
  const name = `${target.identity.serviceAccountName}-network`;
  // two identities of one name are refused already, as their ALLOW policies are one object
  if (scope.node.tryFindChild(name) !== undefined) return;
  addIsolation(scope, {
    name,
    namespace: target.identity.namespaceName,
    restricts,
    selector: () => target.selector(),
    rules: () => {
      const routes = NetworkRoutes.of(scope);
      const { ingress, egress, targets } = beside();
      return {
        ingress: [...ingress, ...toNetworkRules('from', [...routes.callersOf(target), ...fromOutside(target)])],
        egress: [
          ...egress,
          ...toNetworkRules('to', [
            ...routes.targetsOf(target),
            ...EgressOfApp.of(scope).targetsOf(target),
            ...targets,
          ]),
        ],
      };
    },
  });
}

/** What a gateway is there for: calls of everybody. */
function fromOutside({ publicPorts }: NetworkPods): NetworkGrant[] {
  const ports = publicPorts?.() ?? [];
  return ports === 'unknown' ? [] : [{ end: { kind: 'anyone' }, ports }]; // closed; the isolation says so
}
