/** Which routes are for calls inside the mesh, and which of them does a sidecar see? */
import type { Mesh } from '../../policy/model';
import { serviceRoutesOf } from './route-of-service';
import type { EdgeVirtualService } from './route-virtual-service';
import { rootVirtualServices, virtualServicesFor } from './route-virtual-service';

/** By which VirtualServices refer to all sidecars. */
export const MESH = { kind: 'mesh' } as const;

/** The VirtualServices that sidecars may follow, whoever sees them, and what is made of routes of the Gateway API. */
export function meshVirtualServices(mesh: Mesh): readonly EdgeVirtualService[] {
  const written = rootVirtualServices(mesh).filter(({ gateways }) => gateways.some(({ kind }) => kind === 'mesh'));
  return [...written, ...serviceRoutesOf(mesh)];
}

/** Those among them that the sidecars of this namespace see, in the order in which they are asked. */
export function seenInMesh(
  mesh: Mesh,
  all: readonly EdgeVirtualService[],
  namespace: string,
): readonly EdgeVirtualService[] {
  return virtualServicesFor(mesh, all, namespace, MESH);
}
