/** Which policies are in force at a proxy: namespaces, selectors and targetRefs. */
import type { Attachment, Labels, Mesh, Metadata, ObjectName, TargetReference } from './model';

/** A proxy that enforces policies, as far as it decides which ones. */
export type Proxy =
  | { readonly kind: 'sidecar'; readonly namespace: string; readonly labels: Labels }
  | { readonly kind: 'gateway'; readonly namespace: string; readonly labels: Labels; readonly gatewayName?: string }
  /** a waypoint, on its way to one Service or ServiceEntry, or to a pod when it `serves` none */
  | {
      readonly kind: 'waypoint';
      readonly namespace: string;
      readonly gatewayName: string;
      readonly serves?: Served;
    };

/** What a waypoint has routes to, beside pods. */
export interface Served extends ObjectName {
  readonly kind: 'Service' | 'ServiceEntry';
}

interface Attachable extends Metadata {
  readonly attachment: Attachment;
}

const GATEWAY_API = 'gateway.networking.k8s.io';
const GROUPS: Readonly<Record<Served['kind'], readonly string[]>> = {
  Service: ['', 'core'],
  ServiceEntry: ['networking.istio.io'],
};

/**
 * The policies that this proxy enforces, those of its own namespace first, then the root namespace, then that of what a
 * waypoint serves.
 * There is no "most specific wins": all of them hold.
 * @see istio pilot/pkg/model/authentication.go, `getConfigsForWorkload`, and authorization.go
 */
export function policiesInForce<P extends Attachable>(policies: readonly P[], mesh: Mesh, proxy: Proxy): readonly P[] {
  const { rootNamespace } = mesh.settings;
  const served = proxy.kind === 'waypoint' && proxy.serves !== undefined ? [proxy.serves.namespace] : [];
  const namespaces = [...new Set([proxy.namespace, rootNamespace, ...served])];
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
  const { serves } = proxy;
  return (
    serves !== undefined &&
    target.kind === serves.kind &&
    GROUPS[serves.kind].includes(target.group) &&
    policy.namespace === serves.namespace &&
    target.name === serves.name
  );
}
