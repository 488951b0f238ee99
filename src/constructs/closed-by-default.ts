/**
 * The two objects that close what Istio leaves open: mTLS only, and nothing allowed. They hold for their namespace, or
 * from the root namespace for the mesh, as far as its stage goes.
 */
import type { Construct } from 'constructs';
import {
  AuthorizationPolicy,
  PeerAuthentication,
  PeerAuthenticationSpecMtlsMode,
} from '../../imports/security.istio.io';
import { SyncWave } from './argo-cd';
import { addObject } from './istio-object';
import { RolloutOfApp } from './rollout-stage';

/** Adds a PeerAuthentication `default` that accepts mTLS only, or before stage STRICT plaintext, too. */
export function addDefaultMutualTls(scope: Construct, namespace: string): void {
  addObject(scope, 'PeerAuthentication', {
    gvk: PeerAuthentication.GVK,
    name: 'default',
    namespace,
    wave: SyncWave.BASELINE,
    restricts: true,
    spec: () => {
      const { STRICT, PERMISSIVE } = PeerAuthenticationSpecMtlsMode;
      return { mtls: { mode: RolloutOfApp.of(scope).isPermissive(namespace) ? PERMISSIVE : STRICT } };
    },
  });
}

/**
 * Adds an AuthorizationPolicy `allow-nothing`: `spec: {}` is an ALLOW policy without rules.
 * @param closed the namespaces that it closes, known at synth
 */
export function addAllowNothing(scope: Construct, namespace: string, closed: () => readonly string[]): void {
  addObject(scope, 'AllowNothing', {
    gvk: AuthorizationPolicy.GVK,
    name: 'allow-nothing',
    namespace,
    wave: SyncWave.BASELINE,
    inDeny: { wave: SyncWave.CLOSING, of: closed },
    restricts: true,
    spec: () => ({}),
  });
}
