/** Does a policy at a workload ask for a client address that every caller may write into a header? */
import { isGateway } from '../../policy/proxy-labels';
import { type Condition, type Rule, rulesOf } from '../../policy/rule';
import type { Check } from '../check-rule';
import { selectedBy } from '../policy-scope';

/** Identities that mutual TLS proves. */
const PROVEN: readonly string[] = ['principal', 'namespace', 'serviceAccount'];

/** @see https://istio.io/latest/docs/ops/configuration/traffic-management/network-topologies/ */
export const forgeableClientAddress: Check = {
  code: 'ZT416',
  *find(estate) {
    const { dataPlaneOf, manifestOf, mesh } = estate.inventory();
    for (const policy of mesh.authorizationPolicies) {
      const asking = rulesOf(policy.rules).filter(asksForAddress);
      if (asking.length === 0) continue;
      const manifest = manifestOf(policy);
      // a gateway knows its peer, and takes the header from proxies that it trusts
      const isAtSidecar = selectedBy(estate, manifest).some((one) => dataPlaneOf(one) === 'sidecar' && !isGateway(one));
      if (!isAtSidecar) continue;
      for (const { index } of asking) {
        const message =
          'at a workload the client address is the last one in `x-forwarded-for`, which any caller can write; add the principal of the gateway to the rule, or ask at the gateway';
        yield { manifest, path: ['spec', 'rules', index], message };
      }
    }
  },
};

/** Not when every source is one that mutual TLS tells apart; `*` is anybody in the mesh. */
function asksForAddress({ clauses }: Rule): boolean {
  const isProof = ({ attribute, values }: Condition) =>
    PROVEN.includes(attribute.kind) && values.length > 0 && !values.some(({ text }) => text === '*');
  const isProven = clauses.some(({ alternatives }) => alternatives.every((all) => all.some(isProof)));
  const conditions = clauses.flatMap(({ alternatives }) => alternatives.flat());
  return !isProven && conditions.some(({ attribute }) => attribute.kind === 'remoteIp');
}
