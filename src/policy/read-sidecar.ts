/** From the manifest of a Sidecar to its typed form. */
import type { Json, JsonObject } from './json-object';
import { asLabels, asObject, asObjects, asString, asStrings, isObject, tryString } from './json-object';
import type {
  CaptureMode,
  EgressHost,
  OutboundTrafficPolicy,
  Sidecar,
  SidecarEgress,
  SidecarIngress,
} from './model-sidecar';
import { present } from './present';
import { readDestination } from './read-destination';
import { readMetadata, specOf } from './read-metadata';
import { asPort } from './written-port';

/** The Sidecar that this manifest describes. */
export function readSidecar(manifest: JsonObject): Sidecar {
  const spec = specOf(manifest);
  const outbound = spec.outboundTrafficPolicy;
  return {
    ...readMetadata(manifest),
    selector: asLabels(asObject(spec.workloadSelector, 'workloadSelector').labels, 'labels'),
    ingress: asObjects(spec.ingress, 'ingress').map(readIngress),
    egress: asObjects(spec.egress, 'egress').map(readEgress),
    ...(isObject(outbound) ? { outboundTrafficPolicy: readOutbound(outbound) } : {}),
  };
}

function readIngress(listener: JsonObject): SidecarIngress {
  const port = asObject(listener.port, 'port');
  const tls = isObject(listener.tls) ? asString(listener.tls.mode, 'mode') || 'PASSTHROUGH' : undefined;
  return {
    port: asPort(port.number, 'number'),
    protocol: asString(port.protocol, 'protocol'),
    captureMode: readCaptureMode(listener.captureMode),
    ...present({
      bind: tryString(listener.bind, 'bind'),
      defaultEndpoint: tryString(listener.defaultEndpoint, 'defaultEndpoint'),
      tlsMode: tls,
    }),
  };
}

function readEgress(listener: JsonObject): SidecarEgress {
  const { port } = listener;
  return {
    captureMode: readCaptureMode(listener.captureMode),
    hosts: asStrings(listener.hosts, 'hosts').map(readEgressHost),
    ...present({
      port: isObject(port)
        ? { number: asPort(port.number, 'number'), protocol: asString(port.protocol, 'protocol') }
        : undefined,
      bind: tryString(listener.bind, 'bind'),
    }),
  };
}

function readCaptureMode(value: Json): CaptureMode {
  const mode = asString(value, 'captureMode');
  return mode === 'IPTABLES' || mode === 'NONE' ? mode : 'DEFAULT';
}

/** `namespace/host`. Without a namespace, which the webhook refuses, nothing is known: `~`. */
function readEgressHost(text: string): EgressHost {
  const slash = text.indexOf('/');
  return slash < 0 ? { namespace: '~', host: text } : { namespace: text.slice(0, slash), host: text.slice(slash + 1) };
}

/** @see istio api networking/v1alpha3/sidecar.proto, `OutboundTrafficPolicy.Mode`: the zero value is REGISTRY_ONLY */
function readOutbound(policy: JsonObject): OutboundTrafficPolicy {
  const mode = asString(policy.mode, 'mode') === 'ALLOW_ANY' ? 'ALLOW_ANY' : 'REGISTRY_ONLY';
  return isObject(policy.egressProxy) ? { mode, egressProxy: readDestination(policy.egressProxy) } : { mode };
}
