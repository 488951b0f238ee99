/** Which Gateways do routes name, and are they among the manifests? */
import type { ObjectName } from '../policy/model';
import type { IstioGateway, IstioServer } from '../policy/model-gateway';
import type { Gateway } from '../policy/model';
import type { VirtualService } from '../policy/model-virtual-service';
import type { Inventory } from './inventory';

/** A classic Gateway. */
export type ClassicGateway = Gateway & { readonly api: IstioGateway };

/** The Gateways of Istio's own API. */
export function classicGateways({ mesh }: Inventory): readonly ClassicGateway[] {
  return mesh.gateways.filter(isClassic);
}

/** The Gateway of Istio's own API with this name. */
function classicGateway({ gatewaysIn }: Inventory, { namespace, name }: ObjectName): ClassicGateway | undefined {
  return gatewaysIn(namespace)
    .filter(isClassic)
    .find((gateway) => gateway.name === name);
}

/** The Gateways that a VirtualService is bound to, sidecars (`mesh`) left out; undefined for one that is not here. */
export function gatewaysOf(
  inventory: Inventory,
  { gateways }: VirtualService,
): readonly (ClassicGateway | undefined)[] {
  return gateways.flatMap((one) => (one.kind === 'gateway' ? [classicGateway(inventory, one)] : []));
}

/** Whether the VirtualService is for callers in the mesh, too. */
export function isForMesh({ gateways }: VirtualService): boolean {
  return gateways.some(({ kind }) => kind === 'mesh');
}

/** The hosts of a server that are for VirtualServices of this namespace. */
export function hostsServedTo({ hosts }: IstioServer, from: string): readonly string[] {
  return hosts.filter(({ namespace }) => namespace === undefined || namespace === from).map(({ host }) => host);
}

function isClassic(gateway: Gateway): gateway is ClassicGateway {
  return gateway.api.kind === 'istio';
}
