/** The way from the callers of an egress route to a gateway, and from there to its hosts, as objects of Istio. */
import type { Construct } from 'constructs';
import {
  DestinationRule,
  type DestinationRuleSpec,
  DestinationRuleSpecSubsetsTrafficPolicyPortLevelSettingsTlsMode as TlsMode,
  VirtualService,
  type VirtualServiceSpec,
} from '../../imports/networking.istio.io';
import { SyncWave } from './argo-cd';
import { addObject } from './istio-object';
import type { Source } from './source';

/** A route through a gateway. @internal */
export interface EgressLeg {
  readonly name: string;
  /** that of the callers */
  readonly namespace: string;
  readonly from: readonly Source[];
  readonly hosts: readonly string[];
  /** what the application calls */
  readonly port: number;
  /** the application speaks HTTP, and the gateway does TLS */
  readonly isHttp: boolean;
}

/** The gateway, as routes name it. @internal */
export interface EgressPlace {
  readonly namespace: string;
  readonly name: string;
  /** of its Service */
  readonly host: string;
  readonly port: number;
}

/** The subset of the gateway under which a host is called: its server name in the handshake. @internal */
export function subsetOf(host: string): string {
  return host.replace(/\./g, '-');
}

/** @internal */
export function writeLeg(scope: Construct, gateway: EgressPlace, leg: EgressLeg): void {
  addObject(scope, 'GatewayRule', {
    gvk: DestinationRule.GVK,
    name: `${leg.name}-gateway`,
    namespace: leg.namespace,
    wave: SyncWave.BASELINE,
    isHeldBack: true,
    spec: (): DestinationRuleSpec => ({
      host: gateway.host,
      exportTo: ['.'],
      subsets: [...leg.hosts].sort().map((host) => ({
        name: subsetOf(host),
        trafficPolicy: {
          portLevelSettings: [
            { port: { number: gateway.port }, tls: { mode: TlsMode.ISTIO_UNDERSCORE_MUTUAL, sni: host } },
          ],
        },
      })),
    }),
  });
  for (const host of leg.hosts) {
    addObject(scope, `Route-${host}`, {
      gvk: VirtualService.GVK,
      name: host,
      namespace: leg.namespace,
      wave: SyncWave.ROUTE,
      inDeny: { wave: SyncWave.CALLERS, of: () => [leg.namespace] },
      isHeldBack: true,
      spec: () => routeOf(host, gateway, leg),
    });
  }
}

/** Two routes of one host: for callers to the gateway, and for the gateway to the host. */
function routeOf(
  host: string,
  { namespace, name, host: service, port }: EgressPlace,
  leg: EgressLeg,
): VirtualServiceSpec {
  const gateway = `${namespace}/${name}`;
  const toGateway = [{ destination: { host: service, port: { number: port }, subset: subsetOf(host) } }];
  const toHost = [{ destination: { host, port: { number: leg.port } } }];
  const ofMesh = { gateways: ['mesh'], port: leg.port };
  const ofGateway = { gateways: [gateway], port };
  return {
    hosts: [host],
    gateways: ['mesh', gateway],
    exportTo: ['.', namespace],
    ...(leg.isHttp
      ? {
          http: [
            { match: [ofMesh], route: toGateway },
            { match: [ofGateway], route: toHost },
          ],
        }
      : {
          tls: [{ match: [{ ...ofMesh, sniHosts: [host] }], route: toGateway }],
          tcp: [{ match: [ofGateway], route: toHost }],
        }),
  };
}
