/**
 * Which of our rules stands for which CEL rule of a custom resource definition. The texts are only compared: what a
 * rule does is written by hand in `src/admission/cel-*.ts`. Spaces do not count.
 */
import type { CelRuleName } from '../src/admission/cel-rules';

const NAMES: readonly (readonly [cel: string, name: CelRuleName])[] = [
  [`duration(self) >= duration('1ms')`, 'duration-from-1ms'],
  [`self.all(key, !key.contains("*"))`, 'no-star-in-keys'],
  [`self.all(key, key.size() != 0)`, 'no-empty-key'],
  [`!self.contains("*")`, 'no-star'],
  [`self.size() == 0`, 'no-namespace'],
  [`0 < self && self <= 65535`, 'port-range'],
  [
    `(has(self.selector) ? 1 : 0) + (has(self.targetRef) ? 1 : 0) + (has(self.targetRefs) ? 1 : 0) <= 1`,
    'one-way-to-select',
  ],
  [`(has(self.selector) ? 1 : 0) + (has(self.targetRefs) ? 1 : 0) <= 1`, 'one-way-to-select'],
  [`(has(self.workloadSelector) ? 1 : 0) + (has(self.targetRefs) ? 1 : 0) <= 1`, 'one-way-to-select'],
  [
    `(has(self.serviceAccounts) || has(self.notServiceAccounts)) ? (!has(self.principals) && !has(self.notPrincipals) && !has(self.namespaces) && !has(self.notNamespaces)) : true`,
    'service-accounts-alone',
  ],
  [`(has(self.jwksUri) ? 1 : 0) + (has(self.jwks_uri) ? 1 : 0) + (has(self.jwks) ? 1 : 0) <= 1`, 'one-source-of-keys'],
  [`url(self).getScheme() in ["http", "https"]`, 'http-url'],
  [
    `has(self.portLevelMtls) ? (((has(self.selector) && has(self.selector.matchLabels)) ? self.selector.matchLabels : {}).size() > 0) : true`,
    'port-mtls-needs-selector',
  ],
  [`self.all(key, 0 < int(key) && int(key) <= 65535)`, 'port-keys'],
  [
    `(has(self.tlsCertificates) ? 1 : 0) + (has(self.credentialNames) ? 1 : 0) <= 1`,
    'certificates-or-credential-names',
  ],
  [`(has(self.credentialName) ? 1 : 0) + (has(self.credentialNames) ? 1 : 0) <= 1`, 'credential-name-or-names'],
  [
    `(has(self.credentialNames) ? 1 : 0) + (has(self.tlsCertificates) ? 1 : 0) <= 1`,
    'certificates-or-credential-names',
  ],
  [`(has(self.workloadSelector) ? 1 : 0) + (has(self.endpoints) ? 1 : 0) <= 1`, 'selector-or-endpoints'],
  [
    `!((has(self.addresses) ? self.addresses : []).exists(k, k.contains("/")) && !((has(self.resolution) ? self.resolution : "NONE") in ["STATIC", "NONE"]))`,
    'cidr-needs-static-or-none',
  ],
  [`((has(self.resolution) ? self.resolution : "NONE") == "NONE") ? !has(self.endpoints) : true`, 'none-no-endpoints'],
  [
    `((has(self.resolution) ? self.resolution : "") == "DNS_ROUND_ROBIN") ? ((has(self.endpoints) ? self.endpoints : []).size() <= 1) : true`,
    'round-robin-one-endpoint',
  ],
  [`has(self.address) || has(self.network)`, 'address-or-network'],
  [`(has(self.address) ? self.address : "").startsWith("unix://") ? !has(self.ports) : true`, 'socket-without-ports'],
  [
    `self.startsWith("unix://") ? (self.substring(7, 8) == "/" || self.substring(7, 8) == "@") : true`,
    'socket-absolute-or-abstract',
  ],
  [`self.startsWith("unix://") ? !self.endsWith("/") : true`, 'socket-no-folder'],
  [`self.all(key, size(key) < 63 && key.matches("^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$"))`, 'endpoint-port-names'],
  [`self != "*"`, 'no-wildcard-host'],
  [`self.all(l1, self.exists_one(l2, l1.number == l2.number))`, 'port-numbers-unique'],
  [`((has(self.operation) ? self.operation : "") == "UPSERT") ? (self.value != "") : true`, 'upsert-needs-value'],
  [`((has(self.operation) ? self.operation : "") == "REMOVE") ? !has(self.value) : true`, 'remove-has-no-value'],
  [
    `has(self.context) ? ((self.context == "WAYPOINT") ? has(self.waypoint) : !has(self.waypoint)) : !has(self.waypoint)`,
    'waypoint-match-with-context',
  ],
  [`has(self.wasm) != has(self.lua)`, 'wasm-or-lua'],
  [
    `isURL(self) ? (url(self).getScheme() in ["", "http", "https", "file", "oci"]) : (isURL("http://" + self) && url("http://" + self).getScheme() in ["", "http", "https", "file", "oci"])`,
    'plugin-url',
  ],
  [
    `isURL(self) ? (url(self).getScheme() in ["", "http", "https", "oci", "file"]) : (isURL("http://" + self) && url("http://" + self).getScheme() in ["", "http", "https", "oci", "file"])`,
    'plugin-url',
  ],
  [`(has(self.valueFrom) ? self.valueFrom : "") != "HOST" || !has(self.value)`, 'value-only-inline'],
  [`self in ["", "HTTP", "HTTPS"]`, 'probe-scheme'],
];

/** Our name of a CEL rule; a rule that we do not know yet stops the script. */
export function celRuleName(cel: string): CelRuleName {
  const found = NAMES.find(([text]) => squeeze(text) === squeeze(cel));
  if (found === undefined) throw new Error(`no rule is written for the CEL rule \`${cel}\`; add it to src/admission`);
  return found[1];
}

function squeeze(cel: string): string {
  return cel.replace(/\s+/g, '');
}
