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
import { checkDnsSubdomain } from '../istio/names';
import { SyncWave } from './argo-cd';
import type { EgressPort } from './egress-port';
import { EgressScope } from './egress-scope';
import { problemsOf } from './field-values';
import {
  type FieldChecks,
  hasMembers,
  isText,
  listOf,
  optional,
  reportProblems,
  required,
  restrictionProblems,
  shapeOf,
} from './given-shape';
import { addObject } from './istio-object';
import { isRouteTarget } from './route-target';
import type { IWorkloadIdentity } from './workload-identity';
import { isNamespace, type ZeroTrustNamespace } from './zero-trust-namespace';

/** Which hosts outside the mesh may be called, and by whom. */
export interface EgressRouteProps {
  /** The namespace of the callers. Its first route closes the egress of all its workloads. */
  readonly namespace: ZeroTrustNamespace;
  /**
   * Who may call.
   * @default - every workload of the namespace
   */
  readonly from?: IWorkloadIdentity[];
  /** The hosts, each in full, such as `api.example.com`. */
  readonly hosts: string[];
  /** On which ports, and how. */
  readonly ports: EgressPort[];
  /**
   * The name of the ServiceEntry.
   * @default - the id of the construct
   */
  readonly name?: string;
}

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
    const misshapen = FIELDS.namespace('namespace', namespace);
    const problems = misshapen.length > 0 ? misshapen : namespaceProblems(namespace);
    if (problems.length > 0) reportProblems(construct, () => problems);
    else EgressScope.of(namespace);
    return construct;
  }

  public constructor(scope: Construct, id: string, props: EgressRouteProps) {
    super(scope, id);
    const misshapen = restrictionProblems('an egress route', props, FIELDS);
    const problems = misshapen.length > 0 ? misshapen : egressProblems(id, props);
    // Nothing is written for a route that is not understood; the message stops the synth.
    if (problems.length > 0) {
      reportProblems(this, () => problems);
      return;
    }
    const { namespace, from, hosts } = props;
    reportProblems(this, () => (from ?? []).flatMap(unboundCaller));
    EgressScope.of(namespace).add(this.node.path, hosts, from);
    this.addEntry(id, props);
    this.addRules(props);
  }

  private addEntry(id: string, { name = id, namespace, hosts, ports }: EgressRouteProps): void {
    addObject(this, 'ServiceEntry', {
      gvk: ServiceEntry.GVK,
      name,
      namespace: namespace.namespaceName,
      wave: SyncWave.ROUTE,
      spec: (): ServiceEntrySpec => ({
        hosts: [...hosts].sort(),
        exportTo: ['.'],
        location: ServiceEntrySpecLocation.MESH_UNDERSCORE_EXTERNAL,
        resolution: ServiceEntrySpecResolution.DNS,
        ports: [...ports].sort((a, b) => a.port - b.port).map(entryPort),
      }),
    });
  }

  /** TLS on some ports only, as the application does it itself on others. */
  private addRules({ namespace, hosts, ports }: EgressRouteProps): void {
    const originated = ports.filter((port) => port._targetPort !== undefined).map((port) => port.port);
    if (originated.length === 0) return;
    for (const host of hosts) {
      addObject(this, `DestinationRule-${host}`, {
        gvk: DestinationRule.GVK,
        name: host,
        namespace: namespace.namespaceName,
        wave: SyncWave.BASELINE,
        spec: (): DestinationRuleSpec => ({
          host,
          exportTo: ['.'],
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

const FIELDS: FieldChecks<EgressRouteProps> = {
  namespace: required(isNamespace, 'a `ZeroTrustNamespace`'),
  from: listOf(isCaller, 'a `ServiceIdentity`'),
  hosts: required(Array.isArray, "a list, such as `['api.example.com']`"),
  ports: (field, value) => [
    ...shapeOf(field, value, Array.isArray, `a list; each entry is ${PORT}`),
    ...(Array.isArray(value) ? listOf(isEgressPort, PORT)(field, value) : []),
  ],
  name: optional(isText, 'a text'),
};
const PORT = 'an `EgressPort`, such as `EgressPort.tls()`';

function isCaller(value: unknown): boolean {
  return isRouteTarget(value);
}

function isEgressPort(value: unknown): boolean {
  return hasMembers(value, 'port', '_problems') && !hasMembers(value, 'isHttp');
}

function egressProblems(id: string, { namespace, from, hosts, ports, name = id }: EgressRouteProps): string[] {
  const { namespaceName } = namespace;
  const numbers = ports.map(({ port }) => port);
  const problems = [
    checkDnsSubdomain('route', name),
    ...namespaceProblems(namespace),
    from?.length === 0
      ? '`from` is an empty list, so nobody could call; leave it out, or name at least one'
      : undefined,
    ...(from ?? [])
      .filter((caller) => caller.namespaceName !== namespaceName)
      .map(
        (caller) =>
          `caller \`${caller.serviceAccountName}\` is in namespace \`${caller.namespaceName}\`, and the route in \`${namespaceName}\`, which alone sees its hosts; write a route of its own there`,
      ),
    ...repeated((from ?? []).map((caller) => caller.serviceAccountName)).map(
      (caller) => `caller \`${caller}\` is listed twice; list it once`,
    ),
    ...(hosts.length === 0
      ? ['`hosts` is an empty list, so nothing would be opened; name at least one']
      : problemsOf('hosts', hosts, checkEgressHost)),
    ...repeated(hosts).map((host) => `host \`${host}\` is listed twice; list it once`),
    ports.length === 0 ? '`ports` is an empty list, so nothing would be opened; name at least one' : undefined,
    ...ports.flatMap((port) => port._problems()),
    ...repeated(numbers).map((port) => `port \`${port}\` is listed twice; list each port once`),
  ].filter((problem) => problem !== undefined);
  return problems.length > 0 ? problems : declaredTwice(namespace, hosts);
}

function namespaceProblems({ namespaceName, dataPlane }: ZeroTrustNamespace): string[] {
  return dataPlane._enforcement === 'http'
    ? []
    : [
        `namespace \`${namespaceName}\` has no sidecars, and nothing else reads a Sidecar, so that nothing would be closed; use the sidecar data plane, or close egress by NetworkPolicies`,
      ];
}

/** Of two declarations of a host Istio takes the ports of one. */
function declaredTwice(namespace: ZeroTrustNamespace, hosts: readonly string[]): string[] {
  const scope = EgressScope.of(namespace);
  return hosts.flatMap((host) => {
    const other = scope.declarer(host);
    return other === undefined
      ? []
      : [
          `host \`${host}\` is declared by \`${other}\` already, and of two declarations in a namespace one counts; add the callers and ports there`,
        ];
  });
}

function unboundCaller(caller: IWorkloadIdentity): string[] {
  return Object.keys(caller._target.selector()).length > 0
    ? []
    : [
        `caller \`${caller.serviceAccountName}\` has no workload; call \`attachTo(workload)\` or \`select(labels)\`, so that its Sidecar selects something`,
      ];
}

function repeated<T>(values: readonly T[]): T[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

/** A host that a proxy can resolve: one whole name. */
function checkEgressHost(host: string): string | undefined {
  if (host.startsWith('*')) {
    return `host \`${host}\` cannot be resolved by a proxy, and without that any address passes that a caller claims to be it; list the hosts one by one`;
  }
  if (/\.(svc|local)(\.|$)/.test(host)) {
    return `host \`${host}\` is in the cluster, which every caller knows already; let the workload behind it say who may call it`;
  }
  const isName = checkDnsSubdomain('host', host) === undefined && /\.[a-z0-9-]*[a-z][a-z0-9-]*$/.test(host);
  return isName
    ? undefined
    : `host \`${host}\` is not a full name; write it in lower case, without scheme, port or path, such as \`api.example.com\``;
}
