/** Does a policy name a service account under which no workload of its namespace runs? */
import type { Check } from '../check-rule';
import { type Estate, namespaceOf } from '../estate';
import { listed } from '../names-in-messages';
import { namespacesWithPodMakers } from '../pod-makers';

export const identityWithoutWorkload: Check = {
  code: 'ZT117',
  *find(estate) {
    const accounts = accountsByNamespace(estate);
    const others = namespacesWithPodMakers(estate);
    for (const manifest of estate.of('AuthorizationPolicy')) {
      for (const { attribute, negated, value, path } of estate.values(manifest)) {
        const { namespace, account } = accountIn(attribute, value, namespaceOf(manifest)) ?? {};
        if (negated || namespace === undefined || account === undefined || others.has(namespace)) continue;
        const known = accounts.get(namespace);
        // a namespace without workloads among the manifests is somebody else's: we cannot tell
        if (known === undefined || known.has(account) || isOfGateway(estate, namespace, account)) continue;
        yield {
          manifest,
          path,
          message: `no workload of namespace \`${namespace}\` runs under service account \`${account}\`, only under ${listed(known)}; set \`serviceAccountName\``,
        };
      }
    }
  },
};

interface Account {
  readonly namespace: string;
  readonly account: string;
}

/** One service account, as `principals` and `serviceAccounts` write it. */
function accountIn(attribute: string, value: string, own: string): Account | undefined {
  const form =
    attribute === 'source.principal'
      ? /^[^*]*\/ns\/([^/*]+)\/sa\/([^/*]+)$/
      : attribute === 'source.serviceAccount'
        ? /^(?:([^/*]+)\/)?([^/*]+)$/
        : undefined;
  const [match, namespace = own, account = ''] = form?.exec(value) ?? [];
  return match === undefined ? undefined : { namespace, account };
}

/** istiod makes the pods of a Gateway of the Gateway API, under an account of the Gateway's name. */
function isOfGateway(estate: Estate, namespace: string, account: string): boolean {
  return estate
    .inventory()
    .gatewaysIn(namespace)
    .some(({ api, name }) => api.kind === 'kubernetes' && [name, `${name}-${api.className}`].includes(account));
}

function accountsByNamespace(estate: Estate): ReadonlyMap<string, ReadonlySet<string>> {
  const accounts = new Map<string, Set<string>>();
  for (const { namespace, serviceAccount } of estate.inventory().mesh.workloads) {
    const known = accounts.get(namespace);
    if (known === undefined) accounts.set(namespace, new Set([serviceAccount]));
    else known.add(serviceAccount);
  }
  return accounts;
}
