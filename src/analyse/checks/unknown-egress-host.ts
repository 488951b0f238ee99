/** Does a Sidecar let its workloads call a host that nothing has? */
import { groupBy } from '../../policy/group-by';
import { coversHost, hostOf } from '../../policy/short-host';
import type { EgressHost } from '../../policy/model-sidecar';
import type { Check } from '../check-rule';
import type { Estate } from '../estate';
import type { Inventory } from '../inventory';
import { listed } from '../names-in-messages';
import { holdsWholeCluster } from '../whole-cluster';

/** A namespace is compared as soon as one Service or ServiceEntry of it is among the manifests. */
export const unknownEgressHost: Check = {
  code: 'ZT439',
  *find(estate) {
    const inventory = estate.inventory();
    const hostsOf = hostsByNamespace(inventory);
    for (const sidecar of inventory.mesh.sidecars) {
      for (const [index, { hosts }] of sidecar.egress.entries()) {
        for (const [at, entry] of hosts.entries()) {
          const space = spaceOf(entry, sidecar.namespace);
          if (space === undefined || entry.host === '*') continue;
          const known = hostsOf(space);
          if (isElsewhere(estate, space, known)) continue;
          if (known.some((host) => coversHost(entry.host, host) || coversHost(host, entry.host))) continue;
          const meant = known.find((host) => host.startsWith(`${entry.host}.`));
          const hint = meant === undefined ? 'correct the host, or declare it' : `write \`${meant}\``;
          const message = `nothing of namespace \`${space}\` has the host \`${entry.host}\`, so the entry lets nothing through; ${hint}`;
          yield { manifest: inventory.manifestOf(sidecar), path: ['spec', 'egress', index, 'hosts', at], message };
        }
      }
    }
  },
  *assumes(estate) {
    const unknown = unknownSpaces(estate);
    if (unknown.length > 0)
      yield `hosts that Sidecars name in ${listed(unknown)}, of which nothing is among the manifests, exist`;
  },
};

/** The namespace that is meant, unless it is every one, or none. */
function spaceOf({ namespace }: EgressHost, own: string): string | undefined {
  if (namespace === '*' || namespace.startsWith('~')) return undefined;
  return namespace === '.' ? own : namespace;
}

/** What is installed with Istio is seldom among the manifests. */
function isElsewhere(estate: Estate, namespace: string, known: readonly string[]): boolean {
  return (known.length === 0 || namespace === estate.settings.rootNamespace) && !holdsWholeCluster(estate);
}

function hostsByNamespace({ mesh, servicesIn }: Inventory): (namespace: string) => readonly string[] {
  const entries = groupBy(mesh.traffic.serviceEntries, ({ namespace }) => namespace);
  return (namespace) => [
    ...servicesIn(namespace).map(hostOf),
    ...(entries.get(namespace) ?? []).flatMap(({ hosts }) => hosts),
  ];
}

function unknownSpaces(estate: Estate): readonly string[] {
  const inventory = estate.inventory();
  const hostsOf = hostsByNamespace(inventory);
  return inventory.mesh.sidecars.flatMap((sidecar) =>
    sidecar.egress
      .flatMap(({ hosts }) => hosts)
      .filter(({ host }) => host !== '*')
      .flatMap((entry) => spaceOf(entry, sidecar.namespace) ?? [])
      .filter((space) => isElsewhere(estate, space, hostsOf(space))),
  );
}
