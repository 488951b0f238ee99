/** From all manifests together to the mesh: the one place that knows which kind is read by which file. */
import { apiGroup } from '../istio/api-group';
import { groupBy } from './group-by';
import type { Json, JsonObject } from './json-object';
import { asLabels, asObject, asObjects, asString, isObject, ManifestError } from './json-object';
import { readMeshSettings } from './mesh-settings';
import type { Mesh, Namespace } from './model';
import { readAuthorizationPolicy } from './read-authorization-policy';
import { readBackendTlsPolicy } from './read-backend-tls-policy';
import { readEnvoyFilter, readTrafficExtension, readWasmPlugin } from './read-extension';
import { readDestinationRule } from './read-destination-rule';
import { readIstioGateway } from './read-gateway';
import { readGrpcRoute } from './read-grpc-route';
import { readHttpRoute } from './read-http-route';
import { readGatewayClass, readKubernetesGateway } from './read-kubernetes-gateway';
import { readNetworkPolicy } from './read-network-policy';
import { readPeerAuthentication } from './read-peer-authentication';
import { readProxyConfig } from './read-proxy-config';
import { readReferenceGrant } from './read-reference-grant';
import { readRequestAuthentication } from './read-request-authentication';
import { GATEWAY_API } from './read-route-parts';
import { readService } from './read-service';
import { readServiceEntry } from './read-service-entry';
import { readSidecar } from './read-sidecar';
import { readTcpRoute } from './read-tcp-route';
import { readTelemetry } from './read-telemetry';
import { isTlsSecret, readName } from './read-tls-secret';
import { readTlsRoute } from './read-tls-route';
import { readVirtualService } from './read-virtual-service';
import { readWorkload, workloadKindOf } from './read-workload';
import { readWorkloadEntry } from './read-workload-entry';

/** A mesh, and what of its manifests no API server would have stored. */
export interface ReadMesh {
  readonly mesh: Mesh;
  /** objects that are left out of the mesh, because a value has the wrong type */
  readonly errors: readonly ManifestError[];
  /** the manifest that an object of the mesh was read from */
  readonly sourceOf: (object: object) => JsonObject | undefined;
  /** what was read from a manifest */
  readonly objectOf: (manifest: JsonObject) => object | undefined;
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
 * LAW: `before`, in which some of these very manifests were read, saves time, and changes nothing.
 */
export function tryReadMesh(
  manifests: readonly Json[],
  meshConfig: Json = {},
  before?: Pick<ReadMesh, 'objectOf'>,
): ReadMesh {
  const all = manifests.filter(isObject).flatMap(itemsOf);
  const byKind = groupBy(all, (manifest) => `${groupOf(manifest)}/${textOf(manifest.kind)}`);
  const errors: ManifestError[] = [];
  const sources = new Map<object, JsonObject>();
  const objects = new Map<JsonObject, object>();
  const collect = <T extends object>(manifest: JsonObject, reader: (manifest: JsonObject) => T): readonly T[] => {
    // by what a manifest is read depends on itself alone
    const object = (before?.objectOf(manifest) as T | undefined) ?? tryRead(errors, manifest, reader);
    if (object === undefined) return [];
    sources.set(object, manifest);
    objects.set(manifest, object);
    return [object];
  };
  const read = <T extends object>(group: string, kind: string, reader: (manifest: JsonObject) => T): readonly T[] =>
    (byKind.get(`${group}/${kind}`) ?? []).flatMap((manifest) => collect(manifest, reader));
  const istio = 'networking.istio.io';
  const mesh: Mesh = {
    settings: readMeshSettings(meshConfig),
    namespaces: read('', 'Namespace', readNamespace),
    workloads: all.flatMap((manifest) => {
      const kind = workloadKindOf(manifest);
      return kind === undefined ? [] : collect(manifest, (one) => readWorkload(kind, one));
    }),
    services: read('', 'Service', readService),
    authorizationPolicies: read('security.istio.io', 'AuthorizationPolicy', readAuthorizationPolicy),
    requestAuthentications: read('security.istio.io', 'RequestAuthentication', readRequestAuthentication),
    peerAuthentications: read('security.istio.io', 'PeerAuthentication', readPeerAuthentication),
    sidecars: read(istio, 'Sidecar', readSidecar),
    gateways: [...read(istio, 'Gateway', readIstioGateway), ...read(GATEWAY_API, 'Gateway', readKubernetesGateway)],
    networkPolicies: read('networking.k8s.io', 'NetworkPolicy', readNetworkPolicy),
    extensions: [
      ...read(istio, 'EnvoyFilter', readEnvoyFilter),
      ...read('extensions.istio.io', 'WasmPlugin', readWasmPlugin),
      ...read('extensions.istio.io', 'TrafficExtension', readTrafficExtension),
    ],
    traffic: {
      destinationRules: read(istio, 'DestinationRule', readDestinationRule),
      serviceEntries: read(istio, 'ServiceEntry', readServiceEntry),
      workloadEntries: read(istio, 'WorkloadEntry', readWorkloadEntry),
      virtualServices: read(istio, 'VirtualService', readVirtualService),
      httpRoutes: read(GATEWAY_API, 'HTTPRoute', readHttpRoute),
      grpcRoutes: read(GATEWAY_API, 'GRPCRoute', readGrpcRoute),
      tlsRoutes: read(GATEWAY_API, 'TLSRoute', readTlsRoute),
      tcpRoutes: read(GATEWAY_API, 'TCPRoute', readTcpRoute),
      referenceGrants: read(GATEWAY_API, 'ReferenceGrant', readReferenceGrant),
      backendTlsPolicies: read(GATEWAY_API, 'BackendTLSPolicy', readBackendTlsPolicy),
      gatewayClasses: read(GATEWAY_API, 'GatewayClass', readGatewayClass),
      tlsSecrets: (byKind.get('/Secret') ?? []).filter(isTlsSecret).flatMap((secret) => collect(secret, readName)),
      telemetries: read('telemetry.istio.io', 'Telemetry', readTelemetry),
      proxyConfigs: read(istio, 'ProxyConfig', readProxyConfig),
    },
  };
  return {
    mesh,
    errors,
    sourceOf: (object) => sources.get(object),
    objectOf: (manifest) => objects.get(manifest),
  };
}

/** What the reader makes of the manifest, or nothing and one error more that names the object. */
function tryRead<T>(errors: ManifestError[], manifest: JsonObject, reader: (manifest: JsonObject) => T): T | undefined {
  try {
    return reader(manifest);
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    const metadata = isObject(manifest.metadata) ? manifest.metadata : {};
    const place = `${textOf(manifest.kind)} ${textOf(metadata.namespace ?? 'default')}/${textOf(metadata.name)}`;
    errors.push(new ManifestError(`${place}: ${error.message}`, manifest));
    return undefined;
  }
}

function itemsOf(manifest: JsonObject): readonly JsonObject[] {
  const isList = manifest.kind === 'List' && Array.isArray(manifest.items);
  return isList ? asObjects(manifest.items, 'items').flatMap(itemsOf) : [manifest];
}

/** The value for a key or a message: what is no text is shown as it is written. */
function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function groupOf(manifest: JsonObject): string {
  return typeof manifest.apiVersion === 'string' ? apiGroup(manifest.apiVersion) : '';
}

/** The Namespace that this manifest describes. */
function readNamespace(manifest: JsonObject): Namespace {
  const metadata = asObject(manifest.metadata, 'metadata');
  return {
    name: asString(metadata.name, 'name'),
    labels: asLabels(metadata.labels, 'labels'),
    annotations: asLabels(metadata.annotations, 'annotations'),
  };
}
