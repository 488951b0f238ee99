/** Does a pod under a policy keep ports away from its proxy, so that no policy sees what arrives there? */
import type { Workload } from '../../policy/model';
import type { Check } from '../check-rule';
import { type Estate, podPath } from '../estate';
import { listed } from '../names-in-messages';
import { selectedBy } from '../policy-scope';

const EXCLUDE = 'traffic.sidecar.istio.io/excludeInboundPorts';
const INCLUDE = 'traffic.sidecar.istio.io/includeInboundPorts';
const BYPASS = 'ambient.istio.io/bypass-inbound-capture';
/** Ports of the proxy itself, which are never captured. */
const OWN_PORTS: readonly string[] = ['15020', '15021', '15090'];

/** @see https://istio.io/latest/docs/reference/config/annotations/ */
export const uncapturedPort: Check = {
  code: 'ZT137',
  *find(estate) {
    const { mesh, dataPlaneOf, manifestOf } = estate.inventory();
    const exempt = mesh.workloads.filter((workload) => exemption(workload) !== undefined);
    if (exempt.length === 0) return;
    const guarded = guardedWorkloads(estate);
    for (const workload of exempt) {
      const found = exemption(workload);
      if (found === undefined || !guarded.has(workload) || dataPlaneOf(workload) === 'outside') continue;
      const message = `${found.what} not pass the proxy, so no policy of Istio's holds there; remove the annotation, or guard them by a NetworkPolicy`;
      const manifest = manifestOf(workload);
      yield { manifest, path: [...podPath(manifest), 'metadata', 'annotations', found.annotation], message };
    }
  },
};

function exemption({ annotations }: Workload): { readonly annotation: string; readonly what: string } | undefined {
  const excluded = (annotations[EXCLUDE] ?? '').split(',').map((port) => port.trim());
  const ports = excluded.filter((port) => port !== '' && !OWN_PORTS.includes(port));
  if (ports.length > 0) return { annotation: EXCLUDE, what: `calls to ${listed(ports)} do` };
  const included = annotations[INCLUDE]?.trim();
  if (included !== undefined && included !== '*') {
    return {
      annotation: INCLUDE,
      what: included === '' ? 'calls to this pod do' : `calls to ports other than \`${included}\` do`,
    };
  }
  return annotations[BYPASS] === 'true' ? { annotation: BYPASS, what: 'calls to this pod do' } : undefined;
}

function guardedWorkloads(estate: Estate): ReadonlySet<Workload> {
  const policies = [...estate.of('AuthorizationPolicy'), ...estate.of('PeerAuthentication')];
  return new Set(policies.flatMap((policy) => selectedBy(estate, policy)));
}
