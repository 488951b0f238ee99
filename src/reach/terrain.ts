/** A mesh whose behaviour is settled, arranged so that ways, callers and connections are found without a search. */
import type { AskNetwork } from '../evaluate/network-stage';
import { networkOf } from '../evaluate/network-stage';
import type { CallerOnWay, Ends } from '../evaluate/possible-callers';
import { possibleCallers } from '../evaluate/possible-callers';
import type { NoWay, Way } from '../evaluate/way';
import { waysIn } from '../evaluate/way';
import { settledMeshes } from '../evaluate/settled-meshes';
import { principalOf } from '../istio/identity';
import { groupBy } from '../policy/group-by';
import { nameOf } from '../policy/metadata';
import type { GatewayDoor } from './gateway-doors';
import { gatewayDoors } from './gateway-doors';
import type { SidecarRoute } from '../evaluate/sidecar-route';
import { sidecarRoutes } from '../evaluate/sidecar-route';
import type { Leads } from './gateway-leads';
import { leadsOf } from './gateway-leads';
import type { MeshRoutes } from './mesh-routes';
import { meshRoutesOf } from './mesh-routes';
import type { Mesh, Workload } from '../policy/model';
import { neighbourhoodsOf } from '../policy/neighbourhood';
import { remember } from '../policy/remember';
import type { Target } from '../policy/request';
import type { IdentityShapes } from './identity-atoms';
import { identityShapes } from './identity-atoms';
import type { Speaker } from './speakers';
import { speakersIn } from './speakers';

/** All that is looked up about one settled mesh. */
export interface Terrain {
  readonly mesh: Mesh;
  /** the part of it around a namespace */
  readonly near: (namespace: string) => Mesh;
  readonly waysOf: (to: Target) => readonly (Way | NoWay)[];
  readonly callersOf: (ends: Ends, ways: readonly (Way | NoWay)[]) => readonly (readonly CallerOnWay[])[] | undefined;
  readonly network: AskNetwork;
  /** whether the network tells callers apart */
  readonly hasNetworkPolicies: boolean;
  /** names of those that there are, in order */
  readonly namespaces: readonly string[];
  readonly doors: () => readonly GatewayDoor[];
  readonly leads: Leads;
  /** of VirtualServices that sidecars follow */
  readonly meshRoutes: MeshRoutes;
  /** by which the sidecar of a workload sends what is called; undefined: by none */
  readonly sidecarRouteOf: (ends: Pick<Ends, 'from' | 'to'>) => SidecarRoute | undefined;
  /** workloads by their identity, without scheme */
  readonly byIdentity: ReadonlyMap<string, readonly Workload[]>;
  readonly byName: ReadonlyMap<string, readonly Workload[]>;
  /** workloads as callers, by name */
  readonly speakers: () => ReadonlyMap<string, Speaker>;
  readonly shapesOf: IdentityShapes;
}

/** The terrain of this mesh under each behaviour that its version of Istio may have. */
export function terrainsOf(mesh: Mesh): readonly Terrain[] {
  return settledMeshes(mesh).map((settled) => {
    const near = neighbourhoodsOf(settled);
    const byIdentity = groupBy(settled.workloads, (workload) => identityOf(settled, workload));
    const speakers = remember(() => speakersIn(settled, near));
    const waysOf = waysIn(settled, near);
    const doors = once(() => gatewayDoors(settled, near));
    const leads = leadsOf(settled, doors, waysOf);
    return {
      mesh: settled,
      near,
      waysOf,
      callersOf: possibleCallers(settled, near),
      network: networkOf(settled),
      hasNetworkPolicies: settled.networkPolicies.length > 0,
      namespaces: namespacesOf(settled),
      byIdentity,
      doors,
      leads,
      meshRoutes: meshRoutesOf(settled, near, leads),
      sidecarRouteOf: sidecarRoutes(settled, near),
      byName: groupBy(settled.workloads, nameOf),
      speakers: () => speakers(undefined),
      shapesOf: identityShapes([...byIdentity.keys()]),
    };
  });
}

function once<T>(make: () => T): () => T {
  const made = remember(make);
  return () => made(undefined);
}

function namespacesOf({ namespaces, workloads, networkPolicies }: Mesh): readonly string[] {
  const placed = [...workloads, ...networkPolicies].map(({ namespace }) => namespace);
  return [...new Set([...namespaces.map(({ name }) => name), ...placed])].sort();
}

function identityOf({ settings }: Mesh, { namespace, serviceAccount }: Workload): string {
  return principalOf(settings.trustDomain, namespace, serviceAccount);
}
