/** What a gateway is told of a route, in either API. */
import type { Construct } from 'constructs';
import type { IngressLeg } from './ingress-rule';
import type { IngressTls } from './ingress-tls';

/** The Gateway that tells the routes. @internal */
export interface GatewayName {
  readonly name: string;
  readonly namespace: string;
}

/** A route that is understood. @internal */
export interface KnownRoute {
  readonly name: string;
  /** where its objects are written, apart from grants */
  readonly namespace: string;
  /** that of the gateway's pods, by whose stage its objects go: they open only what the policies there confine */
  readonly stagedBy: string;
  readonly hosts: readonly string[];
  readonly tls?: IngressTls;
  /** the most specific first */
  readonly legs: readonly IngressLeg[];
  /** whether its paths are gRPC methods: all, or none */
  readonly isGrpc: boolean;
}

/** The API by which a gateway is told its routes. @internal */
export interface IngressForm {
  /** the ports of the gateway's pods where it listens; `undefined` where something else decides it */
  ports(): number[] | undefined;
  /** what of the route this API, or this gateway, cannot do */
  routeProblems(route: KnownRoute): string[];
  /** writes the objects of the route below `scope` */
  addRoute(scope: Construct, route: KnownRoute): void;
}

/** The Service that a leg leads to. @internal */
export function serviceOf({ rule }: IngressLeg): { readonly name: string; readonly namespace: string } {
  return { name: rule.service ?? rule.to.serviceAccountName, namespace: rule.to.namespaceName };
}

/** What is wrong with a route to a gateway of ours that leaves `tls` out. @internal */
export function missingTls(): string {
  return "`tls` is not given; name the Secret with the certificate, as in `IngressTls.secret('shop-tls')`, or say why there is none in `IngressTls.none(…)`";
}
