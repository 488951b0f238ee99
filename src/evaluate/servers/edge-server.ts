/** A server of a gateway, whichever API has written it. */
import type { ObjectName } from '../../policy/model';
import type { GatewayTls, ServerHost } from '../../policy/model-gateway';
import { protocolOf } from '../../policy/port-protocol';

/** A server as a Gateway says it. */
export interface EdgeServer {
  /** by which routes refer to it; a listener has one of its own */
  readonly gateway: ObjectName;
  readonly port: number;
  readonly portName: string;
  readonly protocol: string;
  readonly bind?: string;
  readonly tls: GatewayTls;
  readonly httpsRedirect: boolean;
  /** INVARIANT: not empty */
  readonly hosts: readonly ServerHost[];
  /** why the handshake fails, though TLS is asked for */
  readonly withoutCertificate?: string;
}

/** A server where the proxy has it: at a port of its pods. */
export interface PlacedServer extends EdgeServer {
  readonly podPort: number;
}

/** Whether requests are spoken there once TLS, if any, is off. */
export function speaksHttp({ protocol, tls }: EdgeServer): boolean {
  return protocolOf(protocol) === 'http' || (protocol === 'HTTPS' && !isPassthrough(tls));
}

/** Whether TLS is passed on as it comes. */
export function isPassthrough(tls: GatewayTls): boolean {
  return tls === 'passthrough' || tls === 'auto-passthrough';
}
