/** Which pods have a ztunnel before them: the ambient data plane, as labels of pod and namespace enrol it. */
import { shownVersion } from '../istio/version';
import type { Mesh, Workload } from './model';
import { hasSidecar } from './sidecar-injection';

/** Whether ztunnel guards the pods. */
export type Capture = { readonly kind: 'captured' } | NotCaptured;

/** No ztunnel guards the pods, or that cannot be told, for this reason. */
export type NotCaptured =
  { readonly kind: 'out'; readonly because: string } | { readonly kind: 'unknown'; readonly because: string };

const MODE = 'istio.io/dataplane-mode';
const BYPASS = 'ambient.istio.io/bypass-inbound-capture';

/** The CNI agent leaves these alone. @see istio manifests/charts/istio-cni/values.yaml, `excludeNamespaces` */
const EXCLUDED: readonly string[] = ['kube-system'];

/**
 * The capture of these pods, with the chart's enablement selectors: the label of the pod or of its namespace is
 * `ambient`, and that of the pod is not `none`. Pods on the host's network or with a sidecar are never captured.
 * @see istio cni/pkg/util/enablement_selector.go, `Matches`
 */
export function captureOf(mesh: Mesh, workload: Workload): Capture {
  const name = `\`${workload.namespace}/${workload.name}\``;
  if (workload.hostNetwork && mesh.settings.behaviour.hostNetworkIsNotEnrolled) {
    return out(`${name} is on the host's network, where no ztunnel captures`);
  }
  if (EXCLUDED.includes(workload.namespace)) return out(`no pod of namespace \`${workload.namespace}\` is captured`);
  const own = workload.labels[MODE];
  const space = mesh.namespaces.find((namespace) => namespace.name === workload.namespace);
  const isEnrolled = own === 'ambient' || (own !== 'none' && space?.labels[MODE] === 'ambient');
  if (!isEnrolled && space === undefined && own !== 'none') {
    // the namespace may carry the label: we neither open nor close
    return unknown(withoutNamespace(workload, 'is captured'));
  }
  if (!isEnrolled) return out(`${name} is not captured by ambient, so no ztunnel enforces`);
  if (workload.hostNetwork) {
    const version = shownVersion(mesh.settings.istioVersion);
    return unknown(`${name} is on the host's network, and Istio ${version} may try to enrol it all the same`);
  }
  switch (hasSidecar(workload, space?.labels, mesh.settings.behaviour)) {
    case 'yes':
      return out(`${name} has a sidecar, which wins over ambient`);
    case 'unknown':
      return unknown(
        space === undefined
          ? withoutNamespace(workload, 'gets a sidecar')
          : `whether ${name} gets a sidecar depends on which revisions of Istio are installed`,
      );
    case 'no':
      return capturedUnlessBypassed(workload, name);
  }
}

/** @see istio cni/pkg/nodeagent/net.go, `getPodLevelTrafficOverrides` */
function capturedUnlessBypassed(workload: Workload, name: string): Capture {
  if (workload.annotations[BYPASS] === undefined) return { kind: 'captured' };
  return unknown(`${name} has the annotation \`${BYPASS}\`, with which calls may go past ztunnel`);
}

/** That the labels of its namespace are not known, which decide this, and what helps. */
export function withoutNamespace({ namespace, name }: Workload, what: string): string {
  return (
    `Namespace \`${namespace}\` is not among the manifests, and its labels say whether \`${namespace}/${name}\` ` +
    `${what}; add it`
  );
}

function out(because: string): Capture {
  return { kind: 'out', because };
}

function unknown(because: string): Capture {
  return { kind: 'unknown', because };
}
