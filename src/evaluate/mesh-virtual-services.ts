/** Which routes are for calls inside the mesh, and which of them does a sidecar see? */
import type { Mesh } from '../policy/model';
import type { EdgeVirtualService } from './route-virtual-service';
import { rootVirtualServices, virtualServicesFor } from './route-virtual-service';

/** By which VirtualServices refer to all sidecars. */
export const MESH = { kind: 'mesh' } as const;

/** The VirtualServices that sidecars may follow, whoever sees them. */
export function meshVirtualServices(mesh: Mesh): readonly EdgeVirtualService[] {
  return rootVirtualServices(mesh).filter(({ gateways }) => gateways.some(({ kind }) => kind === 'mesh'));
}

/** Those among them that the sidecars of this namespace see, in the order in which they are asked. */
export function seenInMesh(
  mesh: Mesh,
  all: readonly EdgeVirtualService[],
  namespace: string,
): readonly EdgeVirtualService[] {
  return virtualServicesFor(mesh, all, namespace, MESH);
}
