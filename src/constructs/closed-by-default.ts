/**
 * The two objects that close what Istio leaves open: mTLS only, and nothing allowed. They hold for their namespace, or
 * from the root namespace for the mesh.
 */
import type { Construct } from 'constructs';
import {
  AuthorizationPolicy,
  PeerAuthentication,
  PeerAuthenticationSpecMtlsMode,
} from '../../imports/security.istio.io';
import { SyncWave } from './argo-cd';
import { addObject } from './istio-object';

/** Adds a PeerAuthentication `default` that accepts mTLS only. */
export function addStrictMutualTls(scope: Construct, namespace: string): void {
  addObject(scope, 'PeerAuthentication', {
    gvk: PeerAuthentication.GVK,
    name: 'default',
    namespace,
    wave: SyncWave.BASELINE,
    restricts: true,
    spec: () => ({ mtls: { mode: PeerAuthenticationSpecMtlsMode.STRICT } }),
  });
}

/** Adds an AuthorizationPolicy `allow-nothing`: `spec: {}` is an ALLOW policy without rules. */
export function addAllowNothing(scope: Construct, namespace: string): void {
  addObject(scope, 'AllowNothing', {
    gvk: AuthorizationPolicy.GVK,
    name: 'allow-nothing',
    namespace,
    wave: SyncWave.BASELINE,
    restricts: true,
    spec: () => ({}),
  });
}
