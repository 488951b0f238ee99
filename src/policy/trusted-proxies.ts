/** How many proxies in front of a gateway are believed, as its pods or the mesh say. */
import { isObject } from './json-object';
import { readManifests } from './manifest';
import type { MeshSettings } from './mesh-settings';
import type { Workload } from './model';

const PROXY_CONFIG = 'proxy.istio.io/config';

/**
 * The number for these pods: their own annotation, a YAML text, goes before MeshConfig's `defaultConfig`. Undefined
 * when the text cannot be read, and where PROXY protocol or what the two say together decides.
 * @see istio api mesh/v1alpha1/proxy.proto, `Topology`
 */
export function trustedProxiesOf({ annotations }: Workload, settings: MeshSettings): number | undefined {
  const { manifests, problems } = readManifests([{ name: PROXY_CONFIG, text: annotations[PROXY_CONFIG] ?? '' }]);
  if (problems.length > 0 || manifests.length > 1) return undefined;
  const topology = manifests[0]?.object.gatewayTopology ?? undefined;
  if (topology === undefined) return settings.numTrustedProxies;
  if (!isObject(topology) || (topology.proxyProtocol ?? undefined) !== undefined) return undefined;
  const { numTrustedProxies } = topology;
  if (typeof numTrustedProxies === 'number') return numTrustedProxies;
  // whether the mesh's number stays beside another topology is not known, but none is none
  return numTrustedProxies === undefined && settings.numTrustedProxies === 0 ? 0 : undefined;
}
