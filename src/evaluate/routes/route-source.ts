/** For which proxies, gateways and ports is a match of a VirtualService meant? */
import { selects } from '../../policy/in-force';
import type { Labels } from '../../policy/model';
import type { GatewayReference, SourceMatch } from '../../policy/model-virtual-service';
import { isSameGateway } from './route-virtual-service';

/** The proxy that follows the VirtualService. */
export interface MatchedProxy {
  readonly namespace: string;
  readonly labels: Labels;
}

/** `port` is that of a server or a called Service, not the pod's. */
export function isForPort({ port }: SourceMatch, called: { readonly port: number }): boolean {
  return port === undefined || port === called.port;
}

/** Gateways, when there are any, settle it; otherwise the proxy is the source. @see `sourceMatchHTTP` */
export function isForProxy(match: SourceMatch, gateway: GatewayReference, proxy: MatchedProxy): boolean {
  return match.gateways.length > 0 ? namesGateway(match, gateway) : isFromProxy(match, proxy);
}

/** Whether the proxy is one of the callers that the match speaks of. */
export function isFromProxy({ sourceNamespace, sourceLabels }: SourceMatch, proxy: MatchedProxy): boolean {
  return selects(sourceLabels, proxy.labels) && (sourceNamespace === undefined || sourceNamespace === proxy.namespace);
}

/** Whether the match names this gateway, or the mesh. */
export function namesGateway({ gateways }: SourceMatch, gateway: GatewayReference): boolean {
  return gateways.some((one) => isSameGateway(one, gateway));
}
