/** Which meshes may manifests make, as a version of Istio may behave in several ways? */
import { behavioursOf } from '../istio/behaviour';
import { withMadeGateways } from '../policy/made-gateway';
import type { Mesh } from '../policy/model';

/**
 * The mesh under each behaviour that its version of Istio may have: what it does there is settled. The pods that istiod
 * makes for Gateways are among its workloads.
 */
export function settledMeshes(mesh: Mesh): readonly Mesh[] {
  const whole = withMadeGateways(mesh);
  return behavioursOf(mesh.settings.istioVersion).map((behaviour) => ({
    ...whole,
    settings: { ...mesh.settings, behaviour },
  }));
}
