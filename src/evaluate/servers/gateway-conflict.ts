/** Which listeners of a Gateway count, when some of them cannot be told apart? */
import type { Listener } from '../../policy/model-gateway';

/**
 * The listeners that no earlier one takes the place of; one that has lost takes no place itself.
 * @see istio pilot/pkg/config/kube/gatewaycommon/listener_conflict.go, `ComputeGatewayListenerConflicts`
 */
export function distinctListeners(listeners: readonly Listener[]): readonly Listener[] {
  return listeners.reduce<readonly Listener[]>(
    (kept, listener) => (kept.every((prior) => areDistinct(listener, prior)) ? [...kept, listener] : kept),
    [],
  );
}

function areDistinct(a: Listener, b: Listener): boolean {
  if (a.port !== b.port) return true;
  if (hasHosts(a) && hasHosts(b)) return (a.hostname ?? '*') !== (b.hostname ?? '*');
  const known = [a, b].every((one) => hasHosts(one) || isLayer4(one));
  return known ? false : a.protocol !== b.protocol;
}

function hasHosts({ protocol }: Listener): boolean {
  return ['HTTP', 'HTTPS', 'TLS'].includes(protocol);
}

function isLayer4({ protocol }: Listener): boolean {
  return ['TCP', 'UDP'].includes(protocol);
}
