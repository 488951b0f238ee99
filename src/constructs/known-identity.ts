/** What is known of a workload identity, read once from what a constructor was given. */
import type { AuthorizationPolicySpecRulesTo as IstioTo } from '../../imports/security.istio.io';
import { checkPrincipal, checkTrustDomain, principalOf } from '../istio/identity';
import { DEFAULT_TRUST_DOMAIN } from '../istio/limits';
import { checkDnsLabel, checkDnsSubdomain } from '../istio/names';
import { checkPort, checkPortNumber } from '../istio/ports';
import type { Enforcement } from './enforcement';
import { valuesOf } from './field-values';
import { type FieldChecks, fieldProblems, hasMembers, isFlag, isText, listOf, optional, required } from './given-shape';
import type {
  IdentityOptions,
  ServiceAccountReference,
  ServiceIdentityProps,
  ServiceReference,
} from './service-identity-props';
import { isWaypoint, type Waypoint } from './waypoint';
import type { WorkloadPort } from './workload-port';
import { isNamespace } from './zero-trust-namespace';

/** @internal */
export interface KnownIdentity {
  readonly serviceAccountName: string;
  readonly namespaceName: string;
  readonly principal: string;
  /** its own, and those accepted beside it */
  readonly principals: readonly string[];
  readonly ports: readonly WorkloadPort[];
  /** what a route without operations leads to: the declared ports, or those of them that speak HTTP */
  readonly anything: { readonly onPorts: IstioTo[]; readonly onHttpPorts: IstioTo[] };
  readonly allowSharing: boolean;
  /** the waypoint before it, and the Services by which calls come there, as far as they were told */
  readonly waypoint?: Waypoint;
  /** whether it names the waypoint itself, and not its namespace */
  readonly namesWaypoint: boolean;
  readonly services: readonly ServiceReference[];
  /** what stands in front of its workloads */
  readonly enforcement: Enforcement;
  /** whether its namespace is known to give its pods sidecars */
  readonly hasSidecar: boolean;
  readonly problems: readonly string[];
  /** INVARIANT: if false, `problems` is not empty, and the synth stops; what would follow from it gets no message. */
  readonly isUnderstood: boolean;
}

/** Of an identity that the app owns. @internal */
export function ownIdentity(id: string, props: ServiceIdentityProps): KnownIdentity {
  const misshapen = fieldProblems('a service identity', props, FIELDS);
  if (misshapen.length > 0) return unknownIdentity(id, misshapen);
  const { namespace, services = [] } = props;
  const { namespaceName, trustDomain, dataPlane } = namespace;
  const waypoint = props.waypoint ?? namespace.waypoint;
  const name = props.name ?? id;
  const enforcement = waypoint === undefined ? dataPlane._enforcement : 'waypoint';
  const identity = known(name, namespaceName, trustDomain, enforcement, props);
  return {
    ...identity,
    services,
    namesWaypoint: props.waypoint !== undefined,
    hasSidecar: dataPlane._enforcement === 'http',
    ...(waypoint === undefined ? {} : { waypoint }),
    problems: [...identity.problems, ...waypointProblems(props)],
  };
}

/** Of a service account that somebody else owns. @internal */
export function referencedIdentity(id: string, reference: ServiceAccountReference): KnownIdentity {
  const misshapen = fieldProblems('a service account', reference, REFERENCE_FIELDS);
  if (misshapen.length > 0) return unknownIdentity(id, misshapen);
  const { name, namespace, trustDomain = DEFAULT_TRUST_DOMAIN } = reference;
  return known(name, namespace, trustDomain, 'http', reference);
}

function known(
  serviceAccountName: string,
  namespaceName: string,
  trustDomain: string,
  enforcement: Enforcement,
  { ports = [], alsoAccept = [], allowSharing = false }: IdentityOptions,
): KnownIdentity {
  const principal = principalOf(trustDomain, namespaceName, serviceAccountName);
  // Malformed ports stop the synth by their own message; as text some of them would throw.
  const sound = ports.filter((port) => port._problems().length === 0);
  return {
    serviceAccountName,
    namespaceName,
    principal,
    principals: [principal, ...alsoAccept],
    ports: [...ports],
    anything: { onPorts: toPorts(sound), onHttpPorts: toPorts(sound.filter((port) => port.isHttp)) },
    allowSharing,
    services: [],
    namesWaypoint: false,
    enforcement,
    hasSidecar: false,
    problems: [
      checkDnsSubdomain('service account', serviceAccountName),
      checkDnsLabel('namespace', namespaceName),
      checkTrustDomain(trustDomain),
      serviceAccountName === 'default'
        ? 'service account `default` is what every other pod of the namespace runs as; choose a name of its own, such as that of the workload'
        : undefined,
      ...alsoAccept.map(checkPrincipal),
      ...portProblems(ports),
    ].filter((problem) => problem !== undefined),
    isUnderstood: true,
  };
}

/** Behind a waypoint stand pods of ambient, and calls reach it by TCP ports. */
function waypointProblems({ namespace, waypoint, services = [] }: ServiceIdentityProps): string[] {
  const { namespaceName, dataPlane } = namespace;
  return [
    waypoint === undefined || dataPlane._isAmbient
      ? undefined
      : `namespace \`${namespaceName}\` is not ambient, and only pods of ambient stand behind waypoint \`${waypoint.waypointName}\`; give it \`DataPlane.ambient()\`, or leave out \`waypoint\``,
    ...services.flatMap(({ name, ports }) => [
      checkDnsLabel('service', name),
      ...ports.flatMap(({ port, targetPort }) => [checkPortNumber(port), checkPort(targetPort)]),
    ]),
  ].filter((problem) => problem !== undefined);
}

/** No ports are every port. */
function toPorts(ports: readonly WorkloadPort[]): IstioTo[] {
  return ports.length === 0
    ? []
    : [{ operation: valuesOf(['ports'], { ports: ports.map(({ port }) => String(port)) }) }];
}

function portProblems(ports: readonly WorkloadPort[]): string[] {
  const numbers = ports.map((port) => port.port);
  return [
    ...ports.flatMap((port) => port._problems()),
    ...numbers
      .filter((port, index) => numbers.indexOf(port) !== index)
      .map((port) => `port \`${port}\` is declared twice; declare each port once`),
  ];
}

function unknownIdentity(id: string, problems: string[]): KnownIdentity {
  return { ...known(id, 'unknown', DEFAULT_TRUST_DOMAIN, 'http', {}), problems, isUnderstood: false };
}

const OPTION_FIELDS: FieldChecks<IdentityOptions> = {
  ports: listOf(isWorkloadPort, 'a `WorkloadPort`, such as `WorkloadPort.http(8080)`'),
  alsoAccept: listOf(isText, 'a principal'),
  allowSharing: optional(isFlag, '`true` or `false`'),
};
const FIELDS: FieldChecks<ServiceIdentityProps> = {
  namespace: required(isNamespace, 'a `ZeroTrustNamespace`'),
  name: optional(isText, 'a text'),
  ...OPTION_FIELDS,
  waypoint: optional(isWaypoint, 'a `Waypoint`'),
  services: listOf(isServiceReference, '`{ name, ports: [{ port, targetPort }] }`'),
};
const REFERENCE_FIELDS: FieldChecks<ServiceAccountReference> = {
  namespace: required(isText, 'the name of a namespace'),
  name: required(isText, 'the name of a service account'),
  trustDomain: optional(isText, 'a text'),
  ...OPTION_FIELDS,
};

function isWorkloadPort(value: unknown): boolean {
  return hasMembers(value, 'port', 'isHttp', '_problems');
}

function isServiceReference(value: unknown): boolean {
  if (!hasMembers(value, 'name', 'ports')) return false;
  const { ports } = value as { ports: unknown };
  return Array.isArray(ports) && ports.every((port) => hasMembers(port, 'port', 'targetPort'));
}
