/** What does a proxy speak to the endpoints of a host that it knows? The DestinationRule in force or auto mTLS says. */
import type { Mesh, ObjectName } from '../../policy/model';
import type { ClientTls as RuleTls } from '../../policy/model-destination-rule';
import { mtlsMode, namespaceModeInForce } from '../../policy/mtls-mode';
import type { RuleInForce } from '../routes/destination-rule';
import type { CalledEndpoint, CalledHost } from './called-host';
import type { ClientPolicy } from './client-policy';
import { clientPolicyAt } from './client-policy';

/** What is spoken. */
export interface Spoken {
  readonly kind: 'spoken';
  /** `simple`, `mutual`: TLS without the identity of the mesh; `hbone`: the tunnel of ambient */
  readonly tls: 'none' | 'istio_mutual' | 'simple' | 'mutual' | 'hbone';
  /** TLS inside the tunnel */
  readonly inner?: 'simple' | 'mutual';
  /** server name, when it is fixed */
  readonly sni?: string;
  /** the DestinationRule in force, whether it says something about TLS or not */
  readonly rule?: ObjectName;
  /** the ports that the proxy may dial, in order, where that is known */
  readonly ports?: readonly number[];
}

/**
 * Why nothing is said of what is spoken: the manifests do not tell it (`unsettled`), or not to whom (`strayed`); the
 * proxy lets no such call out (`blocked`), or nobody is there who could be called (`absent`).
 */
export interface Unspoken {
  readonly kind: 'unsettled' | 'strayed' | 'blocked' | 'absent';
  readonly because: string;
}

/** What is spoken, or why nothing is said of it. */
export type ClientTls = Spoken | Unspoken;

/** No TLS, and no rule that says so. */
export const PLAINTEXT: Spoken = { kind: 'spoken', tls: 'none' };

/** The same of whoever dials this port without a proxy, or past it. */
export function plaintextTo(port: number): Spoken {
  return { ...PLAINTEXT, ports: [port] };
}

/** A connection to a host: the policy in force, and what else decides. */
export interface ClientConnection {
  readonly kind: 'connection';
  readonly called: CalledHost;
  readonly subset?: string;
  readonly rule?: RuleInForce;
  readonly policy: ClientPolicy;
  /** gateways may read any Secret, and resolve all hosts by discovery */
  readonly isGateway: boolean;
}

/** The connection under this rule. */
export function connectionTo(
  called: CalledHost,
  subset: string | undefined,
  rule: RuleInForce | undefined,
  isGateway: boolean,
): ClientConnection | Unspoken {
  const name = rule === undefined ? '' : `DestinationRule \`${rule.namespace}/${rule.name}\``;
  const policy = clientPolicyAt(rule, called.port, subset);
  if (policy === undefined) return strayed(`${name || 'no DestinationRule'} has no subset \`${subset ?? ''}\``);
  if (policy.detour !== undefined) return strayed(`${policy.detour}, as ${name} says`);
  return {
    kind: 'connection',
    called,
    policy,
    isGateway,
    ...(subset === undefined ? {} : { subset }),
    ...(rule === undefined ? {} : { rule }),
  };
}

/**
 * What is spoken to each of these endpoints. Where connections go to the address that the application chose, endpoints
 * are not told apart, and there may be none.
 * @see istio pilot/pkg/networking/core/cluster_tls.go, `applyUpstreamTLSSettings`, and xds/endpoints/mtls_checker.go
 */
export function speechesTo(
  mesh: Mesh,
  connection: ClientConnection,
  endpoints: readonly CalledEndpoint[],
): readonly (Spoken | Unspoken)[] {
  const { called, policy, isGateway } = connection;
  const isPassthrough = policy.isPassthrough || (called.isPassthrough && !isGateway);
  if (!isPassthrough) {
    return endpoints.map(({ unknown, ...endpoint }) =>
      unknown === undefined ? speechTo(mesh, connection, endpoint) : unsettled(unknown),
    );
  }
  const unknown = policy.tls === undefined ? called.endpoints.find((each) => each.unknown !== undefined) : undefined;
  return [unknown?.unknown === undefined ? speechTo(mesh, connection, undefined) : unsettled(unknown.unknown)];
}

function speechTo(mesh: Mesh, connection: ClientConnection, endpoint: CalledEndpoint | undefined): Spoken | Unspoken {
  const { policy, rule } = connection;
  const { tls } = policy;
  const isTunnelled = endpoint?.isTunnelled ?? false;
  const speech = (spoken: Omit<Spoken, 'kind' | 'rule'>): Spoken => ({
    kind: 'spoken',
    ...spoken,
    ports: [endpoint?.port ?? connection.called.passthroughPort],
    ...(rule === undefined ? {} : { rule: { namespace: rule.namespace, name: rule.name } }),
  });
  if (tls === undefined) {
    if (isTunnelled) return speech({ tls: 'hbone' });
    const isMutual = triesMtls(mesh, connection) && (endpoint === undefined || hasMtls(mesh, policy, endpoint));
    return speech(isMutual ? { tls: 'istio_mutual', sni: defaultSni(connection) } : { tls: 'none' });
  }
  if (tls.mode === 'DISABLE' || isWithoutSecret(connection, tls))
    return speech({ tls: isTunnelled ? 'hbone' : 'none' });
  if (tls.mode === 'ISTIO_MUTUAL') {
    return speech(isTunnelled ? { tls: 'hbone' } : { tls: 'istio_mutual', sni: tls.sni ?? defaultSni(connection) });
  }
  if (isUnusable(tls)) return unsettled('mode MUTUAL has no client certificate, which the webhook of Istio refuses');
  const mode = tls.mode === 'SIMPLE' ? 'simple' : 'mutual';
  if (isTunnelled) return speech({ tls: 'hbone', inner: mode });
  return speech({ tls: mode, ...(tls.sni === undefined ? {} : { sni: tls.sni }) });
}

/**
 * Whether auto mTLS is tried at all: the namespace of the host must not disable it, whatever its workloads say, and
 * where nothing is known of single endpoints, all must have a sidecar.
 * @see istio pilot/pkg/model/push_context.go, `BestEffortInferServiceMTLSMode`
 */
function triesMtls(mesh: Mesh, { called, policy }: ClientConnection): boolean {
  if (called.isExternal || !mesh.settings.enableAutoMtls) return false;
  if (called.isPassthrough || policy.guessesByPods) {
    if (called.endpoints.length === 0 || called.endpoints.some(({ tlsMode }) => tlsMode === 'disabled')) return false;
  }
  return namespaceModeInForce(mesh, called.namespace).mode !== 'DISABLE';
}

/** Whether auto mTLS finds mTLS at the endpoint. What the rule says elsewhere than at the port counts here, too. */
function hasMtls(mesh: Mesh, { endpointMode }: ClientPolicy, { served, port, tlsMode }: CalledEndpoint): boolean {
  if (tlsMode !== 'istio') return false;
  return endpointMode === undefined ? mtlsMode(mesh, served, port) !== 'DISABLE' : endpointMode === 'ISTIO_MUTUAL';
}

/** A sidecar gets a Secret only by a rule that selects workloads; without one it drops TLS. */
function isWithoutSecret({ rule, isGateway }: ClientConnection, tls: RuleTls): boolean {
  if (tls.mode !== 'SIMPLE' && tls.mode !== 'MUTUAL') return false;
  const { credentialName = '' } = tls;
  const needsSecret = credentialName !== '' && !credentialName.startsWith('configmap://');
  return needsSecret && !isGateway && rule?.selector === undefined;
}

function isUnusable(tls: RuleTls): boolean {
  if (tls.mode !== 'MUTUAL' || (tls.credentialName ?? '') !== '') return false;
  return (tls.clientCertificate ?? '') === '' || (tls.privateKey ?? '') === '';
}

/** @see istio pilot/pkg/model/push_context.go, `BuildDNSSrvSubsetKey` */
function defaultSni({ called, subset = '' }: ClientConnection): string {
  return `outbound_.${called.port}_.${subset}_.${called.host}`;
}

/** We cannot tell what is spoken, for this reason. */
export function unsettled(because: string): Unspoken {
  return { kind: 'unsettled', because };
}

/** We cannot tell who is called, for this reason. */
export function strayed(because: string): Unspoken {
  return { kind: 'strayed', because };
}
