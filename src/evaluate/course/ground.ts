/** What is looked up in a mesh, whoever asks: where calls may lead, what is spoken there, what the network says. */
import type { Mesh } from '../../policy/model';
import { neighbourhoodsOf } from '../../policy/neighbourhood';
import type { Target } from '../../policy/request';
import { networkOf, type AskNetwork } from '../network/network-stage';
import { possibleCallers, type CallerOnWay, type Ends } from '../client/possible-callers';
import { settledMeshes } from '../settled-meshes';
import { sidecarRoutes, type SidecarRoute } from '../client/sidecar-route';
import { waysIn, type NoWay, type Way } from '../ways/way';

/** A mesh whose behaviour is settled. Each answer is found once, for all who share it. */
export interface Ground {
  readonly mesh: Mesh;
  /** the part of it around a namespace */
  readonly near: (namespace: string) => Mesh;
  readonly network: AskNetwork;
  readonly waysOf: (to: Target) => readonly (Way | NoWay)[];
  readonly callersOf: (ends: Ends, ways: readonly (Way | NoWay)[]) => readonly (readonly CallerOnWay[])[] | undefined;
  /** by which the sidecar of a workload sends what is called; undefined: by none */
  readonly sidecarRouteOf: (ends: Pick<Ends, 'from' | 'to'>) => SidecarRoute | undefined;
}

/** The ground of a settled mesh. */
export function groundOf(mesh: Mesh): Ground {
  const near = neighbourhoodsOf(mesh);
  return {
    mesh,
    near,
    network: networkOf(mesh),
    waysOf: waysIn(mesh, near),
    callersOf: possibleCallers(mesh, near),
    sidecarRouteOf: sidecarRoutes(mesh, near),
  };
}

/** The ground of this mesh under each behaviour that its version of Istio may have. */
export function groundsOf(mesh: Mesh): readonly Ground[] {
  return settledMeshes(mesh).map(groundOf);
}
