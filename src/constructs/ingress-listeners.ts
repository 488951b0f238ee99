/** On which ports, under which names and certificates does a Gateway of the Gateway API listen for its routes? */
import type { Construct } from 'constructs';
import {
  Gateway,
  type GatewaySpec,
  type GatewaySpecListeners,
  GatewaySpecListenersAllowedRoutesNamespacesFrom as From,
  GatewaySpecListenersTlsMode,
} from '../../imports/gateway.networking.k8s.io';
import { SyncWave } from './argo-cd';
import { sortedUnique } from './field-values';
import type { GatewayName, KnownRoute } from './ingress-form';
import { addReferenceGrant } from './ingress-reference-grant';
import { addObject } from './istio-object';

/** Listeners that one Gateway may have. */
const MAX_LISTENERS = 64;

/** The listener for plain HTTP. @internal */
export const PLAIN = 'http';

/** The listeners of a Gateway that this app owns: one for plain HTTP, and one a host with a certificate. @internal */
export class IngressListeners {
  private readonly plain = new Set<string>();
  private readonly encrypted = new Map<string, GatewaySpecListeners>();
  private readonly granted = new Set<string>();

  public constructor(
    private readonly scope: Construct,
    private readonly gateway: GatewayName,
  ) {
    addObject(scope, 'Gateway', {
      gvk: Gateway.GVK,
      ...gateway,
      wave: SyncWave.EXPOSURE,
      isHeldBack: true,
      spec: (): GatewaySpec => ({ gatewayClassName: 'istio', listeners: this.listeners() }),
    });
  }

  public problems(): string[] {
    const count = this.listeners().length;
    return count <= MAX_LISTENERS
      ? []
      : [
          `gateway \`${this.gateway.name}\` would have ${count} listeners, and a Gateway takes ${MAX_LISTENERS}; use a host such as \`*.example.com\`, or a second gateway`,
        ];
  }

  /** Where it listens, and so do its pods: Istio gives the Service no target ports of its own. */
  public ports(): number[] {
    return [...new Set(this.listeners().map(({ port }) => port))];
  }

  /** The listener for each host of the route. */
  public add({ hosts, tls, namespace, isGrpc }: KnownRoute): string[] {
    const secret = tls?._secret;
    if (secret === undefined || !isGrpc) this.plain.add(namespace);
    if (secret === undefined) return [PLAIN];
    return hosts.map((host) => {
      const name = listenerName(host);
      this.encrypted.set(name, {
        name,
        port: 443,
        protocol: 'HTTPS',
        ...(host === '*' ? {} : { hostname: host }),
        tls: {
          mode: GatewaySpecListenersTlsMode.TERMINATE,
          certificateRefs: [{ name: secret.name, ...this.elsewhere(secret) }],
        },
        ...this.allowedRoutes([namespace]),
      });
      return name;
    });
  }

  /** The namespace of a Secret that the Gateway may use by a grant only. */
  private elsewhere({ name, namespace }: { readonly name: string; readonly namespace?: string }): {
    namespace?: string;
  } {
    if (namespace === undefined || namespace === this.gateway.namespace) return {};
    const grant = `${namespace}/${name}`;
    if (!this.granted.has(grant)) {
      this.granted.add(grant);
      addReferenceGrant(
        this.scope,
        { ...this.gateway, kind: 'Gateway' },
        { kind: 'Secret', name, namespace },
        this.gateway.namespace,
      );
    }
    return { namespace };
  }

  private listeners(): GatewaySpecListeners[] {
    const plain = { name: PLAIN, port: 80, protocol: 'HTTP', ...this.allowedRoutes([...this.plain]) };
    const encrypted = [...this.encrypted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, listener]) => listener);
    return [...(this.plain.size === 0 ? [] : [plain]), ...encrypted];
  }

  /** Routes of the Gateway's own namespace may attach by default. */
  private allowedRoutes(namespaces: readonly string[]): Pick<GatewaySpecListeners, 'allowedRoutes'> {
    if (namespaces.every((namespace) => namespace === this.gateway.namespace)) return {};
    const values = sortedUnique(namespaces);
    return {
      allowedRoutes: {
        namespaces: {
          from: From.SELECTOR,
          selector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values }] },
        },
      },
    };
  }
}

/** INVARIANT: no two hosts have one name: after `https` follows `.` for a host, `-any` for a wildcard. */
function listenerName(host: string): string {
  if (host === '*') return 'https';
  return host.startsWith('*.') ? `https-any.${host.slice(2)}` : `https.${host}`;
}
