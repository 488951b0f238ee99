/** Routes in the words of the Gateway API: HTTPRoute or GRPCRoute, a redirect from plain HTTP, and grants. */
import type { Construct } from 'constructs';
import {
  GrpcRoute,
  type GrpcRouteSpec,
  GrpcRouteSpecRulesMatchesMethodType,
  HttpRoute,
  type HttpRouteSpec,
  HttpRouteSpecRulesFiltersRequestRedirectScheme,
  HttpRouteSpecRulesFiltersRequestRedirectStatusCode,
  HttpRouteSpecRulesFiltersType,
  type HttpRouteSpecRulesFilters,
  HttpRouteSpecRulesFiltersUrlRewritePathType as Replace,
  HttpRouteSpecRulesMatchesPathType as PathType,
  type HttpRouteSpecRulesMatches,
} from '../../imports/gateway.networking.k8s.io';
import { SyncWave } from './argo-cd';
import { type GatewayName, type IngressForm, type KnownRoute, missingTls, serviceOf } from './ingress-form';
import { IngressListeners, PLAIN } from './ingress-listeners';
import type { IngressPath } from './ingress-path';
import { addReferenceGrant } from './ingress-reference-grant';
import type { IngressLeg } from './ingress-rule';
import { addObject } from './istio-object';
import { reasonAnnotations } from './written-reason';

/** Entries that one route takes. */
const MAX_HOSTNAMES = 16;
const MAX_RULES = 16;

/** Listeners of a Gateway that somebody else owns. @internal */
export interface ExistingListeners {
  readonly listener: string;
  /** where plain HTTP comes in, to be redirected */
  readonly redirectListener?: string;
}

/** @internal */
export class GatewayApiForm implements IngressForm {
  /** The Gateway is written, with the listeners that its routes need. */
  public static owned(scope: Construct, gateway: GatewayName): GatewayApiForm {
    const listeners = new IngressListeners(scope, gateway);
    return new GatewayApiForm(gateway, listeners, () => listeners.problems());
  }

  /** The Gateway is there. */
  public static existing(gateway: GatewayName, listeners: ExistingListeners): GatewayApiForm {
    return new GatewayApiForm(gateway, listeners, () => []);
  }

  private constructor(
    private readonly gateway: GatewayName,
    private readonly listeners: IngressListeners | ExistingListeners,
    /** what is wrong once all routes are there */
    public readonly problems: () => string[],
  ) {}

  public ports(): number[] | undefined {
    return isOwned(this.listeners) ? this.listeners.ports() : undefined;
  }

  public routeProblems({ hosts, tls, legs }: KnownRoute): string[] {
    const ruleCount = rulesOf(legs).length;
    return [
      isOwned(this.listeners) && tls === undefined ? missingTls() : undefined,
      !isOwned(this.listeners) && tls !== undefined
        ? `\`tls\` is given, and how listener \`${this.listeners.listener}\` of gateway \`${this.gateway.name}\` does TLS is said where the gateway is written; remove it`
        : undefined,
      hosts.length > MAX_HOSTNAMES
        ? `\`hosts\` has ${hosts.length} entries, and a route of the Gateway API takes ${MAX_HOSTNAMES}; write a second \`IngressRoute\``
        : undefined,
      ruleCount > MAX_RULES
        ? `\`rules\` makes ${ruleCount} rules, and a route of the Gateway API takes ${MAX_RULES}; join those that differ in paths only, or use a second host`
        : undefined,
    ].filter((problem) => problem !== undefined);
  }

  public addRoute(scope: Construct, route: KnownRoute): void {
    const { name, namespace, tls, isGrpc } = route;
    const sections = isOwned(this.listeners) ? this.listeners.add(route) : [this.listeners.listener];
    const redirected = isOwned(this.listeners)
      ? tls?._secret === undefined
        ? undefined
        : PLAIN
      : this.listeners.redirectListener;
    addObject(scope, 'Route', {
      gvk: isGrpc ? GrpcRoute.GVK : HttpRoute.GVK,
      name,
      namespace,
      wave: SyncWave.EXPOSURE,
      stagedBy: route.stagedBy,
      isHeldBack: true,
      ...reasonAnnotations(tls?._reason),
      spec: () => (isGrpc ? this.grpcSpec(route, sections) : this.httpSpec(route, sections)),
    });
    // gRPC clients do not follow redirects
    if (redirected !== undefined && !isGrpc) this.addRedirect(scope, route, redirected);
    this.addGrants(scope, route);
  }

  private addRedirect(scope: Construct, route: KnownRoute, section: string): void {
    addObject(scope, 'Redirect', {
      gvk: HttpRoute.GVK,
      name: `${route.name}-redirect`,
      namespace: route.namespace,
      wave: SyncWave.EXPOSURE,
      stagedBy: route.stagedBy,
      isHeldBack: true,
      spec: (): HttpRouteSpec => ({
        ...this.attachment(route, [section]),
        rules: [
          {
            filters: [
              {
                type: HttpRouteSpecRulesFiltersType.REQUEST_REDIRECT,
                requestRedirect: {
                  scheme: HttpRouteSpecRulesFiltersRequestRedirectScheme.HTTPS,
                  statusCode: HttpRouteSpecRulesFiltersRequestRedirectStatusCode.VALUE_301,
                },
              },
            ],
          },
        ],
      }),
    });
  }

  private addGrants(scope: Construct, { name, namespace, stagedBy, legs, isGrpc }: KnownRoute): void {
    const kind = isGrpc ? 'GRPCRoute' : 'HTTPRoute';
    const services = legs.map(serviceOf).filter((service) => service.namespace !== namespace);
    for (const service of new Map(services.map((each) => [`${each.namespace}/${each.name}`, each])).values()) {
      addReferenceGrant(scope, { kind, namespace, name }, { kind: 'Service', ...service }, stagedBy);
    }
  }

  private attachment(
    { namespace, hosts }: KnownRoute,
    sections: readonly string[],
  ): Pick<HttpRouteSpec, 'parentRefs' | 'hostnames'> {
    const { gateway } = this;
    return {
      parentRefs: sections.map((sectionName) => ({
        name: gateway.name,
        ...(gateway.namespace === namespace ? {} : { namespace: gateway.namespace }),
        sectionName,
      })),
      ...(hosts.includes('*') ? {} : { hostnames: [...hosts] }),
    };
  }

  private httpSpec(route: KnownRoute, sections: readonly string[]): HttpRouteSpec {
    return {
      ...this.attachment(route, sections),
      rules: rulesOf(route.legs).map((legs) => ({
        matches: legs.map(({ path }) => httpMatch(path)),
        ...rewriteOf(legs),
        backendRefs: [backendOf(legs, route)],
      })),
    };
  }

  private grpcSpec(route: KnownRoute, sections: readonly string[]): GrpcRouteSpec {
    return {
      ...this.attachment(route, sections),
      rules: rulesOf(route.legs).map((legs) => ({
        matches: legs.map(({ path }) => {
          const [service, method] = path.path.slice(1).split('/');
          return {
            method: {
              type: GrpcRouteSpecRulesMatchesMethodType.EXACT,
              ...(service === undefined ? {} : { service }),
              ...(method === undefined ? {} : { method }),
            },
          };
        }),
        backendRefs: [backendOf(legs, route)],
      })),
    };
  }
}

function isOwned(listeners: IngressListeners | ExistingListeners): listeners is IngressListeners {
  return listeners instanceof IngressListeners;
}

/** Legs that are written as one rule: those of one `IngressRule`, or a leg alone where its path is rewritten. */
function rulesOf(legs: readonly IngressLeg[]): [IngressLeg, ...IngressLeg[]][] {
  const rules = new Map<unknown, [IngressLeg, ...IngressLeg[]]>();
  for (const leg of legs) {
    const key = leg.rule.rewrite === undefined ? leg.rule : leg;
    const known = rules.get(key);
    if (known === undefined) rules.set(key, [leg]);
    else known.push(leg);
  }
  return [...rules.values()];
}

function httpMatch({ _kind, path }: IngressPath): HttpRouteSpecRulesMatches {
  return { path: { type: _kind === 'exact' ? PathType.EXACT : PathType.PATH_PREFIX, value: path } };
}

function rewriteOf([{ rule, path }]: [IngressLeg, ...IngressLeg[]]): { filters?: HttpRouteSpecRulesFilters[] } {
  if (rule.rewrite === undefined) return {};
  const replaced =
    path._kind === 'exact'
      ? { type: Replace.REPLACE_FULL_PATH, replaceFullPath: rule.rewrite }
      : { type: Replace.REPLACE_PREFIX_MATCH, replacePrefixMatch: rule.rewrite };
  return { filters: [{ type: HttpRouteSpecRulesFiltersType.URL_REWRITE, urlRewrite: { path: replaced } }] };
}

function backendOf(
  [leg]: [IngressLeg, ...IngressLeg[]],
  route: KnownRoute,
): { name: string; namespace?: string; port: number } {
  const { name, namespace } = serviceOf(leg);
  return { name, ...(namespace === route.namespace ? {} : { namespace }), port: leg.rule.port };
}
