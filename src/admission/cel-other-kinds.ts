/** CEL rules of Gateway, Sidecar (server TLS), Telemetry, EnvoyFilter, WasmPlugin, TrafficExtension, WorkloadGroup. */
import type { CelRule } from './cel-shared';
import { tryRequestUri } from './go/url';
import { has, isObject, shown } from './json';

/** @see istio crd-all.gen.yaml, Gateway `spec.servers[].tls` */
const certificatesOrCredentialNames: CelRule = (value) =>
  has(value, 'tlsCertificates') && has(value, 'credentialNames')
    ? '`tlsCertificates` and `credentialNames` exclude each other; keep one'
    : undefined;

/** @see istio crd-all.gen.yaml, Gateway `spec.servers[].tls` */
const credentialNameOrNames: CelRule = (value) =>
  has(value, 'credentialName') && has(value, 'credentialNames')
    ? '`credentialName` and `credentialNames` exclude each other; keep one'
    : undefined;

/** @see istio crd-all.gen.yaml, Telemetry `spec.metrics[].overrides[].tagOverrides`; CEL fails on an absent value */
const upsertNeedsValue: CelRule = (value) =>
  isObject(value) && value['operation'] === 'UPSERT' && (!has(value, 'value') || value['value'] === '')
    ? 'operation `UPSERT` needs a `value`'
    : undefined;

/** @see istio crd-all.gen.yaml, Telemetry `spec.metrics[].overrides[].tagOverrides` */
const removeHasNoValue: CelRule = (value) =>
  isObject(value) && value['operation'] === 'REMOVE' && has(value, 'value')
    ? 'operation `REMOVE` takes no `value`; remove it'
    : undefined;

/** @see istio crd-all.gen.yaml, EnvoyFilter `spec.configPatches[].match` */
const waypointMatchWithContext: CelRule = (value) =>
  isObject(value) && (value['context'] === 'WAYPOINT') !== has(value, 'waypoint')
    ? 'a `waypoint` match and context `WAYPOINT` need each other; set both or neither'
    : undefined;

/** @see istio crd-all.gen.yaml, TrafficExtension `spec` */
const wasmOrLua: CelRule = (value) =>
  has(value, 'wasm') !== has(value, 'lua') ? undefined : 'exactly one of `wasm` and `lua` is needed';

/** @see istio crd-all.gen.yaml, WasmPlugin `spec.url`: read with `http://` before it when it is no URI itself */
const pluginUrl: CelRule = (value) => {
  const text = typeof value === 'string' ? value : '';
  const url = tryRequestUri(text) ?? tryRequestUri(`http://${text}`);
  return url !== undefined && ['', 'http', 'https', 'file', 'oci'].includes(url.scheme)
    ? undefined
    : `${shown(value)} is not a URL with \`oci://\`, \`http://\`, \`https://\` or \`file://\``;
};

/** @see istio crd-all.gen.yaml, WasmPlugin `spec.vmConfig.env[]` */
const valueOnlyInline: CelRule = (value) =>
  isObject(value) && value['valueFrom'] === 'HOST' && has(value, 'value')
    ? '`value` stands beside `valueFrom: HOST`; keep one'
    : undefined;

/** @see istio crd-all.gen.yaml, WorkloadGroup `spec.probe.httpGet.scheme` */
const probeScheme: CelRule = (value) =>
  ['', 'HTTP', 'HTTPS'].includes(value as string)
    ? undefined
    : `scheme ${shown(value)} is neither \`HTTP\` nor \`HTTPS\``;

export const OTHER_RULES = {
  'certificates-or-credential-names': certificatesOrCredentialNames,
  'credential-name-or-names': credentialNameOrNames,
  'upsert-needs-value': upsertNeedsValue,
  'remove-has-no-value': removeHasNoValue,
  'waypoint-match-with-context': waypointMatchWithContext,
  'wasm-or-lua': wasmOrLua,
  'plugin-url': pluginUrl,
  'value-only-inline': valueOnlyInline,
  'probe-scheme': probeScheme,
} satisfies Record<string, CelRule>;
