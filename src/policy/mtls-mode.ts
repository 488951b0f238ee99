/** What the PeerAuthentications in force demand of connections to one port of a workload. */
import { selects } from './in-force';
import type { Mesh, PeerAuthentication, Workload } from './model';
import { byAge } from './object-order';
import { proxyLabels } from './proxy-labels';

/** A mode in force: nothing is left to inherit. */
export type EffectiveMode = 'DISABLE' | 'PERMISSIVE' | 'STRICT';

/** A mode in force, and who set it, for what: nobody did where it is Istio's default. */
export interface ModeInForce {
  readonly mode: EffectiveMode;
  readonly setBy?: { readonly policy: PeerAuthentication; readonly scope: 'mesh' | 'namespace' | 'workload' | 'port' };
}

/** The mode of this port of the workload's sidecar. */
export function mtlsMode(mesh: Mesh, workload: Workload, port: number): EffectiveMode {
  return mtlsModeInForce(mesh, workload, port).mode;
}

/**
 * The mode of this port of the workload's sidecar, and its origin. Mesh, namespace and workload override each other in
 * turn; of several at one level only the oldest counts, entirely, and of equal age the first by name.
 * @see istio pilot/pkg/security/authn/policy_applier.go, `ComposePeerAuthentication`
 */
export function mtlsModeInForce(mesh: Mesh, workload: Workload, port: number): ModeInForce {
  const { rootNamespace } = mesh.settings;
  const own = mesh.peerAuthentications.filter((policy) => policy.namespace === workload.namespace);
  const meshWide = oldest(
    mesh.peerAuthentications.filter((policy) => policy.namespace === rootNamespace && !hasSelector(policy)),
  );
  const wide = workload.namespace === rootNamespace ? undefined : oldest(own.filter((policy) => !hasSelector(policy)));
  // one with a selector in the root namespace is ignored everywhere, whatever the API comment says
  const selecting =
    workload.namespace === rootNamespace
      ? undefined
      : oldest(own.filter((policy) => hasSelector(policy) && selects(policy.selector ?? {}, proxyLabels(workload))));
  const levels = [
    { policy: meshWide, scope: 'mesh' },
    { policy: wide, scope: 'namespace' },
    { policy: selecting, scope: 'workload' },
  ] as const;
  const inherited = levels.reduce<ModeInForce>(
    (above, { policy, scope }) =>
      policy === undefined || policy.mode === 'UNSET' ? above : { mode: policy.mode, setBy: { policy, scope } },
    { mode: 'PERMISSIVE' },
  );
  const portMode = selecting?.portModes.get(port) ?? 'UNSET';
  if (selecting === undefined || portMode === 'UNSET') return inherited;
  return { mode: portMode, setBy: { policy: selecting, scope: 'port' } };
}

function hasSelector(policy: PeerAuthentication): boolean {
  return Object.keys(policy.selector ?? {}).length > 0;
}

function oldest(policies: readonly PeerAuthentication[]): PeerAuthentication | undefined {
  return [...policies].sort(byAge)[0];
}
