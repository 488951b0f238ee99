import { Construct } from 'constructs';
import {
  DestinationRule,
  type DestinationRuleSpec,
  DestinationRuleSpecTrafficPolicyPortLevelSettingsTlsMode as TlsMode,
  ServiceEntry,
  type ServiceEntrySpec,
  ServiceEntrySpecLocation,
  type ServiceEntrySpecPorts,
  ServiceEntrySpecResolution,
} from '../../imports/networking.istio.io';
import { SyncWave } from './argo-cd';
import type { EgressLeg } from './egress-leg';
import { EgressOfApp, type EgressWay } from './egress-of-app';
import type { EgressPort } from './egress-port';
import { declaredTwice, EGRESS_FIELDS, egressProblems, namespaceProblems, seenIn } from './egress-problems';
import type { EgressRouteProps } from './egress-route-props';
import { EgressScope } from './egress-scope';
import { reportProblems, restrictionProblems } from './given-shape';
import { addObject } from './istio-object';
import { Source } from './source';
import type { IWorkloadIdentity } from './workload-identity';
import type { ZeroTrustNamespace } from './zero-trust-namespace';

/**
 * A way out of the mesh: some hosts, for some workloads of a namespace. All other hosts outside are refused by the
 * callers' own proxies.
 *
 * The hosts become a ServiceEntry that only their namespace sees, and for `httpToTls` a DestinationRule by which the
 * proxy does TLS. A Sidecar `default` lets the proxies of the namespace know the Services of the cluster and nothing
 * else (REGISTRY_ONLY), and one for each caller in `from`, `<caller>-egress`, lets that one know its hosts on top.
 *
 * **This keeps honest workloads to what was agreed; it holds nobody who wants out.** A process that goes past its proxy
 * is stopped by a NetworkPolicy only.
 *
 * @see https://istio.io/latest/docs/tasks/traffic-management/egress/egress-control/#security-note
 * @example
 * new EgressRoute(chart, 'payment-provider', {
 *   namespace: shop,
 *   from: [orders],
 *   hosts: ['api.payments.example'],
 *   ports: [EgressPort.tls()],
 * });
 */
export class EgressRoute extends Construct {
  /** Closes the egress of a namespace that needs no host outside: the Sidecar `default` alone. */
  public static none(scope: Construct, id: string, namespace: ZeroTrustNamespace): Construct {
    const construct = new Construct(scope, id);
    const misshapen = EGRESS_FIELDS.namespace('namespace', namespace);
    const problems = misshapen.length > 0 ? misshapen : namespaceProblems(namespace);
    if (problems.length > 0) reportProblems(construct, () => problems);
    else EgressScope.of(namespace);
    return construct;
  }

  public constructor(scope: Construct, id: string, props: EgressRouteProps) {
    super(scope, id);
    const misshapen = restrictionProblems('an egress route', props, EGRESS_FIELDS);
    if (misshapen.length === 0) props.gateway?._expectRoute();
    const problems = misshapen.length > 0 ? misshapen : this.problemsWith(id, props);
    // Nothing is written for a route that is not understood; the message stops the synth.
    if (problems.length > 0) {
      reportProblems(this, () => problems);
      return;
    }
    const { namespace, from, hosts } = props;
    reportProblems(this, () => (from ?? []).flatMap(unboundCaller));
    EgressScope.of(namespace).add(hosts, from);
    for (const seenBy of seenIn(props)) EgressOfApp.of(this).declare(this.node.path, seenBy, hosts);
    EgressOfApp.of(this).add(wayOf(this.node.path, props));
    this.addEntry(id, props);
    this.addRules(props);
    props.gateway?._addLeg(this, legOf(id, props));
  }

  private problemsWith(id: string, props: EgressRouteProps): string[] {
    const problems = egressProblems(id, props);
    return problems.length > 0 ? problems : declaredTwice(EgressOfApp.of(this), props);
  }

  private addEntry(id: string, props: EgressRouteProps): void {
    const { name = id, namespace, hosts, ports, gateway } = props;
    addObject(this, 'ServiceEntry', {
      gvk: ServiceEntry.GVK,
      name,
      namespace: namespace.namespaceName,
      wave: SyncWave.ROUTE,
      ...(gateway === undefined ? {} : { inDeny: { wave: SyncWave.CALLERS, of: () => [namespace.namespaceName] } }),
      isHeldBack: true,
      spec: (): ServiceEntrySpec => ({
        hosts: [...hosts].sort(),
        exportTo: ['.', ...seenIn(props).filter((space) => space !== namespace.namespaceName)],
        location: ServiceEntrySpecLocation.MESH_UNDERSCORE_EXTERNAL,
        resolution: ServiceEntrySpecResolution.DNS,
        ports: [...ports].sort((a, b) => a.port - b.port).map(entryPort),
      }),
    });
  }

  /** TLS on some ports only, as the application does it itself on others. */
  private addRules({ namespace, hosts, ports, gateway }: EgressRouteProps): void {
    const originated = ports.filter((port) => port._targetPort !== undefined).map((port) => port.port);
    if (originated.length === 0) return;
    for (const host of hosts) {
      addObject(this, `DestinationRule-${host}`, {
        gvk: DestinationRule.GVK,
        name: host,
        namespace: namespace.namespaceName,
        wave: SyncWave.BASELINE,
        isHeldBack: true,
        spec: (): DestinationRuleSpec => ({
          host,
          // whoever calls the host: the gateway, or the callers
          exportTo: [gateway?.namespaceName ?? '.'],
          trafficPolicy: {
            portLevelSettings: originated
              .sort((a, b) => a - b)
              .map((number) => ({
                port: { number },
                // with a server name Istio no longer compares the certificate with the host by itself
                tls: { mode: TlsMode.SIMPLE, sni: host, subjectAltNames: [host] },
              })),
          },
        }),
      });
    }
  }
}

function entryPort({ port, _targetPort: targetPort }: EgressPort): ServiceEntrySpecPorts {
  return targetPort === undefined
    ? { number: port, name: `tls-${port}`, protocol: 'TLS' }
    : { number: port, name: `http-${port}`, protocol: 'HTTP', targetPort };
}

/** Whose connections leave the cluster: those of the gateway, or of the callers. */
function wayOf(path: string, { namespace, from, hosts, ports, gateway, addresses }: EgressRouteProps): EgressWay {
  const pods = gateway === undefined ? from?.map(({ _target }) => _target) : gateway._pods && [gateway._pods];
  return {
    path,
    namespace: gateway?.namespaceName ?? namespace.namespaceName,
    hosts,
    ports: ports.map(({ port, _targetPort = port }) => _targetPort),
    ...(pods === undefined ? {} : { pods }),
    ...(addresses === undefined ? {} : { addresses }),
  };
}

function legOf(id: string, { name = id, namespace, from, hosts, ports }: EgressRouteProps): EgressLeg {
  const [{ port, _targetPort }] = ports as [EgressPort];
  return {
    name,
    namespace: namespace.namespaceName,
    from: from === undefined ? [namespace.toSource()] : [Source.of({ identities: from })],
    hosts,
    port,
    isHttp: _targetPort !== undefined,
  };
}

function unboundCaller(caller: IWorkloadIdentity): string[] {
  return Object.keys(caller._target.selector()).length > 0
    ? []
    : [
        `caller \`${caller.serviceAccountName}\` has no workload; call \`attachTo(workload)\` or \`select(labels)\`, so that its Sidecar selects something`,
      ];
}
