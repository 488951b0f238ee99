/** Which requests to a host lead to which workload, and what is asked of them on the way. */
import { checkMethod } from '../istio/http-methods';
import { checkIpBlock } from '../istio/identity';
import { checkDnsLabel } from '../istio/names';
import { checkPortNumber } from '../istio/ports';
import { portProblemsOf, problemsOf } from './field-values';
import {
  type FieldChecks,
  hasMembers,
  isText,
  judgedElsewhere,
  optional,
  required,
  restrictionProblems,
  shapeOfList,
} from './given-shape';
import { type IngressPath, pathProblems } from './ingress-path';
import type { JwtIssuer } from './jwt-issuer';
import { issuersProblems, issuersShape } from './required-token';
import { type IRouteTarget, isRouteTarget } from './route-target';

/** Where requests to some paths go, and what is asked of them. */
export interface IngressRule {
  /** The paths; any one of these. */
  readonly paths: IngressPath[];
  /** The workload that answers. */
  readonly to: IRouteTarget;
  /** The port of its Service: the Service's number, not the workload's. */
  readonly port: number;
  /**
   * Its Service, in the namespace of the workload.
   * @default - the one that is named as the workload's service account
   */
  readonly service?: string;
  /**
   * The ports of the workload behind that port of the Service. The gateway is let in there only.
   * @default - every declared HTTP port of the workload
   */
  readonly targetPorts?: number[];
  /**
   * HTTP methods that are let in.
   * @default - any; `POST` for gRPC
   */
  readonly methods?: string[];
  /**
   * Clients that are let in, by address or CIDR block, as `X-Forwarded-For` or the PROXY protocol makes them known to
   * the gateway.
   * @default - every client
   */
  readonly remoteIpBlocks?: string[];
  /**
   * Whose tokens are asked for; any one of them. The gateway checks them, and refuses every request without.
   * @default - no token is asked for
   */
  readonly issuers?: JwtIssuer[];
  /**
   * What takes the place of the path (`exact`), or of its beginning (`prefix`), on the way to the workload.
   * @default - the path arrives as it was sent
   */
  readonly rewrite?: string;
}

const FIELDS: FieldChecks<IngressRule> = {
  paths: (field, value) =>
    Array.isArray(value)
      ? shapeOfList(field, value, isPath, PATH)
      : required(Array.isArray, `a list; each entry is ${PATH}`)(field, value),
  to: required(isRouteTarget, 'a `ServiceIdentity`'),
  port: judgedElsewhere,
  service: optional(isText, 'a text'),
  targetPorts: judgedElsewhere,
  methods: judgedElsewhere,
  remoteIpBlocks: judgedElsewhere,
  issuers: optional(Array.isArray, 'a list of issuers'),
  rewrite: optional(isText, 'a text'),
};
const PATH = "an `IngressPath`, such as `IngressPath.prefix('/api')`";

function isPath(value: unknown): boolean {
  return hasMembers(value, '_kind', '_patterns');
}

/** What is wrong with a rule. @internal */
export function ruleProblems(rule: IngressRule): string[] {
  const shape = restrictionProblems('an ingress rule', rule, FIELDS);
  if (shape.length > 0) return shape;
  const misshapen = rule.issuers === undefined ? [] : issuersShape(rule.issuers);
  if (misshapen.length > 0) return misshapen;
  const { paths, to, port, service, targetPorts, methods, remoteIpBlocks, issuers, rewrite } = rule;
  const problems = [
    paths.length === 0 ? '`paths` is an empty list; name at least one, such as `IngressPath.prefix(…)`' : undefined,
    ...paths.flatMap((path) => path._problems()),
    service === undefined ? undefined : checkDnsLabel('Service', service),
    servicePortProblem(port),
    ...portProblemsOf('targetPorts', targetPorts),
    ...problemsOf('methods', methods, checkMethod),
    ...problemsOf('remoteIpBlocks', remoteIpBlocks, checkIpBlock),
    ...(issuers === undefined ? [] : issuersProblems(issuers)),
    ...(rewrite === undefined ? [] : pathProblems('rewritten path', rewrite)),
  ].filter((problem) => problem !== undefined);
  return problems.length > 0 ? problems : [...protocolProblems(paths, to, targetPorts), ...rewriteProblems(rule)];
}

function servicePortProblem(port: number): string | undefined {
  const problem = checkPortNumber(port);
  return problem && `${problem} (that of the Service)`;
}

/** gRPC is routed by methods, everything else by paths; a target says what it speaks. */
function protocolProblems(paths: readonly IngressPath[], to: IRouteTarget, targetPorts?: number[]): string[] {
  const ports = to.ports.filter(({ port, isHttp }) => isHttp && (targetPorts?.includes(port) ?? true));
  if (ports.length === 0) return []; // nothing is declared, or what is wrong is told by the grant at the target
  const speaks = ports.map(({ port, isGrpc }) => `\`${port}\` (${isGrpc ? 'gRPC' : 'HTTP'})`).join(', ');
  return paths
    .filter((path) => !ports.some(({ isGrpc }) => isGrpc === path.isGrpc))
    .map((path) =>
      path.isGrpc
        ? `gRPC method \`${path.path.slice(1)}\` leads to \`${to.serviceAccountName}\`, which declares ${speaks}; use \`IngressPath.prefix(…)\` or \`IngressPath.exact(…)\`, or declare \`WorkloadPort.grpc(…)\``
        : `path \`${path.path}\` leads to \`${to.serviceAccountName}\`, which declares ${speaks}; use \`IngressPath.grpc(…)\`, or declare \`WorkloadPort.http(…)\``,
    );
}

function rewriteProblems({ paths, rewrite }: IngressRule): string[] {
  if (rewrite === undefined) return [];
  return paths.flatMap((path) => {
    if (path.isGrpc) return [`\`rewrite\` is \`${rewrite}\`, and a gRPC method cannot be rewritten; remove it`];
    // Istio makes `/newapi` of `/api` here, where the Gateway API asks for `/new/api`
    return path._kind === 'prefix' && path.path === '/'
      ? [
          `\`rewrite\` is \`${rewrite}\` for the path prefix \`/\`, where Istio runs both together as text; name the prefixes that change, or leave it out`,
        ]
      : [];
  });
}

/** One path of a rule: what is routed as one. @internal */
export interface IngressLeg {
  readonly rule: IngressRule;
  readonly path: IngressPath;
  /** the more specific paths of the host that other rules lead away from it, the widest of them */
  readonly except: readonly IngressPath[];
}

/** The paths of the rules, the most specific first. @internal */
export function legsOf(rules: readonly IngressRule[]): IngressLeg[] {
  const all = rules.flatMap((rule) => rule.paths.map((path) => ({ rule, path })));
  return all
    .map(({ rule, path }) => {
      const elsewhere = all.filter((other) => other.rule !== rule && path._isWiderThan(other.path));
      const except = elsewhere
        .map((other) => other.path)
        .filter((one) => !elsewhere.some((other) => other.path._isWiderThan(one)));
      return { rule, path, except };
    })
    .sort((a, b) => bySpecificity(a.path, b.path));
}

function bySpecificity(a: IngressPath, b: IngressPath): number {
  if (a._kind !== b._kind) return a._kind === 'exact' ? -1 : 1;
  return b.path.length - a.path.length || (a.path < b.path ? -1 : 1);
}
