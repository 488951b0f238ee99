/** What Istio's validating webhook says of an object: its annotations, then the check of its kind. */
import type { Findings } from './admission';
import { isTruthValue } from './go/numbers';
import { shown } from './json';
import { text, type Message } from './message';
import type { Metadata } from './metadata';
import { checkAuthorizationPolicy } from './webhook-authorization-policy';
import { checkDestinationRule } from './webhook-destination-rule';
import { checkEnvoyFilter } from './webhook-envoy-filter';
import { checkTrafficExtension, checkWasmPlugin } from './webhook-extensions';
import { checkGateway } from './webhook-gateway';
import { checkPeerAuthentication } from './webhook-peer-authentication';
import { checkProxyConfig } from './webhook-proxy-config';
import { checkRequestAuthentication } from './webhook-request-authentication';
import { checkServiceEntry } from './webhook-service-entry';
import { checkSidecar } from './webhook-sidecar';
import { checkTelemetry } from './webhook-telemetry';
import { checkVirtualService } from './webhook-virtual-service';
import { checkWorkloadGroup } from './webhook-workload-group';
import { checkWorkloadEntry } from './workload-entry';

/** An object that the webhook could read. */
export interface Readable {
  readonly kind: string;
  readonly metadata: Metadata;
  readonly spec: Message;
}

const CHECKS: Readonly<Record<string, (object: Readable, findings: Findings) => void>> = {
  AuthorizationPolicy: ({ spec }, findings) => checkAuthorizationPolicy(spec, findings),
  RequestAuthentication: ({ spec }, findings) => checkRequestAuthentication(spec, findings),
  PeerAuthentication: ({ spec }, findings) => checkPeerAuthentication(spec, findings),
  DestinationRule: ({ spec, metadata }, findings) => checkDestinationRule(spec, metadata.namespace, findings),
  Gateway: ({ spec, metadata }, findings) => checkGateway(spec, metadata, findings),
  ServiceEntry: ({ spec, metadata }, findings) => checkServiceEntry(spec, metadata, findings),
  Sidecar: ({ spec, metadata }, findings) => checkSidecar(spec, metadata.namespace, findings),
  VirtualService: ({ spec, metadata }, findings) => checkVirtualService(spec, metadata, findings),
  Telemetry: ({ spec }, findings) => checkTelemetry(spec, findings),
  WorkloadEntry: ({ spec }, findings) => checkWorkloadEntry(spec, findings),
  WorkloadGroup: ({ spec }, findings) => checkWorkloadGroup(spec, findings),
  ProxyConfig: ({ spec }, findings) => checkProxyConfig(spec, findings),
  EnvoyFilter: ({ spec }, findings) => checkEnvoyFilter(spec, findings),
  WasmPlugin: ({ spec }, findings) => checkWasmPlugin(spec, findings),
  TrafficExtension: ({ spec }, findings) => checkTrafficExtension(spec, findings),
};

const DRY_RUN = 'istio.io/dry-run';
const INTERNAL = [
  'internal.istio.io/webhook-always-reject',
  'internal.istio.io/parents',
  'internal.istio.io/parent-namespace',
];

/** @see istio pkg/webhooks/validation/server/server.go, `validate` */
export function askWebhook(object: Readable, findings: Findings): void {
  checkAnnotations(object, findings);
  CHECKS[object.kind]?.(object, findings);
}

/** @see istio pkg/config/validation/validation.go, `validateMetadata`, `checkDryRunAnnotation` */
function checkAnnotations({ kind, metadata, spec }: Readable, findings: Findings): void {
  const place = (key: string) => `metadata.annotations.${key}`;
  for (const key of INTERNAL)
    if (Object.hasOwn(metadata.annotations, key))
      findings.reject(place(key), 'this annotation is for Istio itself; remove it');
  if (!Object.hasOwn(metadata.annotations, DRY_RUN)) return;
  const value = metadata.annotations[DRY_RUN] ?? '';
  if (kind !== 'AuthorizationPolicy')
    return findings.reject(place(DRY_RUN), 'only an AuthorizationPolicy can be tried without effect; remove it');
  if (!['', 'ALLOW', 'DENY'].includes(text(spec, 'action')))
    return findings.reject(place(DRY_RUN), 'only actions `ALLOW` and `DENY` can be tried without effect; remove it');
  if (!isTruthValue(value)) findings.reject(place(DRY_RUN), `${shown(value)} is neither \`true\` nor \`false\``);
}
