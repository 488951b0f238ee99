/** Does an AuthorizationPolicy allow a caller whose pods NetworkPolicies keep from its workloads? */
import { groupBy } from '../../policy/group-by';
import type { Workload } from '../../policy/model';
import type { Check } from '../check-rule';
import { actionOf } from '../authorization-fields';
import { namespaceOf } from '../estate';
import { accountNamed } from '../named-account';
import { type Isolated, isolatedWorkloads, mayName } from '../network-isolation';
import { nameOf, selectedBy } from '../policy-scope';

/** Who is meant is compared; which ports are open is another finding. Pods on the host network have its address. */
export const callerShutOut: Check = {
  code: 'ZT519',
  *find(estate) {
    const inventory = estate.inventory();
    const isolatedIn = (direction: 'ingress' | 'egress') =>
      new Map([...isolatedWorkloads(inventory, direction)].map((one) => [one.workload, one]));
    const [into, outOf] = [isolatedIn('ingress'), isolatedIn('egress')];
    if (into.size === 0 && outOf.size === 0) return;
    const byAccount = groupBy(
      inventory.mesh.workloads,
      ({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`,
    );
    for (const manifest of estate.of('AuthorizationPolicy')) {
      if (actionOf(manifest) !== 'ALLOW') continue;
      const named = estate.values(manifest).filter(({ negated }) => !negated);
      const callers = named.flatMap(({ attribute, value, path }) =>
        (byAccount.get(accountNamed(attribute, value, namespaceOf(manifest)) ?? '') ?? []).map((caller) => ({
          caller,
          path,
        })),
      );
      const selected = callers.length === 0 ? [] : selectedBy(estate, manifest).filter((one) => !one.hostNetwork);
      const closed = selected.filter((target) => into.has(target));
      for (const { caller, path } of callers) {
        if (caller.hostNetwork) continue;
        // where the caller is free, only targets that are closed can be shut
        const targets = outOf.has(caller) ? selected : closed;
        const shut = targets.find((target) => isShut(into.get(target), caller) || isShut(outOf.get(caller), target));
        if (shut === undefined) continue;
        const message = `NetworkPolicies let no call of \`${nameOf(caller)}\` through to \`${nameOf(shut)}\`, which this allows; open them, too, or remove the caller`;
        yield { manifest, path, message };
      }
    }

    function isShut(isolated: Isolated | undefined, other: Workload): boolean {
      return isolated !== undefined && !isolated.rules.some((rule) => mayName(inventory, other, rule));
    }
  },
};
