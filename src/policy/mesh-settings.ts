/** What MeshConfig says about security: Istio's defaults, and how to read what differs from them. */
import type { Behaviour } from '../istio/behaviour';
import { behavioursOf } from '../istio/behaviour';
import { DEFAULT_ROOT_NAMESPACE, DEFAULT_TRUST_DOMAIN } from '../istio/limits';
import type { IstioVersion } from '../istio/version';
import { ACCEPTED_VERSIONS, MEASURED_VERSION, tryIstioVersion } from '../istio/version';
import type { Json } from './json-object';
import { asBoolean, asNumber, asObject, asObjects, asString, asStrings, ManifestError } from './json-object';

/** How Envoy rewrites a path before anything looks at it. */
export type PathNormalization = 'NONE' | 'BASE' | 'MERGE_SLASHES' | 'DECODE_AND_MERGE_SLASHES';

/** An external authorizer. Its protocol decides whether it can be asked about TCP. */
export interface ExtensionProvider {
  readonly name: string;
  readonly protocol: 'http' | 'grpc' | 'other';
}

/** The settings of the mesh. */
export interface MeshSettings {
  readonly istioVersion: IstioVersion;
  /** one of the ways in which this version behaves */
  readonly behaviour: Behaviour;
  readonly trustDomain: string;
  readonly trustDomainAliases: readonly string[];
  /** trust domains of `caCertificates`, which callers may have, too */
  readonly caTrustDomains: readonly string[];
  readonly rootNamespace: string;
  readonly pathNormalization: PathNormalization;
  readonly extensionProviders: readonly ExtensionProvider[];
  readonly enableAutoMtls: boolean;
  readonly outboundTrafficPolicy: 'ALLOW_ANY' | 'REGISTRY_ONLY';
  readonly numTrustedProxies: number;
  readonly defaultServiceExportTo: readonly string[];
  readonly defaultVirtualServiceExportTo: readonly string[];
  readonly defaultDestinationRuleExportTo: readonly string[];
}

const NORMALIZATIONS: readonly PathNormalization[] = ['NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'];

/** The settings that this MeshConfig gives; `pathNormalization` may be its `normalization` alone. */
export function readMeshSettings(config: Json = {}): MeshSettings {
  const mesh = asObject(config, 'mesh');
  const exportTo = (field: string): readonly string[] =>
    mesh[field] === undefined ? ['*'] : asStrings(mesh[field], field);
  const topology = asObject(asObject(mesh.defaultConfig, 'defaultConfig').gatewayTopology, 'gatewayTopology');
  const outbound = asObject(mesh.outboundTrafficPolicy, 'outboundTrafficPolicy');
  const istioVersion = readVersion(mesh.istioVersion);
  return {
    istioVersion,
    behaviour: behavioursOf(istioVersion)[0],
    trustDomain: asString(mesh.trustDomain, 'trustDomain') || DEFAULT_TRUST_DOMAIN,
    trustDomainAliases: asStrings(mesh.trustDomainAliases, 'trustDomainAliases'),
    caTrustDomains: asObjects(mesh.caCertificates, 'caCertificates').flatMap((certificate) =>
      asStrings(certificate.trustDomains, 'trustDomains'),
    ),
    rootNamespace: asString(mesh.rootNamespace, 'rootNamespace') || DEFAULT_ROOT_NAMESPACE,
    pathNormalization: readNormalization(mesh.pathNormalization),
    extensionProviders: asObjects(mesh.extensionProviders, 'extensionProviders').map(readProvider),
    enableAutoMtls: asBoolean(mesh.enableAutoMtls, 'enableAutoMtls', true),
    outboundTrafficPolicy: asString(outbound.mode, 'mode') === 'REGISTRY_ONLY' ? 'REGISTRY_ONLY' : 'ALLOW_ANY',
    numTrustedProxies: asNumber(topology.numTrustedProxies, 'numTrustedProxies', 0),
    defaultServiceExportTo: exportTo('defaultServiceExportTo'),
    defaultVirtualServiceExportTo: exportTo('defaultVirtualServiceExportTo'),
    defaultDestinationRuleExportTo: exportTo('defaultDestinationRuleExportTo'),
  };
}

/** Our own key, for case files and `--istio-version`: MeshConfig has none. Without quotes YAML reads `1.30` as 1.3. */
function readVersion(value: Json): IstioVersion {
  if (value === undefined || value === null) return MEASURED_VERSION;
  const version = typeof value === 'string' ? tryIstioVersion(value) : undefined;
  if (version !== undefined) return version;
  throw new ManifestError(`\`istioVersion\` is \`${JSON.stringify(value)}\`; expected ${ACCEPTED_VERSIONS}, in quotes`);
}

/** @see istio api mesh/v1alpha1/config.proto, `ProxyPathNormalization.NormalizationType`: DEFAULT is BASE */
function readNormalization(value: Json): PathNormalization {
  const word =
    typeof value === 'string' ? value : asString(asObject(value, 'pathNormalization').normalization, 'normalization');
  return NORMALIZATIONS.find((known) => known === word) ?? 'BASE';
}

function readProvider(provider: Readonly<Record<string, Json>>): ExtensionProvider {
  const name = asString(provider.name, 'name');
  if (provider.envoyExtAuthzHttp !== undefined) return { name, protocol: 'http' };
  return { name, protocol: provider.envoyExtAuthzGrpc === undefined ? 'other' : 'grpc' };
}

/** The trust domains that the mesh takes as its own, its first name first. */
export function ownTrustDomains(settings: MeshSettings): readonly string[] {
  return [settings.trustDomain, ...settings.trustDomainAliases];
}
