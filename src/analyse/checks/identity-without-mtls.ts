/** Does a rule ask for an identity where mutual TLS is switched off, so that nobody has one? */
import { isGateway } from '../../policy/proxy-labels';
import { actionOf, type RulePart, rulesOf, valuesOfRule } from '../authorization-fields';
import { isIdentity } from '../caller-identity';
import type { Check } from '../check-rule';
import { isDryRun } from '../dry-run';
import { aboutUnknownMesh, modesForRule, mtlsInForce } from '../mtls-in-force';
import { listed } from '../names-in-messages';
import { nameOf, selectedBy } from '../policy-scope';
import { waysIn } from '../ways-in';
import type { Estate } from '../estate';
import type { Manifest } from '../../policy/manifest';
import type { Workload } from '../../policy/model';

export const identityWithoutMtls: Check = {
  code: 'ZT154',
  *find(estate) {
    // most meshes switch it off nowhere, and then there is nothing to look for
    const isOff = (mode: string) => mode === 'DISABLE';
    const policies = estate.inventory().mesh.peerAuthentications;
    if (!policies.some(({ mode, portModes }) => isOff(mode) || [...portModes.values()].some(isOff))) return;
    for (const manifest of estate.of('AuthorizationPolicy')) {
      if (isDryRun(manifest)) continue;
      for (const rule of rulesOf(manifest)) {
        const named = waysIn(rule).map((way) => way.find((one) => !one.negated));
        const [first] = named;
        if (first === undefined || named.includes(undefined)) continue;
        const off = workloadsWithoutMtls(estate, manifest, rule);
        if (off.length === 0) continue;
        const effect = actionOf(manifest) === 'ALLOW' ? 'the rule lets nobody in' : 'the rule never matches';
        const message = `mutual TLS is DISABLE at ${listed(off.map(nameOf))}, where no caller has an identity, so ${effect}; set STRICT there`;
        yield { manifest, path: first.path, message };
      }
    }
  },
  *assumes(estate) {
    const asks = estate
      .of('AuthorizationPolicy')
      .some((policy) => rulesOf(policy).some((rule) => valuesOfRule(rule).some(isIdentity)));
    if (asks && estate.inventory().mesh.workloads.some((workload) => mtlsInForce(estate, workload) === 'unknown'))
      yield aboutUnknownMesh(estate);
  },
};

/** Only sidecars can switch it off: in ambient DISABLE is PERMISSIVE, and gateways have TLS of their own. */
function workloadsWithoutMtls(estate: Estate, policy: Manifest, rule: RulePart): readonly Workload[] {
  return selectedBy(estate, policy).filter((workload) => {
    if (estate.inventory().dataPlaneOf(workload) !== 'sidecar' || isGateway(workload)) return false;
    const modes = modesForRule(estate, workload, rule);
    return modes.length > 0 && modes.every((mode) => mode === 'DISABLE');
  });
}
