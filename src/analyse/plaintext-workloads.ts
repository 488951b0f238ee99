/** Which of the workloads that a rule is for surely accept plaintext, with which a caller has no identity? */
import type { Manifest } from '../policy/manifest';
import type { Workload } from '../policy/model';
import type { EffectiveMode } from '../policy/mtls-mode';
import { isGateway } from '../policy/proxy-labels';
import type { RulePart } from './authorization-fields';
import type { Estate } from './estate';
import { modesForRule, mtlsInForce } from './mtls-in-force';
import { listed } from './names-in-messages';
import { nameOf, selectedBy } from './policy-scope';

/** Those with one of these modes at a port that the rule can mean, for a message; undefined when there are none. */
export function plaintextWorkloads(
  estate: Estate,
  policy: Manifest,
  rule: RulePart,
  among: readonly EffectiveMode[],
): string | undefined {
  const open = selectedBy(estate, policy).filter((workload) => {
    // PeerAuthentication does not govern gateways, and what is outside the mesh is another finding
    if (isGateway(workload)) return false;
    const dataPlane = estate.inventory().dataPlaneOf(workload);
    if (dataPlane === 'outside') return false;
    if (dataPlane === 'ambient') return isOpenInAmbient(estate, workload, rule);
    return modesForRule(estate, workload, rule).some((mode) => mode !== 'unknown' && among.includes(mode));
  });
  return open.length === 0 ? undefined : listed(open.map(nameOf));
}

/** There DISABLE is PERMISSIVE. What ztunnel makes of ports that are more open than their pod is another finding. */
function isOpenInAmbient(estate: Estate, workload: Workload, rule: RulePart): boolean {
  const isOpen = (mode: EffectiveMode | 'unknown') => mode === 'PERMISSIVE' || mode === 'DISABLE';
  return isOpen(mtlsInForce(estate, workload)) && modesForRule(estate, workload, rule).some(isOpen);
}
