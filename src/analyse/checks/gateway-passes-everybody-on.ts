/** Does a rule that trusts a gateway open every path to everybody, because the gateway passes all requests on? */
import { withMadeGateways } from '../../policy/made-gateway';
import { selects } from '../../policy/in-force';
import type { Workload } from '../../policy/model';
import { GATEWAY_NAME_LABEL, isGateway, proxyLabels } from '../../policy/proxy-labels';
import { type Rule, rulesOf } from '../../policy/rule';
import type { Check } from '../check-rule';
import type { Estate } from '../estate';
import { nameOf, selectedBy, targetsOf } from '../policy-scope';
import { openServices } from '../open-services';

/** Only rules without any operation or condition: what names paths or methods says what the world may do. */
export const gatewayPassesEverybodyOn: Check = {
  code: 'ZT433',
  *find(estate) {
    const inventory = estate.inventory();
    const reached = podsReached(estate);
    if (reached.size === 0) return;
    for (const policy of inventory.mesh.authorizationPolicies) {
      if (policy.action.kind !== 'ALLOW' || policy.dryRun) continue;
      const manifest = inventory.manifestOf(policy);
      const ways = selectedBy(estate, manifest).flatMap((pod) => (reached.get(pod) ?? []).map((by) => ({ pod, by })));
      for (const rule of ways.length === 0 ? [] : rulesOf(policy.rules)) {
        const way = ways.find(({ by }) => trustsOnly(rule, by));
        if (way === undefined) continue;
        const message = `gateway \`${nameOf(way.by)}\` passes every request on to \`${nameOf(way.pod)}\` and asks nobody who it is, so the rule opens all methods and paths to everybody; name operations, or guard the gateway`;
        yield { manifest, path: ['spec', 'rules', rule.index], message };
      }
    }
  },
};

/** The pods to which gateways without policies of their own send requests of any path. */
function podsReached(estate: Estate): ReadonlyMap<Workload, readonly Workload[]> {
  const inventory = estate.inventory();
  const reached = new Map<Workload, Workload[]>();
  for (const gateway of withMadeGateways(inventory.mesh).workloads.filter(isGateway)) {
    if (isGuarded(estate, gateway)) continue;
    for (const pod of openServices(inventory, gateway).flatMap((service) => inventory.podsBehind(service))) {
      if (!isGateway(pod)) reached.set(pod, [...(reached.get(pod) ?? []), gateway]);
    }
  }
  return reached;
}

/** An ALLOW of everything, for a gateway in a closed mesh, asks nobody. */
function isGuarded(estate: Estate, gateway: Workload): boolean {
  const { authorizationPolicies } = estate.inventory().mesh;
  return authorizationPolicies.some((policy) => {
    if (policy.rules.kind === 'always' && policy.action.kind === 'ALLOW') return false;
    const { attachment } = policy;
    if (attachment.kind === 'targets') {
      const names = targetsOf(estate.inventory().manifestOf(policy)).map(({ name }) => name);
      return policy.namespace === gateway.namespace && names.includes(gateway.labels[GATEWAY_NAME_LABEL] ?? '');
    }
    if (![gateway.namespace, estate.settings.rootNamespace].includes(policy.namespace)) return false;
    // a default deny alone shuts the gateway, which is another question
    return (
      policy.rules.kind === 'anyOf' &&
      (attachment.kind === 'everything' || selects(attachment.labels, proxyLabels(gateway)))
    );
  });
}

function trustsOnly({ clauses }: Rule, { namespace, serviceAccount }: Workload): boolean {
  const [from, ...others] = clauses;
  if (from?.part !== 'from' || others.length > 0) return false;
  const principal = `/ns/${namespace}/sa/${serviceAccount}`;
  return from.alternatives.some(([only, ...more]) => {
    if (only === undefined || more.length > 0) return false;
    const { attribute, values } = only;
    return attribute.kind === 'principal' && values.some(({ text }) => text.endsWith(principal));
  });
}
