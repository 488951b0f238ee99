/** Which connections must reach a workload, so that every call that its routes allow arrives? */
import type {
  AuthorizationPolicySpecRules as IstioRule,
  AuthorizationPolicySpecRulesTo as IstioTo,
} from '../../imports/security.istio.io';
import type { NetworkPods } from './network-pods';
import type { KnownPods } from './known-pods';
import { callersIn, needsIdentity } from './network-callers';
import type { NetworkEnd } from './network-end';

/** Calls to and from pods of ambient arrive here, whichever port is called inside the tunnel. @internal */
export const TUNNEL_PORT = 15008;

/** TCP ports of the called pods; `all` where it is not known which. @internal */
export type OpenPorts = readonly number[] | 'all';

/** Connections with this end, at these ports. @internal */
export interface NetworkGrant {
  readonly end: NetworkEnd;
  readonly ports: OpenPorts;
}

/** Connections that a route asks for. @internal */
export interface RoutedConnection {
  readonly caller: NetworkEnd;
  /** the called workload, or a waypoint on the way */
  readonly target: NetworkPods;
  /** where the target is called without a tunnel */
  readonly ports: OpenPorts;
}

/** The union of the ports. @internal */
export function unitePorts(a: OpenPorts, b: OpenPorts): OpenPorts {
  if (a === 'all' || b === 'all') return 'all';
  return [...new Set([...a, ...b])].sort((one, other) => one - other);
}

/** What the routes to this workload ask for: read from its policy, so that the two cannot differ. @internal */
export function connectionsTo(target: NetworkPods, pods: KnownPods): RoutedConnection[] {
  const { doors } = target;
  const rules = target.allowRules();
  if (doors === undefined) return rules.flatMap((rule) => connectionsOf(rule, target, pods));
  const waypoint = doors.waypoint._pods;
  const through = doors.rulesAtWaypoint(rules).flatMap((rule) => connectionsOf(rule, target, pods));
  const past = doors.rulesPastWaypoint(rules).flatMap((rule) => connectionsOf(rule, target, pods));
  return [
    ...through.map(({ caller }) => ({ caller, target: waypoint, ports: [TUNNEL_PORT] })),
    ...(through.length === 0 ? [] : [{ caller: { kind: 'workload', target: waypoint } as const, target, ports: [] }]),
    ...past,
  ];
}

function connectionsOf({ from, to }: IstioRule, target: NetworkPods, pods: KnownPods): RoutedConnection[] {
  const called = portsIn(to);
  const [trustDomain = ''] = target.identity.principal.split('/');
  const sources = from?.map(({ source }) => source ?? {}) ?? [{}];
  return sources.flatMap((source) => {
    // in ambient an identity comes through the tunnel only; whoever needs none may call in plaintext
    const ports = pods.isAmbient(target) && needsIdentity(source) ? [] : called;
    return callersIn(source, trustDomain, pods).map((caller) => ({ caller, target, ports }));
  });
}

/** The ports that the operations are about. Conditions are left to Istio. */
function portsIn(to: readonly IstioTo[] = []): OpenPorts {
  if (to.length === 0) return 'all';
  return to.map(portsOf).reduce(unitePorts);
}

function portsOf({ operation: { ports, notPorts = [] } = {} }: IstioTo): OpenPorts {
  return ports === undefined ? 'all' : ports.filter((port) => !notPorts.includes(port)).map(Number);
}
