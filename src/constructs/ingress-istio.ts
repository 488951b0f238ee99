/** Routes in Istio's own words: a VirtualService each, and one Gateway for the hosts of all, unless that is there. */
import type { Construct } from 'constructs';
import {
  Gateway,
  type GatewaySpec,
  type GatewaySpecServers,
  GatewaySpecServersTlsMode,
  VirtualService,
  type VirtualServiceSpec,
  type VirtualServiceSpecHttp,
} from '../../imports/networking.istio.io';
import { SyncWave } from './argo-cd';
import { type GatewayName, type IngressForm, type KnownRoute, missingTls, serviceOf } from './ingress-form';
import type { IngressLeg } from './ingress-rule';
import { addObject } from './istio-object';
import { TrafficHost } from './traffic-host';
import { reasonAnnotations } from './written-reason';

/** A Gateway that is written for the pods of a classic gateway. @internal */
export interface IstioGatewayPods extends GatewayName {
  readonly labels: { readonly [key: string]: string };
}

/** @internal */
export class IstioForm implements IngressForm {
  /** The Gateway is written, with the servers that its routes need. */
  public static owned(scope: Construct, pods: IstioGatewayPods): IstioForm {
    const form = new IstioForm(pods, true);
    addObject(scope, 'Gateway', {
      gvk: Gateway.GVK,
      name: pods.name,
      namespace: pods.namespace,
      wave: SyncWave.EXPOSURE,
      isHeldBack: true,
      spec: (): GatewaySpec => ({ selector: { ...pods.labels }, servers: form.servers() }),
    });
    return form;
  }

  /** The Gateway is there. */
  public static existing(gateway: GatewayName): IstioForm {
    return new IstioForm(gateway, false);
  }

  private readonly routes: KnownRoute[] = [];

  private constructor(
    private readonly gateway: GatewayName,
    private readonly isOwned: boolean,
  ) {}

  /** Its Service says which ports of the pods are behind 80 and 443. */
  public ports(): undefined {
    return undefined;
  }

  public routeProblems({ tls }: KnownRoute): string[] {
    if (!this.isOwned) {
      return tls === undefined
        ? []
        : [
            `\`tls\` is given, and how gateway \`${this.gateway.name}\` does TLS is said where it is written; remove it`,
          ];
    }
    if (tls === undefined) return [missingTls()];
    const { name, namespace } = tls._secret ?? {};
    return namespace === undefined || namespace === this.gateway.namespace
      ? []
      : [
          `Secret \`${namespace}/${name}\` is not in namespace \`${this.gateway.namespace}\`, and a classic gateway reads Secrets of its own namespace only; copy it there, or use a gateway of the Gateway API`,
        ];
  }

  public addRoute(scope: Construct, route: KnownRoute): void {
    this.routes.push(route);
    const { name, namespace, stagedBy, hosts, legs, tls } = route;
    addObject(scope, 'Route', {
      gvk: VirtualService.GVK,
      name,
      namespace,
      wave: SyncWave.EXPOSURE,
      stagedBy,
      isHeldBack: true,
      ...reasonAnnotations(tls?._reason),
      spec: (): VirtualServiceSpec => ({
        hosts: [...hosts],
        gateways: [`${this.gateway.namespace}/${this.gateway.name}`],
        http: legs.flatMap(httpOf),
      }),
    });
  }

  /** A host may be bound from the namespace of its route only. */
  private servers(): GatewaySpecServers[] {
    const bySecret = new Map<string, string[]>();
    const redirected: string[] = [];
    const plain: string[] = [];
    for (const { hosts, namespace, tls } of this.routes) {
      const bound = hosts.map((host) => `${namespace}/${host}`);
      const secret = tls?._secret?.name;
      if (secret === undefined) {
        plain.push(...bound);
      } else {
        bySecret.set(secret, [...(bySecret.get(secret) ?? []), ...bound]);
        redirected.push(...bound);
      }
    }
    const http = (name: string) => ({ number: 80, name, protocol: 'HTTP' });
    return [
      ...(plain.length === 0 ? [] : [{ port: http('http'), hosts: plain.sort() }]),
      ...(redirected.length === 0
        ? []
        : [{ port: http('http-redirect'), hosts: redirected.sort(), tls: { httpsRedirect: true } }]),
      ...[...bySecret]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([secret, hosts]) => ({
          port: { number: 443, name: `https-${secret}`, protocol: 'HTTPS' },
          hosts: hosts.sort(),
          tls: { mode: GatewaySpecServersTlsMode.SIMPLE, credentialName: secret },
        })),
    ];
  }
}

/**
 * A prefix of Istio is one of text (`/api` takes `/apix`), so whole segments are two matches; rewritten, they are two
 * routes, as taking `/api` off would leave `//orders`.
 */
function httpOf(leg: IngressLeg): VirtualServiceSpecHttp[] {
  const { path, rule } = leg;
  const { name, namespace } = serviceOf(leg);
  const route = [{ destination: { host: TrafficHost.service(name, namespace).host, port: { number: rule.port } } }];
  const rewritten = (uri: string | undefined) => (uri === undefined ? {} : { rewrite: { uri } });
  const exact = { uri: { exact: path.path } };
  if (path._kind === 'exact') return [{ match: [exact], ...rewritten(rule.rewrite), route }];
  if (path.path === '/') return [{ match: [{ uri: { prefix: '/' } }], route }];
  const below = { uri: { prefix: `${path.path}/` } };
  if (path.isGrpc) return [{ match: [below], route }];
  if (rule.rewrite === undefined) return [{ match: [exact, below], route }];
  const trunk = rule.rewrite === '/' ? '/' : `${rule.rewrite}/`;
  return [
    { match: [exact], ...rewritten(rule.rewrite), route },
    { match: [below], ...rewritten(trunk), route },
  ];
}
