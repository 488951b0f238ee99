/** Do the calls of a workload go through its proxy, and is that proxy as Istio made it? */
import { policiesInForce } from '../../policy/in-force';
import type { Extension, Mesh, Workload } from '../../policy/model';
import { proxyLabels } from '../../policy/proxy-labels';

/** Whether a call to this port goes past the sidecar; `unsettled` where the address called decides. */
export type Bypass = { readonly kind: 'through' | 'past' } | { readonly kind: 'unsettled'; readonly because: string };

const EXCLUDED_PORTS = 'traffic.sidecar.istio.io/excludeOutboundPorts';
const INTERCEPTION = 'sidecar.istio.io/interceptionMode';
/** Annotations that tell addresses apart, which manifests do not know of a Service. */
const BY_ADDRESS = [
  'traffic.sidecar.istio.io/includeOutboundIPRanges',
  'traffic.sidecar.istio.io/excludeOutboundIPRanges',
  'traffic.sidecar.istio.io/excludeInterfaces',
];

/** @see istio tools/istio-iptables/pkg/capture/run.go, `handleOutboundPortsInclude` */
export function bypassOf({ annotations, namespace, name }: Workload, port: number): Bypass {
  const unsettled = (annotation: string): Bypass => ({
    kind: 'unsettled',
    because: `annotation \`${annotation}\` of \`${namespace}/${name}\` may lead calls past its sidecar`,
  });
  if (annotations[INTERCEPTION] === 'NONE') return unsettled(INTERCEPTION);
  const excluded = (annotations[EXCLUDED_PORTS] ?? '').split(',').map((text) => text.trim());
  if (excluded.includes(String(port))) return { kind: 'past' };
  const byAddress = BY_ADDRESS.find((key) => !['', '*'].includes(annotations[key] ?? ''));
  return byAddress === undefined ? { kind: 'through' } : unsettled(byAddress);
}

/** Code or patches in the caller's proxy: they may change whatever it sends. */
export function outboundExtension(mesh: Mesh, caller: Workload, kind: 'sidecar' | 'gateway'): Extension | undefined {
  if (mesh.extensions.length === 0) return undefined;
  const context = kind === 'sidecar' ? 'SIDECAR_OUTBOUND' : 'GATEWAY';
  const proxy = { kind, namespace: caller.namespace, labels: proxyLabels(caller) };
  return policiesInForce(mesh.extensions, mesh, proxy).find(
    (extension) =>
      extension.kind !== 'EnvoyFilter' || extension.contexts.includes('ANY') || extension.contexts.includes(context),
  );
}
