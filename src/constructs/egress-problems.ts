/** What is wrong with an egress route? */
import { checkIpBlock } from '../istio/identity';
import { checkDnsSubdomain, isFullHost } from '../istio/names';
import { type EgressGateway, isEgressGateway } from './egress-gateway';
import { subsetOf } from './egress-leg';
import type { EgressOfApp } from './egress-of-app';
import type { EgressPort } from './egress-port';
import type { EgressRouteProps } from './egress-route-props';
import { problemsOf } from './field-values';
import { type FieldChecks, hasMembers, isText, listOf, optional, required, shapeOf } from './given-shape';
import { isRouteTarget } from './route-target';
import { isNamespace, type ZeroTrustNamespace } from './zero-trust-namespace';

/** Which fields a route has, and of what kind. @internal */
export const EGRESS_FIELDS: FieldChecks<EgressRouteProps> = {
  namespace: required(isNamespace, 'a `ZeroTrustNamespace`'),
  from: listOf(isRouteTarget, 'a `ServiceIdentity`'),
  hosts: required(Array.isArray, "a list, such as `['api.example.com']`"),
  ports: (field, value) => [
    ...shapeOf(field, value, Array.isArray, `a list; each entry is ${PORT}`),
    ...(Array.isArray(value) ? listOf(isEgressPort, PORT)(field, value) : []),
  ],
  gateway: optional(isEgressGateway, 'an `EgressGateway`'),
  addresses: listOf(isText, 'a text'),
  name: optional(isText, 'a text'),
};
const PORT = 'an `EgressPort`, such as `EgressPort.tls()`';

function isEgressPort(value: unknown): boolean {
  return hasMembers(value, 'port', '_problems') && !hasMembers(value, 'isHttp');
}

/** What is wrong with a route, whatever else the app declares. @internal */
export function egressProblems(id: string, props: EgressRouteProps): string[] {
  const { namespace, from, hosts, ports, gateway, addresses, name = id } = props;
  const { namespaceName } = namespace;
  const numbers = ports.map(({ port }) => port);
  return [
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
    addresses?.length === 0
      ? '`addresses` is an empty list, so that an isolated caller could connect nowhere; leave it out, or name at least one block'
      : undefined,
    ...(addresses ?? [])
      .map((block) => checkIpBlock(block))
      .flatMap((problem) => (problem === undefined ? [] : `addresses: ${problem}`)),
    ...(gateway === undefined ? [] : gatewayProblems(gateway, hosts, ports)),
  ].filter((problem) => problem !== undefined);
}

/** A gateway has one port for all hosts, and knows them by server name; the subset of each is a label. */
function gatewayProblems(
  { gatewayName }: EgressGateway,
  hosts: readonly string[],
  ports: readonly EgressPort[],
): string[] {
  const names = hosts.map(subsetOf);
  return [
    ...(ports.length > 1
      ? [
          `\`ports\` has ${ports.length} entries, and gateway \`${gatewayName}\` tells calls apart by host only; give one`,
        ]
      : []),
    ...hosts
      .filter((host) => host.length > MOST_OF_LABEL)
      .map(
        (host) =>
          `host \`${host}\` has ${host.length} characters, and its name at gateway \`${gatewayName}\` may have ${MOST_OF_LABEL}; call it without the gateway`,
      ),
    ...hosts
      .filter((host, index) => names.indexOf(subsetOf(host)) !== index && !hosts.slice(0, index).includes(host))
      .map(
        (host) =>
          `host \`${host}\` has the name of another one at gateway \`${gatewayName}\`, \`${subsetOf(host)}\`; use a route of its own through another gateway`,
      ),
  ];
}

/** With `https-` before it, the host is also the name of a port. */
const MOST_OF_LABEL = 63 - 'https-'.length;

/** Whether egress of the namespace can be closed. @internal */
export function namespaceProblems({ namespaceName, dataPlane }: ZeroTrustNamespace): string[] {
  return dataPlane._enforcement === 'http'
    ? []
    : [
        `namespace \`${namespaceName}\` has no sidecars, and nothing else reads a Sidecar, so that nothing would be closed; use the sidecar data plane, or close egress by NetworkPolicies`,
      ];
}

/** Of two declarations of a host Istio takes the ports of one. @internal */
export function declaredTwice(app: EgressOfApp, props: EgressRouteProps): string[] {
  const { namespace, hosts } = props;
  return hosts.flatMap((host) => {
    const own = app.declarer(namespace.namespaceName, host);
    if (own !== undefined) {
      return [
        `host \`${host}\` is declared by \`${own}\` already, and of two declarations in a namespace one counts; add the callers and ports there`,
      ];
    }
    return seenIn(props).flatMap((space) => {
      const other = app.declarer(space, host);
      return other === undefined
        ? []
        : [
            `host \`${host}\` is declared by \`${other}\` already for the gateways of namespace \`${space}\`, which could not tell the two apart; use a gateway in a namespace of its own, or none`,
          ];
    });
  });
}

/** The namespaces that see the hosts. @internal */
export function seenIn({ namespace: { namespaceName }, gateway }: EgressRouteProps): string[] {
  return gateway === undefined || gateway.namespaceName === namespaceName
    ? [namespaceName]
    : [namespaceName, gateway.namespaceName];
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
  return isFullHost(host)
    ? undefined
    : `host \`${host}\` is not a full name; write it in lower case, without scheme, port or path, such as \`api.example.com\``;
}
