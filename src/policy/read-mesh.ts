/** From all manifests together to the mesh: the one place that knows which kind is read by which file. */
import type { Json, JsonObject } from './json-object';
import { asLabels, asObject, asObjects, asString, isObject } from './json-object';
import { readMeshSettings } from './mesh-settings';
import type { Mesh, Namespace } from './model';
import { readAuthorizationPolicy } from './read-authorization-policy';
import { readIstioGateway, readKubernetesGateway } from './read-gateway';
import { readPeerAuthentication } from './read-peer-authentication';
import { readRequestAuthentication } from './read-request-authentication';
import { readService } from './read-service';
import { readSidecar } from './read-sidecar';
import { readWorkload, tryWorkloadKind } from './read-workload';

/**
 * The mesh that these parsed manifests describe, under these settings (MeshConfig as case files write it).
 * Objects of kinds we do not know decide nothing here and are left out.
 */
export function readMesh(manifests: readonly Json[], meshConfig: Json = {}): Mesh {
  const objects = manifests.filter(isObject).flatMap(itemsOf);
  const read = <T>(group: string, kind: string, reader: (manifest: JsonObject) => T): readonly T[] =>
    objects.filter((manifest) => groupOf(manifest) === group && manifest.kind === kind).map(reader);
  return {
    settings: readMeshSettings(meshConfig),
    namespaces: read('', 'Namespace', readNamespace),
    workloads: objects.flatMap((manifest) => {
      const kind = tryWorkloadKind(asString(manifest.kind, 'kind'));
      return kind === undefined ? [] : [readWorkload(kind, manifest)];
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
  };
}

function itemsOf(manifest: JsonObject): readonly JsonObject[] {
  return manifest.kind === 'List' ? asObjects(manifest.items, 'items') : [manifest];
}

function groupOf(manifest: JsonObject): string {
  const apiVersion = asString(manifest.apiVersion, 'apiVersion');
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
