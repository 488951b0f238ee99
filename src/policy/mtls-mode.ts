/** What the PeerAuthentications in force demand of connections to one port of a workload. */
import { selects } from './in-force';
import type { Mesh, Metadata, PeerAuthentication } from './model';
import { byAge } from './object-order';
import { proxyLabels } from './proxy-labels';

/** A mode in force: nothing is left to inherit. */
export type EffectiveMode = 'DISABLE' | 'PERMISSIVE' | 'STRICT';

/** A mode in force, and who set it, for what: nobody did where it is Istio's default. */
export interface ModeInForce {
  readonly mode: EffectiveMode;
  readonly setBy?: { readonly policy: PeerAuthentication; readonly scope: 'mesh' | 'namespace' | 'workload' | 'port' };
}

/** Who has a sidecar: labels are those of the pods, or of the machine. */
export type Served = Pick<Metadata, 'namespace' | 'name' | 'labels'>;

/** The mode of this port of the workload's sidecar. */
export function mtlsMode(mesh: Mesh, workload: Served, port: number): EffectiveMode {
  return mtlsModeInForce(mesh, workload, port).mode;
}

/**
 * The mode of this port of the workload's sidecar, and its origin. Mesh, namespace and workload override each other in
 * turn; of several at one level only the oldest counts, entirely, and of equal age the first by name.
 * @see istio pilot/pkg/security/authn/policy_applier.go, `ComposePeerAuthentication`
 */
export function mtlsModeInForce(mesh: Mesh, workload: Served, port: number): ModeInForce {
  const { rootNamespace } = mesh.settings;
  // one with a selector in the root namespace is ignored everywhere, whatever the API comment says
  const selecting =
    workload.namespace === rootNamespace
      ? undefined
      : oldest(
          mesh.peerAuthentications.filter(
            (policy) =>
              policy.namespace === workload.namespace &&
              hasSelector(policy) &&
              selects(policy.selector ?? {}, proxyLabels(workload)),
          ),
        );
  const inherited = overridden(namespaceModeInForce(mesh, workload.namespace), selecting, 'workload');
  const portMode = selecting?.portModes.get(port) ?? 'UNSET';
  if (selecting === undefined || portMode === 'UNSET') return inherited;
  return { mode: portMode, setBy: { policy: selecting, scope: 'port' } };
}

/** The mode of a namespace, which its workloads inherit. Its own policy counts before that of the mesh. */
export function namespaceModeInForce(mesh: Mesh, namespace: string): ModeInForce {
  const { rootNamespace } = mesh.settings;
  const wideIn = (space: string): PeerAuthentication | undefined =>
    oldest(mesh.peerAuthentications.filter((policy) => policy.namespace === space && !hasSelector(policy)));
  const meshWide = overridden({ mode: 'PERMISSIVE' }, wideIn(rootNamespace), 'mesh');
  return namespace === rootNamespace ? meshWide : overridden(meshWide, wideIn(namespace), 'namespace');
}

function overridden(
  above: ModeInForce,
  policy: PeerAuthentication | undefined,
  scope: 'mesh' | 'namespace' | 'workload',
): ModeInForce {
  return policy === undefined || policy.mode === 'UNSET' ? above : { mode: policy.mode, setBy: { policy, scope } };
}

function hasSelector(policy: PeerAuthentication): boolean {
  return Object.keys(policy.selector ?? {}).length > 0;
}

function oldest(policies: readonly PeerAuthentication[]): PeerAuthentication | undefined {
  return [...policies].sort(byAge)[0];
}
