/** The labels and annotations by which namespaces and pods join the mesh. */
import type { Labels } from '../policy/model';

/** On a namespace: pods get sidecars. */
export const INJECTION = 'istio-injection';
/** On a namespace or pod: pods get sidecars of this revision. */
export const REVISION = 'istio.io/rev';
/** On a pod: whether it gets a sidecar. */
export const INJECT = 'sidecar.istio.io/inject';
/** On a namespace or pod: whether ztunnel captures. */
export const DATAPLANE_MODE = 'istio.io/dataplane-mode';

/** Whether a namespace with these labels puts its pods into the mesh. */
export function joinsMesh(labels: Labels): boolean {
  const injection = labels[INJECTION];
  return (
    injection === 'enabled' || (injection === undefined && REVISION in labels) || labels[DATAPLANE_MODE] === 'ambient'
  );
}
