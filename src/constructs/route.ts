/** `AllowRoute` and `DenyRoute`: who may, or may not, do what at which workload? */
import { Construct } from 'constructs';
import type { AuthorizationPolicySpecRulesTo, AuthorizationPolicySpecRulesWhen } from '../../imports/security.istio.io';
import type { Condition } from './condition';
import { type FieldChecks, hasMembers, listOf, reportProblems, required, restrictionProblems } from './given-shape';
import type { KnownIdentity } from './known-identity';
import type { Operation } from './operation';
import type { RouteAction } from './route-action';
import { enforcementProblems } from './route-enforcement';
import { type IRouteTarget, isRouteTarget } from './route-target';
import { type ISource, isSource, type Source } from './source';

/** Who may (or may not) do what, and under which conditions. */
export interface RouteProps {
  /** The workload that is called. */
  readonly to: IRouteTarget;
  /**
   * Callers; any one of them.
   * @default - everybody, which in an `AllowRoute` needs an operation or a condition beside it
   */
  readonly from?: ISource[];
  /**
   * What they do; any one of these.
   * @default - anything, on the declared ports of the target
   */
  readonly operations?: Operation[];
  /**
   * What else must be true; all of these.
   * @default - nothing
   */
  readonly conditions?: Condition[];
}

/**
 * Opens a target to some requests. Additive: a request that any route allows is allowed, unless a `DenyRoute` matches
 * it. All routes to one target become one AuthorizationPolicy `<target>-allow`.
 *
 * Where the target declares ports, a route without ports is confined to them (to the HTTP ones if it speaks of HTTP).
 * Nothing is thrown here: what is wrong is reported at synth, all of it at once.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 * @example
 * new AllowRoute(chart, 'read-data', { to: backend, from: [frontend], operations: [Operation.get('/api/v1/data')] });
 */
export class AllowRoute extends Construct {
  public constructor(scope: Construct, id: string, props: RouteProps) {
    super(scope, id);
    reportRoute(this, tryAddRoute('ALLOW', props));
  }
}

/**
 * Refuses some requests, whatever any route allows: DENY is asked first and no ALLOW can re-open it. For "nobody,
 * except …" write no `DenyRoute` at all: a workload without routes is closed already. All of a target become
 * `<target>-deny`.
 *
 * A rule about HTTP is confined to the HTTP ports of the target, as Istio would otherwise close its TCP ports with it.
 *
 * @see https://istio.io/latest/docs/concepts/security/#implicit-enablement
 * @example
 * new DenyRoute(chart, 'no-admin', { to: backend, operations: [Operation.of({ paths: ['/admin', '/admin/*'] })] });
 */
export class DenyRoute extends Construct {
  public constructor(scope: Construct, id: string, props: RouteProps) {
    super(scope, id);
    reportRoute(this, tryAddRoute('DENY', props));
  }
}

/**
 * `allowFrom` and `denyFrom`: only a route with a problem becomes a construct, which says so at synth, as cdk8s walks
 * all constructs once a chart. @internal
 */
export function addUnnamedRoute(
  action: RouteAction,
  target: IRouteTarget,
  source: ISource,
  operations: Operation[],
): void {
  const props = { to: target, from: [source], operations };
  const { construct } = target._target;
  const number = target._target.nextRoute();
  const isShaped = isSource(source) && operations.every(isOperation);
  if (isShaped && tryAddRule(action, props).length === 0) return;
  if (action === 'ALLOW') new AllowRoute(construct, `AllowRoute${number}`, props);
  else new DenyRoute(construct, `DenyRoute${number}`, props);
}

/** Says at synth what is wrong with the route. */
function reportRoute(route: Construct, problems: string[]): void {
  if (problems.length > 0) reportProblems(route, () => problems);
}

/**
 * Adds the rule to the policy of the target if it means something; returns what is wrong with it if it does not.
 * @internal
 */
export function tryAddRoute(action: RouteAction, props: RouteProps): string[] {
  const misshapen = routeShape(props);
  return misshapen.length > 0 ? misshapen : tryAddRule(action, props);
}

/** The same for props of the right kinds. */
function tryAddRule(action: RouteAction, props: RouteProps): string[] {
  const { to: target, operations = [], conditions = [] } = props;
  const { identity } = target._target;
  const sources = (props.from ?? []).map((source) => source.toSource());
  const isHttp = sources.some(speaksHttp) || operations.some(speaksHttp) || conditions.some(speaksHttp);
  const problems: string[] = [];
  if (props.from?.length === 0)
    problems.push('`from` is an empty list, which Istio reads as everybody; leave it out, or name at least one caller');
  addNumbered(problems, 'source', sources, (source) => source._problems(action));
  addNumbered(problems, 'operation', operations, (operation) => operation._problems(identity.ports, action));
  addNumbered(problems, 'condition', conditions, (condition) => condition._problems());
  problems.push(
    // what is not understood has a message already
    ...enforcementProblems(identity, problems.length === 0 ? [sources, operations, conditions] : [[], [], []]),
    ...extentProblems(action, sources, props),
    ...portProblems(action, identity, operations, isHttp),
  );
  // A rule that says something else than it seems to is not written at all; the message stops the synth.
  if (problems.length > 0) return problems;
  target._target.addRule(action, {
    from: sources.some((source) => source._isAnyone) ? [] : sources.map((source) => source._toIstio()),
    to: onDeclaredPorts(identity, operations, isHttp),
    when: conditions.length === 0 ? NO_CONDITIONS : conditions.map((condition) => condition._toIstio()).sort(byText),
  });
  return problems;
}

function speaksHttp({ isHttp }: { readonly isHttp: boolean }): boolean {
  return isHttp;
}

/** One for all, so that rules without conditions are soon seen to be alike. */
const NO_CONDITIONS: AuthorizationPolicySpecRulesWhen[] = [];

/** A route that is not understood is not written; nor is one with a misspelt or lost restriction, which would widen. */
function routeShape(props: RouteProps): string[] {
  return restrictionProblems('a route', props, FIELDS);
}

const FIELDS: FieldChecks<RouteProps> = {
  to: required(isRouteTarget, 'a `ServiceIdentity`'),
  from: listOf(isSource, 'a `ServiceIdentity`, a `ZeroTrustNamespace` or a `Source`'),
  operations: listOf(isOperation, 'an `Operation`, such as `Operation.get(…)`'),
  conditions: listOf(isCondition, 'a `Condition`, such as `Condition.header(…)`'),
};

function isOperation(value: unknown): boolean {
  return hasMembers(value, '_hasPorts', '_toIstio');
}

function isCondition(value: unknown): boolean {
  return hasMembers(value, 'key', '_toIstio');
}

/** The operations on the ports that the target declares: a port that nobody declared stays closed. */
function onDeclaredPorts(
  { ports, anything }: KnownIdentity,
  operations: readonly Operation[],
  isHttp: boolean,
): AuthorizationPolicySpecRulesTo[] {
  if (operations.length === 0) return isHttp ? anything.onHttpPorts : anything.onPorts;
  const numbers = ports.filter((port) => port.isHttp || !isHttp).map((port) => port.port);
  return operations.map((operation) => ({ operation: operation._toIstio(numbers) })).sort(byText);
}

function extentProblems(action: RouteAction, sources: readonly Source[], props: RouteProps): string[] {
  const unlimited = (props.operations ?? []).length === 0 && (props.conditions ?? []).length === 0;
  if (action === 'ALLOW') {
    return unlimited && props.from === undefined
      ? [
          'the route has neither source nor operation nor condition and would allow every request of everybody; name one, or write `from: [Source.anyone()]` if that is meant',
        ]
      : [];
  }
  return unlimited && (props.from === undefined || sources.some((source) => source._isAnyone))
    ? [
        'the route would deny every request, and no `AllowRoute` could open any again; a target without routes is closed already, so leave the route out',
      ]
    : [];
}

function portProblems(
  action: RouteAction,
  { ports, serviceAccountName }: KnownIdentity,
  operations: readonly Operation[],
  isHttp: boolean,
): string[] {
  if (!isHttp) return [];
  if (ports.length > 0) {
    return ports.some((port) => port.isHttp)
      ? []
      : [
          `target \`${serviceAccountName}\` declares TCP ports only, where methods, paths, hosts, headers and tokens do not exist; declare an HTTP port, or use sources and ports only`,
        ];
  }
  const confined = operations.length > 0 && operations.every((operation) => operation._hasPorts);
  return action === 'ALLOW' || confined
    ? []
    : [
        `a DENY about HTTP also closes every TCP port of target \`${serviceAccountName}\`, which declares no ports; declare its \`ports\`, or name ports in each operation`,
      ];
}

function addNumbered<T>(found: string[], what: string, parts: readonly T[], problems: (part: T) => string[]): void {
  parts.forEach((part, index) => {
    for (const problem of problems(part)) {
      found.push(`${parts.length === 1 ? what : `${what} ${index + 1}`}: ${problem}`);
    }
  });
}

function byText(a: object, b: object): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
