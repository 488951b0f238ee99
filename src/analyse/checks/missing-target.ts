/** Is a policy attached to a Service, ServiceEntry or Gateway that is not among those of its namespace? */
import type { Check } from '../check-rule';
import { type Estate, namespaceOf } from '../estate';
import { didYouMean } from '../names-in-messages';
import { type Target, targetsOf } from '../policy-scope';

/** Compared as soon as the namespace has one object of the kind here. */
export const missingTarget: Check = {
  code: 'ZT130',
  *find(estate) {
    for (const manifest of [...estate.of('AuthorizationPolicy'), ...estate.of('RequestAuthentication')]) {
      for (const target of targetsOf(manifest)) {
        const namespace = namespaceOf(manifest);
        const names = namesOf(estate, target, namespace);
        if (names.length === 0 || names.includes(target.name)) continue;
        const message = `namespace \`${namespace}\` has no ${target.kind} \`${target.name}\`, so the policy applies to nothing${didYouMean(target.name, names) || '; name one that is there'}`;
        yield { manifest, path: [...target.path, 'name'], message };
      }
    }
  },
};

function namesOf(estate: Estate, { group, kind }: Target, namespace: string): readonly string[] {
  const { servicesIn, gatewaysIn, mesh } = estate.inventory();
  if (kind === 'Service' && ['', 'core'].includes(group)) return servicesIn(namespace).map(({ name }) => name);
  if (kind === 'ServiceEntry' && group === 'networking.istio.io') {
    return mesh.traffic.serviceEntries.filter((entry) => entry.namespace === namespace).map(({ name }) => name);
  }
  if (kind !== 'Gateway' || group !== 'gateway.networking.k8s.io') return [];
  return gatewaysIn(namespace).flatMap(({ api, name }) => (api.kind === 'kubernetes' ? name : []));
}
