import { Construct } from 'constructs';
import { checkDnsLabel, checkDnsSubdomain, isFullHost } from '../istio/names';
import { problemsOf } from './field-values';
import {
  type FieldChecks,
  hasMembers,
  isPlainObject,
  isText,
  judgedElsewhere,
  optional,
  reportProblems,
  required,
  restrictionProblems,
  shapeOfList,
} from './given-shape';
import type { KnownRoute } from './ingress-form';
import { type IngressGateway, isIngressGateway } from './ingress-gateway';
import { grantAtTargets } from './ingress-policies';
import { type IngressRule, legsOf, ruleProblems } from './ingress-rule';
import type { IngressTls } from './ingress-tls';

/** Which hosts are served to the outside, and by which workloads. */
export interface IngressRouteProps {
  /** Where the requests come in. */
  readonly gateway: IngressGateway;
  /** The hosts: `shop.example.com`, `*.example.com`, or `*` alone for every host. */
  readonly hosts: string[];
  /** Which of their paths lead where. A path that no rule names is refused. */
  readonly rules: IngressRule[];
  /**
   * How the hosts are served. Needed, unless the gateway is one that somebody else writes.
   * @default - as the listener of that gateway says
   */
  readonly tls?: IngressTls;
  /**
   * The name of the route's objects.
   * @default - the id of the construct
   */
  readonly name?: string;
  /**
   * The namespace of the route's objects.
   * @default - that of the gateway, which then takes routes from nowhere else
   */
  readonly namespace?: string;
}

/**
 * A way in from outside: some paths of some hosts, through a gateway, to workloads. What is not named stays closed.
 *
 * Each hop is opened for exactly that. The gateway gets its route, and a rule of its own `<gateway>-allow` for these
 * hosts and paths, from `remoteIpBlocks` where they are given. The workload lets the identity of the gateway in
 * (`<target>-allow`), for these hosts and for the paths **as they arrive**, after `rewrite`. Where a rule names
 * `issuers`, a guard in `<gateway>-deny` refuses every request to its paths that has no matching token, whatever else
 * opens the gateway.
 *
 * @see https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/
 * @example
 * new IngressRoute(chart, 'shop', {
 *   gateway,
 *   hosts: ['shop.example.com'],
 *   tls: IngressTls.secret('shop-tls'),
 *   rules: [{ paths: [IngressPath.prefix('/')], to: frontend, port: 80 }],
 * });
 */
export class IngressRoute extends Construct {
  public constructor(scope: Construct, id: string, props: IngressRouteProps) {
    super(scope, id);
    if (isPlainObject(props) && isIngressGateway(props.gateway)) props.gateway._expectRoute();
    const misshapen = routeShape(props);
    const route = misshapen.length > 0 ? undefined : knownRoute(id, props);
    const problems = route === undefined ? misshapen : routeProblems(props, route);
    if (route !== undefined) problems.push(...props.gateway._routeProblems(route));
    // Nothing is written for a route that is not understood; the message stops the synth.
    if (route !== undefined && problems.length === 0) {
      problems.push(...grantAtTargets(props.gateway, route));
      props.gateway._addRoute(this, route);
    }
    if (problems.length > 0) reportProblems(this, () => problems);
  }
}

function knownRoute(id: string, { gateway, hosts, rules, tls, name = id, namespace }: IngressRouteProps): KnownRoute {
  const legs = legsOf(rules);
  return {
    name,
    namespace: namespace ?? gateway._routeNamespace,
    stagedBy: gateway.namespaceName,
    hosts: [...new Set(hosts.filter(isText))].sort(),
    ...(tls === undefined ? {} : { tls }),
    legs,
    isGrpc: legs.some(({ path }) => path.isGrpc),
  };
}

const FIELDS: FieldChecks<IngressRouteProps> = {
  gateway: required(isIngressGateway, 'an `IngressGateway`'),
  hosts: required(Array.isArray, "a list, such as `['shop.example.com']`"),
  rules: (field, value) =>
    Array.isArray(value)
      ? shapeOfList(field, value, isPlainObject, RULE)
      : required(Array.isArray, `a list; each entry is ${RULE}`)(field, value),
  tls: optional(isTls, "an `IngressTls`, such as `IngressTls.secret('shop-tls')`"),
  name: optional(isText, 'a text'),
  namespace: judgedElsewhere,
};
const RULE = 'a rule such as `{ paths: [IngressPath.prefix(…)], to: backend, port: 80 }`';

function isTls(value: unknown): boolean {
  return hasMembers(value, '_secret', '_problems');
}

/** The kinds of the values; a rule that is not understood is told at once, as nothing can be said of the whole. */
function routeShape(props: IngressRouteProps): string[] {
  const shape = restrictionProblems('an ingress route', props, FIELDS);
  if (shape.length > 0) return shape;
  const { rules } = props;
  return rules.flatMap((rule, index) =>
    ruleProblems(rule).map((problem) => `${rules.length === 1 ? 'rule' : `rule ${index + 1}`}: ${problem}`),
  );
}

function routeProblems({ hosts, rules, tls }: IngressRouteProps, { name, namespace, legs }: KnownRoute): string[] {
  const paths = legs.map(({ path }) => path);
  const asksForToken = rules.some(({ issuers }) => issuers !== undefined);
  return [
    checkDnsSubdomain('route', name),
    checkDnsLabel('namespace', namespace),
    ...(hosts.length === 0
      ? ['`hosts` is an empty list, so nothing would be served; name at least one, or `*` for every host']
      : problemsOf('hosts', hosts, checkIngressHost)),
    hosts.length > 1 && hosts.includes('*')
      ? '`hosts` holds `*`, which is every host, beside others; name `*` alone, or only the others'
      : undefined,
    ...(asksForToken ? hosts : [])
      .filter((host) => isText(host) && host.startsWith('*.'))
      .map(
        (host) =>
          `host \`${host}\` cannot ask for tokens, as a port in the \`Host\` header would dodge the guard, where Istio takes one \`*\` only; list the hosts, or use \`*\` alone`,
      ),
    ...(tls?._problems() ?? []),
    rules.length === 0 ? '`rules` is an empty list, so nothing would be routed; name at least one rule' : undefined,
    ...paths
      .filter(
        (path, index) => paths.findIndex((other) => other._kind === path._kind && other.path === path.path) < index,
      )
      .map((path) => `path \`${path.path}\` is routed twice; name it in one rule`),
    paths.some(({ isGrpc }) => isGrpc) && !paths.every(({ isGrpc }) => isGrpc)
      ? 'gRPC methods and other paths stand on one host, which the Gateway API leaves to chance; give gRPC a host of its own'
      : undefined,
  ].filter((problem) => problem !== undefined);
}

/** A host as gateways take it: without port, in lower case, a star for the first label only. */
function checkIngressHost(host: string): string | undefined {
  if (host === '*') return undefined;
  return isFullHost(host.replace(/^\*\./, ''))
    ? undefined
    : `host \`${host}\` is none that a gateway can serve; write a full name in lower case, without scheme, port or path, such as \`shop.example.com\` or \`*.example.com\``;
}
