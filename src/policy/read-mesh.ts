/** From all manifests together to the mesh: the one place that knows which kind is read by which file. */
import type { Json, JsonObject } from './json-object';
import { asLabels, asObject, asObjects, asString, isObject, ManifestError } from './json-object';
import { readMeshSettings } from './mesh-settings';
import type { Mesh, Namespace } from './model';
import { readAuthorizationPolicy } from './read-authorization-policy';
import { readEnvoyFilter, readTrafficExtension, readWasmPlugin } from './read-extension';
import { readIstioGateway, readKubernetesGateway } from './read-gateway';
import { readNetworkPolicy } from './read-network-policy';
import { readPeerAuthentication } from './read-peer-authentication';
import { readRequestAuthentication } from './read-request-authentication';
import { readService } from './read-service';
import { readSidecar } from './read-sidecar';
import { readWorkload, tryWorkloadKind } from './read-workload';

/** A mesh, and what of its manifests no API server would have stored. */
export interface ReadMesh {
  readonly mesh: Mesh;
  /** objects that are left out of the mesh, because a value has the wrong type */
  readonly errors: readonly ManifestError[];
}

/** The mesh that these manifests describe. Throws when one of them cannot be read. */
export function readMesh(manifests: readonly Json[], meshConfig: Json = {}): Mesh {
  const { mesh, errors } = tryReadMesh(manifests, meshConfig);
  if (errors[0] !== undefined) throw errors[0];
  return mesh;
}

/**
 * The mesh that these parsed manifests describe, under these settings (MeshConfig as case files write it), and the
 * manifests that cannot be read. Objects of kinds we do not know decide nothing here and are left out.
 */
export function tryReadMesh(manifests: readonly Json[], meshConfig: Json = {}): ReadMesh {
  const objects = manifests.filter(isObject).flatMap(itemsOf);
  const errors: ManifestError[] = [];
  const read = <T>(group: string, kind: string, reader: (manifest: JsonObject) => T): readonly T[] =>
    objects
      .filter((manifest) => groupOf(manifest) === group && manifest.kind === kind)
      .flatMap((manifest) => collect(errors, manifest, reader));
  const mesh: Mesh = {
    settings: readMeshSettings(meshConfig),
    namespaces: read('', 'Namespace', readNamespace),
    workloads: objects.flatMap((manifest) => {
      const kind = tryWorkloadKind(manifest.kind);
      return kind === undefined ? [] : collect(errors, manifest, (one) => readWorkload(kind, one));
    }),
    services: read('', 'Service', readService),
    authorizationPolicies: read('security.istio.io', 'AuthorizationPolicy', readAuthorizationPolicy),
    requestAuthentications: read('security.istio.io', 'RequestAuthentication', readRequestAuthentication),
    peerAuthentications: read('security.istio.io', 'PeerAuthentication', readPeerAuthentication),
    sidecars: read('networking.istio.io', 'Sidecar', readSidecar),
    gateways: [
      ...read('networking.istio.io', 'Gateway', readIstioGateway),
      ...read('gateway.networking.k8s.io', 'Gateway', readKubernetesGateway),
    ],
    networkPolicies: read('networking.k8s.io', 'NetworkPolicy', readNetworkPolicy),
    extensions: [
      ...read('networking.istio.io', 'EnvoyFilter', readEnvoyFilter),
      ...read('extensions.istio.io', 'WasmPlugin', readWasmPlugin),
      ...read('extensions.istio.io', 'TrafficExtension', readTrafficExtension),
    ],
  };
  return { mesh, errors };
}

/** What the reader makes of the manifest, or nothing and one error more that names the object. */
function collect<T>(errors: ManifestError[], manifest: JsonObject, reader: (manifest: JsonObject) => T): readonly T[] {
  try {
    return [reader(manifest)];
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    const metadata = isObject(manifest.metadata) ? manifest.metadata : {};
    const place = `${String(manifest.kind)} ${String(metadata.namespace ?? 'default')}/${String(metadata.name)}`;
    errors.push(new ManifestError(`${place}: ${error.message}`));
    return [];
  }
}

function itemsOf(manifest: JsonObject): readonly JsonObject[] {
  const isList = manifest.kind === 'List' && Array.isArray(manifest.items);
  return isList ? asObjects(manifest.items, 'items').flatMap(itemsOf) : [manifest];
}

function groupOf(manifest: JsonObject): string {
  const apiVersion = typeof manifest.apiVersion === 'string' ? manifest.apiVersion : '';
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

function readNamespace(manifest: JsonObject): Namespace {
  const metadata = asObject(manifest.metadata, 'metadata');
  return {
    name: asString(metadata.name, 'name'),
    labels: asLabels(metadata.labels, 'labels'),
    annotations: asLabels(metadata.annotations, 'annotations'),
  };
}
