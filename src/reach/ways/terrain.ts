/** A mesh whose behaviour is settled, arranged so that ways, callers and connections are found without a search. */
import { groundsOf, type Ground } from '../../evaluate/course/ground';
import { callersPlaneOf } from '../../evaluate/ways/data-plane';
import { principalOf } from '../../istio/identity';
import { groupBy } from '../../policy/group-by';
import { nameOf } from '../../policy/metadata';
import type { GatewayDoor } from './gateway-doors';
import { gatewayDoors } from './gateway-doors';
import type { Leads } from './gateway-leads';
import { leadsOf } from './gateway-leads';
import type { MeshRoutes } from './mesh-routes';
import { meshRoutesOf } from './mesh-routes';
import type { Mesh, Workload } from '../../policy/model';
import { once, remember } from '../../policy/remember';
import type { IdentityShapes } from '../callers/identity-atoms';
import { identityShapes } from '../callers/identity-atoms';
import type { Speaker } from '../callers/speakers';
import { speakersIn } from '../callers/speakers';

/** All that is looked up about one settled mesh. */
export interface Terrain extends Ground {
  /** whether the network tells callers apart */
  readonly hasNetworkPolicies: boolean;
  /** names of those that there are, in order */
  readonly namespaces: readonly string[];
  readonly doors: () => readonly GatewayDoor[];
  readonly leads: Leads;
  /** of VirtualServices that sidecars follow */
  readonly meshRoutes: MeshRoutes;
  /** workloads by their identity, without scheme */
  readonly byIdentity: ReadonlyMap<string, readonly Workload[]>;
  /** whether a workload may prove the identity: those out of the mesh have one, and no proxy that shows it */
  readonly isProven: (identity: string) => boolean;
  readonly byName: ReadonlyMap<string, readonly Workload[]>;
  /** workloads as callers, by name */
  readonly speakers: () => ReadonlyMap<string, Speaker>;
  readonly shapesOf: IdentityShapes;
}

/** The terrain of this mesh under each behaviour that its version of Istio may have, which are its grounds. */
export function terrainsOf(mesh: Mesh, grounds = groundsOf(mesh)): readonly Terrain[] {
  return grounds.map((ground) => {
    const { mesh: settled, near, waysOf } = ground;
    const byIdentity = groupBy(settled.workloads, (workload) => identityOf(settled, workload));
    const speakers = once(() => speakersIn(settled, near));
    const doors = once(() => gatewayDoors(settled, near));
    const leads = leadsOf(settled, doors, waysOf);
    return {
      ...ground,
      hasNetworkPolicies: settled.networkPolicies.length > 0,
      namespaces: namespacesOf(settled),
      byIdentity,
      isProven: remember((identity) =>
        (byIdentity.get(identity) ?? []).some((one) => callersPlaneOf(near(one.namespace), one).kind !== 'out'),
      ),
      doors,
      leads,
      meshRoutes: meshRoutesOf(settled, near, leads),
      byName: groupBy(settled.workloads, nameOf),
      speakers,
      shapesOf: identityShapes([...byIdentity.keys()]),
    };
  });
}

function namespacesOf({ namespaces, workloads, networkPolicies }: Mesh): readonly string[] {
  const placed = [...workloads, ...networkPolicies].map(({ namespace }) => namespace);
  return [...new Set([...namespaces.map(({ name }) => name), ...placed])].sort();
}

function identityOf({ settings }: Mesh, { namespace, serviceAccount }: Workload): string {
  return principalOf(settings.trustDomain, namespace, serviceAccount);
}
