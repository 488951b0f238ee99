/**
 * What does the proxy before a target not see of a call? A rule about that is refused: ztunnel drops such an ALLOW
 * rule, and ignores such a DENY rule, which would open what was meant to be closed.
 */
import type {
  AuthorizationPolicySpecRulesFromSource as IstioSource,
  AuthorizationPolicySpecRulesTo as IstioTo,
  AuthorizationPolicySpecRulesWhen as IstioWhen,
} from '../../imports/security.istio.io';

/** A rule as an AuthorizationPolicy has it. @internal */
export interface WrittenRule {
  readonly from?: readonly { readonly source?: IstioSource }[];
  readonly to?: readonly IstioTo[];
  readonly when?: readonly IstioWhen[];
}

const BY_ZTUNNEL: ReadonlySet<string> = new Set([
  ...['principals', 'namespaces', 'ipBlocks', 'ports'],
  ...['notPrincipals', 'notNamespaces', 'notIpBlocks', 'notPorts'],
  ...['source.ip', 'source.namespace', 'source.principal', 'destination.ip', 'destination.port'],
]);

/** What ztunnel does not see of it. @see istio pilot/pkg/serviceregistry/ambient/authorization.go @internal */
export function unseenByZtunnel(rule: WrittenRule): string[] {
  return fieldsOf(rule).filter((field) => !BY_ZTUNNEL.has(field));
}

const PEER = 'whose peer has no IP address there; use `remoteIpBlocks`, or a NetworkPolicy';
const OTHERWISE: ReadonlyMap<string, string> = new Map([
  ['ipBlocks', PEER],
  ['notIpBlocks', PEER],
  ['source.ip', PEER],
  [
    'destination.ip',
    "which sees the Service's address and not the pod's; choose the workload by the target of the route",
  ],
  ['destination.port', "which sees the Service's port and not the workload's; name `ports` in an operation"],
  ['connection.sni', 'which sees no TLS of the mesh; name the callers by their identities'],
]);

/** What is another thing at a waypoint than at the workload, and what to write instead. @internal */
export function otherAtWaypoint(rule: WrittenRule): string[] {
  return fieldsOf(rule).flatMap((field) => {
    const reason = OTHERWISE.get(field);
    return reason === undefined ? [] : [`\`${field}\` means nothing at a waypoint, ${reason}`];
  });
}

/** Each field and key of the rule once. */
function fieldsOf({ from = [], to = [], when = [] }: WrittenRule): string[] {
  return [
    ...new Set([
      ...from.flatMap(({ source = {} }) => Object.keys(source)),
      ...to.flatMap(({ operation = {} }) => Object.keys(operation)),
      ...when.map(({ key }) => key),
    ]),
  ];
}
