/** Does an AuthorizationPolicy allow calls to a port that NetworkPolicies open to nobody? */
import { ofKind } from '../../policy/condition-value';
import { type Rule, rulesOf } from '../../policy/rule';
import type { Check } from '../check-rule';
import { isolatedWorkloads, opensPort } from '../network-isolation';
import { nameOf, selectedBy } from '../policy-scope';

export const grantShutOut: Check = {
  code: 'ZT517',
  *find(estate) {
    const inventory = estate.inventory();
    const isolated = new Map([...isolatedWorkloads(inventory, 'ingress')].map((one) => [one.workload, one]));
    if (isolated.size === 0) return;
    for (const policy of inventory.mesh.authorizationPolicies) {
      if (policy.action.kind !== 'ALLOW') continue;
      const manifest = inventory.manifestOf(policy);
      const targets = selectedBy(estate, manifest).flatMap((workload) => isolated.get(workload) ?? []);
      for (const rule of targets.length === 0 ? [] : rulesOf(policy.rules)) {
        const shut = targets
          // in ambient the port that NetworkPolicies see is the tunnel's
          .filter(({ workload }) => inventory.dataPlaneOf(workload) === 'sidecar')
          .flatMap(({ rules, workload }) =>
            portsOf(rule)
              .filter((port) => !rules.some((one) => opensPort(one.rule, port, workload)))
              .map((port) => ({ port, name: nameOf(workload) })),
          )[0];
        if (shut === undefined) continue;
        const message = `the rule allows calls to port ${shut.port} of \`${shut.name}\`, which NetworkPolicies open to nobody; open it there, too, or remove the port`;
        yield { manifest, path: ['spec', 'rules', rule.index, 'to'], message };
      }
    }
  },
};

/** The ports that the rule names. */
function portsOf({ clauses }: Rule): readonly number[] {
  const conditions = clauses.flatMap(({ alternatives, part }) => (part === 'to' ? alternatives.flat() : []));
  return conditions.flatMap(({ values }) => ofKind(values, 'port').map(({ port }) => port));
}
