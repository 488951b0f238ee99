/** Whether the pods of a workload get a sidecar, as the labels of pod and namespace decide it. */
import type { Behaviour } from '../istio/behaviour';
import type { Labels, Workload } from './model';

/** What the labels say; `unknown` when they do not tell. */
export type Injected = 'yes' | 'no' | 'unknown';

/** The sidecar injector never works in these. @see istio pkg/kube/inject/inject.go, `IgnoredNamespaces` */
const IGNORED: readonly string[] = ['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage'];

const INJECT = 'sidecar.istio.io/inject';
const REVISION = 'istio.io/rev';
/** What older versions took for `true`; all else they took for `false`. */
const YES: readonly string[] = ['y', 'yes', 'true', 'on'];

/**
 * Whether a sidecar is injected, with the chart's webhooks. Which revisions are installed is not among the manifests,
 * so that a revision other than `default` cannot be told.
 * @see istio manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml
 */
export function hasSidecar(workload: Workload, namespaceLabels: Labels | undefined, behaviour: Behaviour): Injected {
  if (workload.annotations['sidecar.istio.io/status'] !== undefined) return 'yes'; // it has been injected already
  if (workload.hostNetwork || IGNORED.includes(workload.namespace)) return 'no';
  if (isRefused(workload, behaviour)) return 'no';
  // a namespace that is not given may ask for sidecars, or forbid them
  return namespaceLabels === undefined ? 'unknown' : isOffered(workload.labels, namespaceLabels);
}

/** The pod's word, which the label has before the annotation. @see istio pkg/kube/inject/inject.go, `injectRequired` */
function isRefused({ labels, annotations }: Workload, { injectTakesTrueAndFalseOnly }: Behaviour): boolean {
  const word = labels[INJECT] ?? annotations[INJECT] ?? '';
  if (injectTakesTrueAndFalseOnly) return word === 'false';
  return word !== '' && !YES.includes(word.toLowerCase());
}

/** The namespace decides when it has either label, otherwise the pod. */
function isOffered(podLabels: Labels, namespaceLabels: Labels): Injected {
  const injection = namespaceLabels['istio-injection'];
  if (injection !== undefined) return injection === 'enabled' ? 'yes' : 'no';
  const revision = namespaceLabels[REVISION] ?? podLabels[REVISION];
  if (revision !== undefined) return revision === 'default' ? 'yes' : 'unknown';
  return podLabels[INJECT] === 'true' ? 'yes' : 'no';
}
