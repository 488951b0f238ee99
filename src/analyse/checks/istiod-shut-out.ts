/** Do NetworkPolicies keep sidecars from istiod, without which they do not start? */
import type { NetworkPolicy } from '../../policy/model';
import type { Check } from '../check-rule';
import { listed } from '../names-in-messages';
import { isolatedWorkloads, mayName, opensPort } from '../network-isolation';
import { nameOf } from '../policy-scope';

/** @see https://istio.io/latest/docs/ops/deployment/application-requirements/, "Ports used by Istio" */
const ISTIOD_PORT = 15012;

export const istiodShutOut: Check = {
  code: 'ZT516',
  *find(estate) {
    const inventory = estate.inventory();
    const istiod = { namespace: estate.settings.rootNamespace };
    const shut = new Map<NetworkPolicy, string[]>();
    for (const { policies, rules, workload } of isolatedWorkloads(inventory, 'egress')) {
      const [first] = policies;
      if (first === undefined || inventory.dataPlaneOf(workload) !== 'sidecar') continue;
      const leadsToIstiod = (one: (typeof rules)[number]) =>
        opensPort(one.rule, ISTIOD_PORT, workload) && mayName(inventory, istiod, one);
      if (rules.some(leadsToIstiod)) continue;
      shut.set(first, [...(shut.get(first) ?? []), nameOf(workload)]);
    }
    for (const [policy, names] of shut) {
      const message = `sidecars of ${listed(names)} get certificates and policies from istiod at port ${ISTIOD_PORT}, to which no NetworkPolicy lets them; allow egress to namespace \`${istiod.namespace}\` at this port`;
      yield { manifest: inventory.manifestOf(policy), path: ['spec', 'egress'], message };
    }
  },
};
