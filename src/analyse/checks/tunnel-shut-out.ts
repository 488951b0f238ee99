/** Do NetworkPolicies shut out the tunnel through which all calls to pods in ambient come? */
import type { NetworkPolicy } from '../../policy/model';
import type { Check } from '../check-rule';
import { listed } from '../names-in-messages';
import { isolatedWorkloads, opensPort } from '../network-isolation';
import { nameOf } from '../policy-scope';

/** @see https://istio.io/latest/docs/ambient/usage/networkpolicy/ */
const TUNNEL_PORT = 15008;

export const tunnelShutOut: Check = {
  code: 'ZT515',
  *find(estate) {
    const inventory = estate.inventory();
    const shut = new Map<NetworkPolicy, string[]>();
    for (const { rules, workload } of isolatedWorkloads(inventory, 'ingress')) {
      const [first] = rules;
      // without rules nobody is meant to call
      if (first === undefined || inventory.dataPlaneOf(workload) !== 'ambient') continue;
      if (rules.some(({ rule }) => opensPort(rule, TUNNEL_PORT, workload))) continue;
      shut.set(first.policy, [...(shut.get(first.policy) ?? []), nameOf(workload)]);
    }
    for (const [policy, names] of shut) {
      const message = `calls of the mesh to ${listed(names)} come through port ${TUNNEL_PORT}, which no NetworkPolicy opens there; add the port, whose callers an AuthorizationPolicy then tells apart`;
      yield { manifest: inventory.manifestOf(policy), path: ['spec', 'ingress'], message };
    }
  },
};
