/** What must stand in a namespace before objects of another one may name something in it. */
import type { Construct } from 'constructs';
import { ReferenceGrant, type ReferenceGrantSpec } from '../../imports/gateway.networking.k8s.io';
import { SyncWave } from './argo-cd';
import { addObject } from './istio-object';

/** An object that names another one. @internal */
export interface Referrer {
  readonly kind: 'Gateway' | 'HTTPRoute' | 'GRPCRoute';
  readonly namespace: string;
  readonly name: string;
}

/** What is named. @internal */
export interface Referent {
  readonly kind: 'Secret' | 'Service';
  readonly namespace: string;
  readonly name: string;
}

/** Which every release of the Gateway API serves; before 1.5 it had no `v1` of this kind. */
const V1BETA1 = { ...ReferenceGrant.GVK, apiVersion: 'gateway.networking.k8s.io/v1beta1' };

/**
 * Lets the objects of the referrer's kind and namespace name this one thing. It stands beside what is named, as only
 * its owner may say so.
 * @param stagedBy the namespace of the gateway that the way leads through
 * @see https://gateway-api.sigs.k8s.io/api-types/referencegrant/
 * @internal
 */
export function addReferenceGrant(scope: Construct, from: Referrer, to: Referent, stagedBy: string): void {
  addObject(scope, `Grant-${to.namespace}-${to.name}`, {
    gvk: V1BETA1,
    name: `${from.namespace}-${from.name}-to-${to.name}`,
    namespace: to.namespace,
    wave: SyncWave.EXPOSURE,
    stagedBy,
    isHeldBack: true,
    spec: (): ReferenceGrantSpec => ({
      from: [{ group: 'gateway.networking.k8s.io', kind: from.kind, namespace: from.namespace }],
      to: [{ group: '', kind: to.kind, name: to.name }],
    }),
  });
}
