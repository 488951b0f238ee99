/** Does the proxy of a caller know a host, and what becomes of calls to one that it does not know? */
import type { Mesh, Sidecar, Workload } from '../../policy/model';
import type { EgressHost, OutboundTrafficPolicy, SidecarEgress } from '../../policy/model-sidecar';
import type { VirtualService } from '../../policy/model-virtual-service';
import { sidecarOf } from '../../policy/port-protocol';
import { coversHost } from '../../policy/short-host';
import { doHostsMeet, isHostWithin } from '../servers/gateway-host';
import type { CalledHost } from './called-host';

/** The proxy does not know the host, and does this with calls to it. */
export interface UnknownHost {
  readonly kind: 'unknown';
  readonly policy: OutboundTrafficPolicy;
  readonly because: string;
}

/** Whether the host is known. */
export type Known =
  | { readonly kind: 'known' }
  | UnknownHost
  /** the manifests do not tell */
  | { readonly kind: 'unsettled'; readonly because: string };

const EVERYTHING: SidecarEgress = { captureMode: 'DEFAULT', hosts: [{ namespace: '*', host: '*' }] };

/** Whether the proxy of these pods knows the port of the host. A gateway has no Sidecar. */
export function knowledgeOf(mesh: Mesh, caller: Workload, isGateway: boolean, called: CalledHost): Known {
  const sidecar = isGateway ? undefined : sidecarOf(mesh, caller);
  const policy = outboundPolicyOf(mesh, sidecar);
  const unknown = (because: string): Known => ({ kind: 'unknown', policy, because });
  const host = `\`${called.host}\``;
  if (!isShown(called, caller.namespace))
    return unknown(`${host} is not exported to namespace \`${caller.namespace}\``);
  const listener = listenerFor(sidecar, called.port);
  const by = sidecar === undefined ? '' : `Sidecar \`${sidecar.namespace}/${sidecar.name}\``;
  if (listener === undefined) return unknown(`no listener of ${by} is for port ${called.port}`);
  if (listener.bind !== undefined || listener.captureMode === 'NONE') {
    return { kind: 'unsettled', because: `the application has to call an address that ${by} opens` };
  }
  return imports(listener, caller.namespace, called) ? { kind: 'known' } : unknown(`${by} does not import ${host}`);
}

/** What becomes of calls to a host that nobody declares. */
export function undeclared(mesh: Mesh, caller: Workload, isGateway: boolean, because: string): UnknownHost {
  return { kind: 'unknown', policy: outboundPolicyOf(mesh, isGateway ? undefined : sidecarOf(mesh, caller)), because };
}

function outboundPolicyOf({ settings }: Mesh, sidecar: Sidecar | undefined): OutboundTrafficPolicy {
  return sidecar?.outboundTrafficPolicy ?? { mode: settings.outboundTrafficPolicy };
}

/** @see istio pilot/pkg/model/push_context.go, `IsServiceVisible` */
export function isShown({ exportTo, namespace }: Pick<CalledHost, 'exportTo' | 'namespace'>, client: string): boolean {
  return exportTo.some((space) => space === '*' || space === client || (space === '.' && namespace === client));
}

/** The listener of this port, else the one that is for all others. */
function listenerFor(sidecar: Sidecar | undefined, port: number): SidecarEgress | undefined {
  const egress = sidecar === undefined || sidecar.egress.length === 0 ? [EVERYTHING] : sidecar.egress;
  return egress.find((listener) => isForPort(listener, port)) ?? egress.find((listener) => listener.port === undefined);
}

/** Whether a Sidecar has a listener for this port alone. */
export function namesPort(mesh: Mesh, caller: Workload, port: number): boolean {
  return listenerFor(sidecarOf(mesh, caller), port)?.port !== undefined;
}

/**
 * Tells whether the sidecar of the caller follows a VirtualService for calls to the port: one of its hosts is imported.
 * @see istio pilot/pkg/model/virtualservice.go, `SelectVirtualServices`
 */
export function routeImports(
  mesh: Mesh,
  caller: Workload,
  port: number,
): (route: Pick<VirtualService, 'namespace' | 'hosts'>) => boolean {
  const entries = listenerFor(sidecarOf(mesh, caller), port)?.hosts ?? [];
  return ({ namespace, hosts }) => {
    const meant = entries.filter((entry) => [namespace, '*'].includes(spaceOf(entry, caller.namespace)));
    return hosts.some(
      (host) =>
        meant.some((entry) => !isExclusion(entry) && doHostsMeet(entry.host, host)) &&
        !meant.some((entry) => isExclusion(entry) && isHostWithin(host, entry.host)),
    );
  };
}

/** A listener for an HTTP proxy takes calls to all ports. */
function isForPort({ port }: SidecarEgress, number: number): boolean {
  return port?.number === number && port.protocol.toUpperCase() !== 'HTTP_PROXY';
}

/** @see istio pilot/pkg/model/sidecar.go, `selectServices` */
function imports({ hosts }: SidecarEgress, client: string, { host, namespace }: CalledHost): boolean {
  const meant = hosts.filter(
    (entry) => [namespace, '*'].includes(spaceOf(entry, client)) && coversHost(entry.host, host),
  );
  return meant.length > 0 && !meant.some(isExclusion);
}

/** A tilde before the namespace leaves the hosts out; alone it is every namespace. */
function isExclusion({ namespace }: EgressHost): boolean {
  return namespace.startsWith('~');
}

function spaceOf({ namespace }: EgressHost, client: string): string {
  const space = namespace.replace(/^~/, '');
  if (space === '') return '*';
  return space === '.' ? client : space;
}
