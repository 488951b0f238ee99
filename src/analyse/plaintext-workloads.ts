/** Which of the workloads that a policy selects surely accept plaintext, with which a caller has no identity? */
import type { Manifest } from '../policy/manifest';
import { isGateway } from '../policy/proxy-labels';
import type { Estate } from './estate';
import { mtlsInForce } from './mtls-in-force';
import { listed } from './names-in-messages';
import { nameOf, selectedBy } from './policy-scope';

/** They, for a message; undefined when there are none. */
export function plaintextWorkloads(estate: Estate, policy: Manifest): string | undefined {
  const { dataPlaneOf } = estate.inventory();
  const open = selectedBy(estate, policy).filter((workload) => {
    // PeerAuthentication does not govern gateways, and what is outside the mesh is another finding
    if (isGateway(workload) || dataPlaneOf(workload) === 'outside') return false;
    return mtlsInForce(estate, workload) === 'PERMISSIVE';
  });
  return open.length === 0 ? undefined : listed(open.map(nameOf));
}
