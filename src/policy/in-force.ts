/** Which policies are in force at a proxy: namespaces, selectors and targetRefs. */
import type { Attachment, Labels, Mesh, Metadata, ObjectName, TargetReference } from './model';

/** A proxy that enforces policies, as far as it decides which ones. */
export type Proxy =
  | { readonly kind: 'sidecar'; readonly namespace: string; readonly labels: Labels }
  | { readonly kind: 'gateway'; readonly namespace: string; readonly labels: Labels; readonly gatewayName?: string }
  /** a waypoint, on its way to one Service, or to a pod when `service` is absent */
  | {
      readonly kind: 'waypoint';
      readonly namespace: string;
      readonly gatewayName: string;
      readonly service?: ObjectName;
    };

interface Attachable extends Metadata {
  readonly attachment: Attachment;
}

const GATEWAY_API = 'gateway.networking.k8s.io';

/**
 * The policies that this proxy enforces, those of its own namespace first, then the root namespace, then the Service's.
 * There is no "most specific wins": all of them hold.
 * @see istio pilot/pkg/model/authentication.go, `getConfigsForWorkload`, and authorization.go
 */
export function policiesInForce<P extends Attachable>(policies: readonly P[], mesh: Mesh, proxy: Proxy): readonly P[] {
  const { rootNamespace } = mesh.settings;
  const service = proxy.kind === 'waypoint' && proxy.service !== undefined ? [proxy.service.namespace] : [];
  const namespaces = [...new Set([proxy.namespace, rootNamespace, ...service])];
  return namespaces.flatMap((namespace) =>
    policies.filter((policy) => policy.namespace === namespace && isAttached(policy, proxy, rootNamespace)),
  );
}

/** Whether these labels are among those of a pod. No labels at all are among any. */
export function selects(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

/** @see istio pilot/pkg/model/policyattachment.go, `ShouldAttachPolicy` */
function isAttached(policy: Attachable, proxy: Proxy, rootNamespace: string): boolean {
  const { attachment } = policy;
  switch (attachment.kind) {
    case 'targets':
      return attachment.targets.some((target) => isTarget(target, policy, proxy, rootNamespace));
    case 'everything':
      return proxy.kind !== 'waypoint'; // a waypoint obeys policies with targetRefs only
    case 'selector':
      return proxy.kind !== 'waypoint' && selects(attachment.labels, proxy.labels);
  }
}

function isTarget(target: TargetReference, policy: ObjectName, proxy: Proxy, rootNamespace: string): boolean {
  // sidecars and classic gateways have no name to refer to
  if (proxy.kind === 'sidecar' || proxy.gatewayName === undefined) return false;
  if (target.namespace !== undefined && target.namespace !== policy.namespace) return false;
  if (target.group === GATEWAY_API && target.kind === 'Gateway') {
    return policy.namespace === proxy.namespace && target.name === proxy.gatewayName;
  }
  if (proxy.kind === 'gateway') return false;
  if (target.group === GATEWAY_API && target.kind === 'GatewayClass') {
    return policy.namespace === rootNamespace && target.name === 'istio-waypoint';
  }
  return (
    (target.group === '' || target.group === 'core') &&
    target.kind === 'Service' &&
    policy.namespace === proxy.service?.namespace &&
    target.name === proxy.service.name
  );
}
