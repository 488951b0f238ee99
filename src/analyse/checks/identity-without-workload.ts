/** Does a policy name a service account under which no workload of its namespace runs? */
import { valuesOf } from '../authorization-fields';
import type { Check } from '../check-rule';
import { type Estate, namespaceOf, serviceAccountOf } from '../estate';

export const identityWithoutWorkload: Check = {
  code: 'ZT117',
  *find(estate) {
    const accounts = accountsByNamespace(estate);
    for (const manifest of estate.of('AuthorizationPolicy')) {
      for (const { attribute, negated, value, path } of valuesOf(manifest)) {
        if (attribute !== 'source.principal' || negated) continue;
        const [, namespace = '', account = ''] = /^[^*]*\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(value) ?? [];
        const known = accounts.get(namespace);
        // a namespace without workloads among the manifests is somebody else's: we cannot tell
        if (known === undefined || known.has(account)) continue;
        yield {
          manifest,
          path,
          message: `no workload of namespace \`${namespace}\` runs under service account \`${account}\`, only under ${list(known)}; set \`serviceAccountName\``,
        };
      }
    }
  },
};

function accountsByNamespace(estate: Estate): ReadonlyMap<string, ReadonlySet<string>> {
  const accounts = new Map<string, Set<string>>();
  for (const workload of estate.of('Workload')) {
    const known = accounts.get(namespaceOf(workload));
    if (known === undefined) accounts.set(namespaceOf(workload), new Set([serviceAccountOf(workload)]));
    else known.add(serviceAccountOf(workload));
  }
  return accounts;
}

function list(names: ReadonlySet<string>): string {
  const sorted = [...names].sort();
  const shown = sorted
    .slice(0, 3)
    .map((name) => `\`${name}\``)
    .join(', ');
  return sorted.length > 3 ? `${shown} and ${sorted.length - 3} more` : shown;
}
