import { Construct } from 'constructs';
import { principalOf } from '../istio/identity';
import { hasMembers, reportProblems } from './given-shape';
import type { IngressForm, KnownRoute } from './ingress-form';
import { GatewayApiForm } from './ingress-gateway-api';
import type {
  ExistingIngressGatewayProps,
  ExistingIstioIngressGatewayProps,
  IngressGatewayProps,
  IstioIngressGatewayProps,
} from './ingress-gateway-props';
import { IstioForm } from './ingress-istio';
import {
  existingGateway,
  existingIstioGateway,
  istioGateway,
  type KnownGateway,
  ownGateway,
} from './ingress-known-gateway';
import { gatewayAllows, gatewayDenies, issuersOf } from './ingress-policies';
import { toJwtRule } from './jwt-issuer';
import { type IServiceIdentity, Source } from './source';
import { NetworkOfApp, type NetworkPods } from './network-pods';
import { TargetAuthentication } from './target-authentication';
import { type PolicyTarget, TargetPolicy } from './target-policy';

/** Where load balancers ask whether the gateway is ready: the first port of its Service. */
const HEALTH_PORT = 15021;

/**
 * Where requests from outside come in. It listens for the hosts of its routes, and lets nothing else pass: an
 * AuthorizationPolicy `<name>-allow` at the gateway itself allows what its routes say, and nothing until there is one.
 *
 * By default it is a `Gateway` of the Gateway API, which Istio deploys. As a source it is the identity of its pods.
 *
 * @see https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/
 * @example
 * const edge = new ZeroTrustNamespace(chart, 'edge');
 * const gateway = new IngressGateway(chart, 'public', { namespace: edge });
 */
export class IngressGateway extends Construct implements IServiceIdentity {
  /**
   * A classic gateway, which Istio's chart or profile installed: a `Gateway` and `VirtualService`s of Istio tell it the
   * routes.
   */
  public static istio(scope: Construct, id: string, props: IstioIngressGatewayProps): IngressGateway {
    return new IngressGateway(scope, id, undefined, istioGateway(id, props));
  }

  /** A `Gateway` of Istio's own that somebody else writes: `VirtualService`s attach to it. */
  public static fromIstio(scope: Construct, id: string, props: ExistingIstioIngressGatewayProps): IngressGateway {
    return new IngressGateway(scope, id, undefined, existingIstioGateway(id, props));
  }

  /** A `Gateway` of the Gateway API that somebody else writes: routes attach to one of its listeners. */
  public static fromGatewayApi(scope: Construct, id: string, props: ExistingIngressGatewayProps): IngressGateway {
    return new IngressGateway(scope, id, undefined, existingGateway(id, props));
  }

  /** Its name, which its policies begin with. */
  public readonly gatewayName: string;
  /** The namespace of its pods. */
  public readonly namespaceName: string;
  public readonly principal: string;
  public readonly principals: string[];

  private readonly known: KnownGateway;
  private readonly form?: IngressForm;
  private readonly allow?: TargetPolicy;
  private deny?: TargetPolicy;
  private tokens?: TargetAuthentication;
  /** the route of each host */
  private readonly routes = new Map<string, Construct>();
  private hasRoutes = false;

  public constructor(scope: Construct, id: string, props: IngressGatewayProps);
  /** @internal */
  public constructor(scope: Construct, id: string, props: undefined, known: KnownGateway);
  public constructor(
    scope: Construct,
    id: string,
    props: IngressGatewayProps | undefined,
    known = ownGateway(id, props as IngressGatewayProps),
  ) {
    super(scope, id);
    this.known = known;
    this.gatewayName = known.name;
    this.namespaceName = known.namespace;
    this.principal = principalOf(known.trustDomain, known.namespace, known.serviceAccount);
    this.principals = [this.principal];
    if (known.problems.length > 0) {
      // Nothing is written for a gateway that is not understood; the message stops the synth.
      reportProblems(this, () => [...known.problems]);
      return;
    }
    this.form = this.newForm();
    NetworkOfApp.of(this).add(this.networkPods());
    if (!known.isOpen) this.allow = new TargetPolicy(this.policyTarget(), 'ALLOW');
  }

  public toSource(): Source {
    return Source.identities(this);
  }

  /** Where a route's objects are written unless it says otherwise: where its Gateway is. @internal */
  public get _routeNamespace(): string {
    const { api, namespace } = this.known;
    return api.kind === 'existing-istio' ? api.home : namespace;
  }

  /** Says that there is a route, right or wrong. @internal */
  public _expectRoute(): void {
    this.hasRoutes = true;
  }

  /** What is wrong with the route at this gateway, beside what others say of it. @internal */
  public _routeProblems(route: KnownRoute): string[] {
    if (this.form === undefined) return [];
    return [...this.form.routeProblems(route), ...this.hostProblems(route.hosts), ...this.guardProblems(route)];
  }

  /** Writes the route, and what the gateway itself lets pass and refuses. @internal */
  public _addRoute(scope: Construct, route: KnownRoute): void {
    if (this.form === undefined) return;
    for (const host of route.hosts) this.routes.set(host, scope);
    this.form.addRoute(scope, route);
    for (const rule of gatewayAllows(route)) this.allow?.addRule(rule);
    for (const rule of gatewayDenies(route, this.known.httpPorts ?? [])) {
      this.deny ??= new TargetPolicy(this.policyTarget(), 'DENY');
      this.deny.addRule(rule);
    }
    for (const issuer of issuersOf(route)) {
      this.tokens ??= new TargetAuthentication(this.policyTarget());
      this.tokens.addRule(issuer.issuer, toJwtRule(issuer));
    }
  }

  private newForm(): IngressForm {
    const { api, name, namespace } = this.known;
    switch (api.kind) {
      case 'existing':
        return GatewayApiForm.existing({ name, namespace }, api.listeners);
      case 'owned': {
        const form = GatewayApiForm.owned(this, { name, namespace });
        reportProblems(this, () => (this.hasRoutes ? form.problems() : [withoutRoute(name)]));
        return form;
      }
      case 'istio':
        reportProblems(this, () => (this.hasRoutes ? [] : [withoutRoute(name)]));
        return IstioForm.owned(this, { name, namespace, labels: api.labels });
      case 'existing-istio':
        return IstioForm.existing({ name, namespace: api.home });
    }
  }

  private networkPods(): NetworkPods {
    const { labels, policyName, namespace } = this.known;
    return {
      identity: {
        serviceAccountName: policyName,
        namespaceName: namespace,
        principal: this.principal,
        enforcement: 'http',
      },
      selector: () => ({ ...labels }),
      allowRules: () => [],
      publicPorts: () => {
        const ports = this.form?.ports() ?? this.known.httpPorts;
        return ports === undefined ? 'unknown' : [...ports, HEALTH_PORT];
      },
    };
  }

  private policyTarget(): PolicyTarget {
    const { policyName, namespace, pods } = this.known;
    const { scope, id } = this.node;
    return { scope: scope as Construct, id, name: policyName, namespace, attachment: () => pods._attachment };
  }

  /** A DENY about HTTP also closes TCP, so it names its ports. */
  private guardProblems(route: KnownRoute): string[] {
    return this.known.httpPorts === undefined && issuersOf(route).length > 0
      ? [
          `\`issuers\` are named, and gateway \`${this.gatewayName}\` does not say on which ports of its pods it speaks HTTP, which the guard must name; give it \`httpPorts\`, such as \`[8443]\``,
        ]
      : [];
  }

  /**
   * The rules of a host stand together: only then is it known which of them leads a request, and what to ask of it.
   * Istio would join VirtualServices in the order of their age, and rules of `*.example.com` also allow what is sent to
   * `shop.example.com`.
   */
  private hostProblems(hosts: readonly string[]): string[] {
    return hosts.flatMap((host) =>
      [...this.routes]
        .filter(([other]) => doMeet(host, other))
        .map(([other, route]) =>
          host === other
            ? `host \`${host}\` is routed by \`${route.node.path}\` already; add the rules there, as only one list of rules says which of them leads a request`
            : `host \`${host}\` and host \`${other}\` of \`${route.node.path}\` cover each other, so that rules of one would open the other; list hosts one by one, or use another gateway`,
        ),
    );
  }
}

function withoutRoute(name: string): string {
  return `gateway \`${name}\` has no route, so it would listen for nothing; add an \`IngressRoute\``;
}

function doMeet(a: string, b: string): boolean {
  return covers(a, b) || covers(b, a);
}

function covers(pattern: string, host: string): boolean {
  return pattern === host || (pattern.startsWith('*') && host.endsWith(pattern.slice(1)));
}

/** Whether it is a gateway of this library. @internal */
export function isIngressGateway(value: unknown): boolean {
  return hasMembers(value, '_addRoute', 'gatewayName');
}
