/** Is access granted to a service account under which several applications run? */
import type { Workload } from '../../policy/model';
import { actionOf } from '../authorization-fields';
import type { Check } from '../check-rule';
import { type Estate, namespaceOf } from '../estate';
import { accountNamed } from '../named-account';
import { listed } from '../names-in-messages';

export const sharedAccount: Check = {
  code: 'ZT140',
  *find(estate) {
    const applications = applicationsByAccount(estate);
    for (const manifest of estate.of('AuthorizationPolicy')) {
      if (actionOf(manifest) !== 'ALLOW') continue;
      for (const { attribute, negated, value, path } of estate.values(manifest)) {
        const account = accountNamed(attribute, value, namespaceOf(manifest));
        const names = account === undefined ? undefined : applications.get(account);
        // for `default` there is a finding of its own
        if (negated || names === undefined || names.size < 2 || /(^|\/)default$/.test(value)) continue;
        const message = `${listed(names)} run under this service account, so all of them are let in; give each one of its own`;
        yield { manifest, path, message };
      }
    }
  },
};

/** Versions of one application share its label, and may share its account. */
function applicationsByAccount(estate: Estate): ReadonlyMap<string, ReadonlySet<string>> {
  const applications = new Map<string, Set<string>>();
  for (const workload of estate.inventory().mesh.workloads) {
    const key = `${workload.namespace}/${workload.serviceAccount}`;
    const names = applications.get(key);
    if (names === undefined) applications.set(key, new Set([applicationOf(workload)]));
    else names.add(applicationOf(workload));
  }
  return applications;
}

function applicationOf({ labels, name }: Workload): string {
  return labels['app.kubernetes.io/name'] ?? labels.app ?? name;
}
