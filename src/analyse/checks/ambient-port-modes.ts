/** Does ztunnel read the port modes of a PeerAuthentication otherwise than a sidecar would? */
import type { MtlsMode, PeerAuthentication } from '../../policy/model';
import { byAge } from '../../policy/object-order';
import type { Check } from '../check-rule';
import type { Estate } from '../estate';
import { knowsMeshPolicies } from '../mtls-in-force';
import { ambientWorkloads } from '../policy-scope';

/**
 * istiod converts policies with ports in two steps that do not always agree.
 * @see istio pilot/pkg/serviceregistry/ambient/authorization.go, `convertPeerAuthentication`
 */
export const ambientPortModes: Check = {
  code: 'ZT206',
  *find(estate) {
    const { mesh, manifestOf } = estate.inventory();
    for (const policy of mesh.peerAuthentications) {
      const manifest = manifestOf(policy);
      if (policy.portModes.size === 0 || ambientWorkloads(estate, manifest).length === 0) continue;
      const message = problemOf(estate, policy);
      if (message !== undefined) yield { manifest, path: ['spec', 'portLevelMtls'], message };
    }
  },
};

function problemOf(estate: Estate, policy: PeerAuthentication): string | undefined {
  const above = policiesAbove(estate, policy);
  const modes = [...policy.portModes.values()];
  if (above.namespace?.selector !== undefined && differsByEmptySelector(above, policy)) {
    return `ztunnel does not see \`${above.namespace.name}\` with its empty selector when it reads port modes, so other ports are open than at a sidecar; leave \`selector\` out there`;
  }
  const inheritsMesh = above.namespace === undefined || above.namespace.mode === 'UNSET';
  if (above.mesh === 'STRICT' && inheritsMesh && isOpen(policy.mode) && modes.includes('STRICT')) {
    return 'under a STRICT mesh ztunnel never gets the STRICT ports of this policy, so they accept plaintext; leave its own `mode` STRICT, and open the other ports';
  }
  if (policy.mode !== 'UNSET') return undefined;
  // with an empty selector the namespace's policy is not seen here, and so hides nothing
  const hidesMesh = above.namespace?.mode === 'UNSET' && above.namespace.selector === undefined;
  if (above.mesh === 'STRICT' && hidesMesh && modes.includes('PERMISSIVE')) {
    return `as \`${above.namespace?.name ?? ''}\` states no mode, ztunnel opens every port of the workload, not only these; write \`STRICT\` there`;
  }
  const isParentStrict = (inheritsMesh ? above.mesh : above.namespace?.mode) === 'STRICT';
  return isParentStrict && modes.includes('DISABLE') && !modes.includes('PERMISSIVE')
    ? 'ztunnel keeps a port STRICT that is DISABLE under a STRICT parent; write `PERMISSIVE`'
    : undefined;
}

/** The combinations in which the two steps of istiod disagree, for the one sees the policy and the other does not. */
function differsByEmptySelector({ mesh, namespace }: Above, policy: PeerAuthentication): boolean {
  const modes = [...policy.portModes.values()];
  const inherits = policy.mode === 'UNSET';
  if (mesh !== 'STRICT') {
    return mesh !== 'unknown' && namespace?.mode === 'STRICT' && inherits && modes.includes('PERMISSIVE');
  }
  const isNamespaceOpen = namespace !== undefined && isOpen(namespace.mode);
  return (
    (namespace?.mode === 'STRICT' || isNamespaceOpen) &&
    modes.includes('STRICT') &&
    (isOpen(policy.mode) || (inherits && isNamespaceOpen))
  );
}

function isOpen(mode: MtlsMode): boolean {
  return mode === 'PERMISSIVE' || mode === 'DISABLE';
}

interface Above {
  readonly mesh: MtlsMode | 'unknown' | undefined;
  readonly namespace: PeerAuthentication | undefined;
}

function policiesAbove(estate: Estate, policy: PeerAuthentication): Above {
  const { peerAuthenticationsIn } = estate.inventory();
  const oldest = (namespace: string) =>
    peerAuthenticationsIn(namespace)
      .filter(({ selector }) => Object.keys(selector ?? {}).length === 0)
      .sort(byAge)[0];
  return {
    mesh: knowsMeshPolicies(estate) ? oldest(estate.settings.rootNamespace)?.mode : 'unknown',
    namespace: oldest(policy.namespace),
  };
}
