/** What the PeerAuthentications in force demand of connections to one port of a workload. */
import { selects } from './in-force';
import type { Mesh, PeerAuthentication, Workload } from './model';
import { byAge } from './object-order';
import { proxyLabels } from './proxy-labels';

/** A mode in force: nothing is left to inherit. */
export type EffectiveMode = 'DISABLE' | 'PERMISSIVE' | 'STRICT';

/**
 * The mode of this port of the workload's sidecar. Mesh, namespace and workload override each other in turn; of several
 * at one level only the oldest counts, entirely, and of equal age the first by name.
 * @see istio pilot/pkg/security/authn/policy_applier.go, `ComposePeerAuthentication`
 */
export function mtlsMode(mesh: Mesh, workload: Workload, port: number): EffectiveMode {
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
  const mode = [meshWide, wide, selecting].reduce<EffectiveMode>(
    (inherited, policy) => (policy === undefined || policy.mode === 'UNSET' ? inherited : policy.mode),
    'PERMISSIVE',
  );
  const portMode = selecting?.portModes.get(port) ?? 'UNSET';
  return portMode === 'UNSET' ? mode : portMode;
}

function hasSelector(policy: PeerAuthentication): boolean {
  return Object.keys(policy.selector ?? {}).length > 0;
}

function oldest(policies: readonly PeerAuthentication[]): PeerAuthentication | undefined {
  return [...policies].sort(byAge)[0];
}
