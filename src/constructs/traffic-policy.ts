import type { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import {
  DestinationRule,
  type DestinationRuleSpec,
  type DestinationRuleSpecTrafficPolicyConnectionPool,
  DestinationRuleSpecTrafficPolicyTlsMode as IstioMode,
} from '../../imports/networking.istio.io';
import { checkDnsLabel } from '../istio/names';
import { shown } from '../istio/shown';
import { SyncWave } from './argo-cd';
import {
  type FieldCheck,
  type FieldChecks,
  fieldProblems,
  hasMembers,
  isOneOf,
  isText,
  judgedElsewhere,
  listOf,
  optional,
  reportProblems,
  required,
} from './given-shape';
import { addObject } from './istio-object';
import type { TrafficHost } from './traffic-host';
import { isWithoutReason, reasonAnnotations } from './written-reason';
import { isNamespace, type ZeroTrustNamespace } from './zero-trust-namespace';

/**
 * What callers' proxies speak to a host.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings-TLSmode
 */
export enum ClientTlsMode {
  /** mTLS with the caller's mesh identity */
  ISTIO_MUTUAL = 'ISTIO_MUTUAL',
  /** TLS without a client certificate */
  SIMPLE = 'SIMPLE',
  /** mTLS with certificate files of the caller's pod */
  MUTUAL = 'MUTUAL',
  /** plaintext; a STRICT workload refuses it */
  DISABLE = 'DISABLE',
}

const ISTIO_MODES: Readonly<Record<ClientTlsMode, IstioMode>> = {
  [ClientTlsMode.ISTIO_MUTUAL]: IstioMode.ISTIO_UNDERSCORE_MUTUAL,
  [ClientTlsMode.SIMPLE]: IstioMode.SIMPLE,
  [ClientTlsMode.MUTUAL]: IstioMode.MUTUAL,
  [ClientTlsMode.DISABLE]: IstioMode.DISABLE,
};

/** TLS towards a host. */
export interface ClientTls {
  /** What is spoken. */
  readonly mode: ClientTlsMode;
  /**
   * Server name of the handshake.
   * @default - the host of the request
   */
  readonly sni?: string;
  /**
   * Names, one of which the server's certificate must have.
   * @default - the server name
   */
  readonly subjectAltNames?: string[];
  /**
   * File with the authorities that may have signed the server's certificate.
   * @default - those of the operating system
   */
  readonly caCertificates?: string;
  /**
   * File with the client's certificate, for `MUTUAL`.
   * @default - none
   */
  readonly clientCertificate?: string;
  /**
   * File with the client's private key, for `MUTUAL`.
   * @default - none
   */
  readonly privateKey?: string;
  /**
   * Why plaintext is right here; kept as an annotation. Needed for `DISABLE`.
   * @default - none
   */
  readonly reason?: string;
}

/** Limits on TCP connections to a host. */
export interface TcpPool {
  /**
   * Connections at a time.
   * @default - Envoy's: no limit to speak of
   */
  readonly maxConnections?: number;
  /**
   * How long a connection may take to come about.
   * @default - Istio's: 10 s
   */
  readonly connectTimeout?: Duration;
}

/** Limits on HTTP requests to a host. */
export interface HttpPool {
  /**
   * Requests that wait for a connection.
   * @default - Envoy's: no limit to speak of
   */
  readonly http1MaxPendingRequests?: number;
  /**
   * Requests at a time.
   * @default - Envoy's: no limit to speak of
   */
  readonly http2MaxRequests?: number;
  /**
   * Requests on one connection; 1 switches keep-alive off.
   * @default - no limit
   */
  readonly maxRequestsPerConnection?: number;
  /**
   * Retries at a time.
   * @default - Envoy's: no limit to speak of
   */
  readonly maxRetries?: number;
  /**
   * How long a connection may lie idle.
   * @default - Envoy's: 1 h
   */
  readonly idleTimeout?: Duration;
}

/** How callers talk to a host. */
export interface TrafficPolicyProps {
  /** The namespace of the DestinationRule: that of the called Service, so that it holds for all callers. */
  readonly namespace: ZeroTrustNamespace;
  /** What is called. */
  readonly host: TrafficHost;
  /**
   * TLS towards it. Always written out, as a rule for one Service inherits nothing from the namespace's or the mesh's.
   * @default - `ISTIO_MUTUAL`
   */
  readonly tls?: ClientTls;
  /**
   * Limits on connections.
   * @default - none
   */
  readonly tcp?: TcpPool;
  /**
   * Limits on requests.
   * @default - none
   */
  readonly http?: HttpPool;
}

/**
 * How callers' proxies talk to a host: a DestinationRule with TLS mode and connection pool.
 *
 * The most specific rule wins whole: a rule for one Service hides the namespace's, which hides the mesh's.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/
 * @example
 * new TrafficPolicy(chart, 'backend-pool', {
 *   namespace: shop,
 *   host: TrafficHost.service('backend', 'shop'),
 *   tcp: { maxConnections: 100 },
 * });
 */
export class TrafficPolicy extends Construct {
  public constructor(scope: Construct, id: string, props: TrafficPolicyProps) {
    super(scope, id);
    const misshapen = fieldProblems('a traffic policy', props, FIELDS);
    const problems = misshapen.length > 0 ? misshapen : trafficProblems(props);
    reportProblems(this, () => problems);
    // Nothing is written for what is not understood; the message stops the synth.
    if (problems.length > 0) return;
    const { reason, ...tls } = props.tls ?? { mode: ClientTlsMode.ISTIO_MUTUAL };
    addObject(this, 'DestinationRule', {
      gvk: DestinationRule.GVK,
      name: props.host.name,
      namespace: props.namespace.namespaceName,
      wave: SyncWave.BASELINE,
      isHeldBack: true,
      ...reasonAnnotations(reason),
      spec: (): DestinationRuleSpec => ({
        host: props.host.host,
        trafficPolicy: { tls: { ...tls, mode: ISTIO_MODES[tls.mode] }, ...connectionPool(props) },
      }),
    });
  }
}

function connectionPool({ tcp, http }: TrafficPolicyProps): {
  connectionPool?: DestinationRuleSpecTrafficPolicyConnectionPool;
} {
  const { connectTimeout, ...tcpLimits } = tcp ?? {};
  const { idleTimeout, ...httpLimits } = http ?? {};
  const pool = {
    ...(tcp === undefined ? {} : { tcp: { ...tcpLimits, ...inSeconds('connectTimeout', connectTimeout) } }),
    ...(http === undefined ? {} : { http: { ...httpLimits, ...inSeconds('idleTimeout', idleTimeout) } }),
  };
  return Object.keys(pool).length === 0 ? {} : { connectionPool: pool };
}

function inSeconds(field: string, duration: Duration | undefined): { [field: string]: string } {
  return duration === undefined ? {} : { [field]: `${duration.toMilliseconds() / 1000}s` };
}

const duration = optional(
  (value) => hasMembers(value, 'toMilliseconds'),
  'a `Duration`, such as `Duration.seconds(10)`',
);
const text = optional(isText, 'a text');

const TLS_FIELDS: FieldChecks<ClientTls> = {
  mode: required(isOneOf(ClientTlsMode), 'a `ClientTlsMode`, such as `ClientTlsMode.SIMPLE`'),
  subjectAltNames: listOf(isText, 'a name'),
  sni: text,
  caCertificates: text,
  clientCertificate: text,
  privateKey: text,
  reason: text,
};
const TCP_FIELDS: FieldChecks<TcpPool> = { maxConnections: judgedElsewhere, connectTimeout: duration };
const HTTP_FIELDS: FieldChecks<HttpPool> = {
  http1MaxPendingRequests: judgedElsewhere,
  http2MaxRequests: judgedElsewhere,
  maxRequestsPerConnection: judgedElsewhere,
  maxRetries: judgedElsewhere,
  idleTimeout: duration,
};
const FIELDS: FieldChecks<TrafficPolicyProps> = {
  namespace: required(isNamespace, 'a `ZeroTrustNamespace`'),
  host: required(isHost, 'a `TrafficHost`, such as `TrafficHost.service(…)`'),
  tls: optionalFields(TLS_FIELDS),
  tcp: optionalFields(TCP_FIELDS),
  http: optionalFields(HTTP_FIELDS),
};

function optionalFields<Props extends object>(checks: FieldChecks<Props>): FieldCheck {
  return (field, value) => (value === undefined ? [] : fieldProblems(`\`${field}\``, value as Props, checks));
}

function isHost(value: unknown): boolean {
  return hasMembers(value, 'host', 'name', '_problems');
}

function trafficProblems({ namespace, host, tls, tcp, http }: TrafficPolicyProps): string[] {
  const { connectTimeout: _c, ...tcpNumbers } = tcp ?? {};
  const { idleTimeout: _i, ...httpNumbers } = http ?? {};
  const files = [tls?.caCertificates, tls?.clientCertificate, tls?.privateKey].filter((file) => file !== undefined);
  return [
    checkDnsLabel('namespace', namespace.namespaceName),
    ...host._problems(),
    ...Object.entries({ ...tcpNumbers, ...httpNumbers })
      .filter(([, value]) => !Number.isInteger(value) || value < 1)
      .map(
        ([field, value]) =>
          `\`${field}\` is \`${shown(value)}\`; give a whole number from 1, or leave it out for no limit`,
      ),
    ...Object.entries({ tcp, http })
      .filter(([, pool]) => pool !== undefined && Object.keys(pool).length === 0)
      .map(([field]) => `\`${field}\` sets no limit; leave it out, or give one`),
    tls?.mode === ClientTlsMode.DISABLE && isWithoutReason(tls.reason)
      ? 'client TLS mode `DISABLE` sends plaintext, which has no identity and which a STRICT workload refuses; say why in `reason`'
      : undefined,
    namespace.dataPlane._isAmbient && namespace.waypoint === undefined
      ? `namespace \`${namespace.namespaceName}\` is ambient without a waypoint, and ztunnel reads no DestinationRule; give it the data plane \`DataPlane.ambientWithWaypoint()\`, or leave the traffic policy out`
      : undefined,
    namespace.waypoint !== undefined && tls?.mode === ClientTlsMode.DISABLE
      ? `client TLS mode \`DISABLE\` does not switch off the tunnels of ambient namespace \`${namespace.namespaceName}\`; leave \`tls\` out`
      : undefined,
    tls?.mode === ClientTlsMode.MUTUAL && (tls.clientCertificate === undefined || tls.privateKey === undefined)
      ? "client TLS mode `MUTUAL` needs `clientCertificate` and `privateKey`; for the mesh's own certificates use `ISTIO_MUTUAL`"
      : undefined,
    (tls?.mode === ClientTlsMode.ISTIO_MUTUAL || tls?.mode === ClientTlsMode.DISABLE) && files.length > 0
      ? `client TLS mode \`${tls.mode}\` ignores certificate files, such as \`${files[0]}\`; remove them, or use \`SIMPLE\` or \`MUTUAL\``
      : undefined,
    tls?.subjectAltNames?.length === 0
      ? '`subjectAltNames` is an empty list, which Istio reads as no requirement; leave it out, or name at least one'
      : undefined,
  ].filter((problem) => problem !== undefined);
}
