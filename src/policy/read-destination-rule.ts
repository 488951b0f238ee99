/** From the manifest of a DestinationRule to its typed form. */
import type { Json, JsonObject } from './json-object';
import { asBoolean, asLabels, asObject, asObjects, asString, asStrings, isObject, tryString } from './json-object';
import type {
  ClientTls,
  DestinationRule,
  LoadBalancer,
  PortPolicy,
  Subset,
  TrafficPolicy,
} from './model-destination-rule';
import { present } from './present';
import { readMetadata, specOf } from './read-metadata';
import { asPort, type WrittenPort } from './written-port';

/** The DestinationRule that this manifest describes. */
export function readDestinationRule(manifest: JsonObject): DestinationRule {
  const spec = specOf(manifest);
  const selector = spec.workloadSelector;
  return {
    ...readMetadata(manifest),
    host: asString(spec.host, 'host'),
    exportTo: asStrings(spec.exportTo, 'exportTo'),
    subsets: asObjects(spec.subsets, 'subsets').map(readSubset),
    ...present({
      selector: isObject(selector) ? asLabels(selector.matchLabels, 'matchLabels') : undefined,
      trafficPolicy: readTrafficPolicy(spec.trafficPolicy),
    }),
  };
}

function readSubset(subset: JsonObject): Subset {
  return {
    name: asString(subset.name, 'name'),
    labels: asLabels(subset.labels, 'labels'),
    ...present({ trafficPolicy: readTrafficPolicy(subset.trafficPolicy) }),
  };
}

/** No policy and an empty one differ: rules of one host are joined by who has one. */
function readTrafficPolicy(value: Json): TrafficPolicy | undefined {
  if (value === undefined || value === null) return undefined;
  const policy = asObject(value, 'trafficPolicy');
  const entries = asObjects(policy.portLevelSettings, 'portLevelSettings').map((entry): [number, PortPolicy] => [
    asPort(asObject(entry.port, 'port').number, 'number'),
    readPortPolicy(entry),
  ]);
  return {
    ...readPortPolicy(policy),
    ports: new Map(entries.reverse()), // the first entry of a port is written last
    ...present({
      tunnel: isObject(policy.tunnel) ? readTunnel(policy.tunnel) : undefined,
      proxyProtocol: isObject(policy.proxyProtocol)
        ? asString(policy.proxyProtocol.version, 'version') || 'V1'
        : undefined,
    }),
  };
}

function readPortPolicy(policy: JsonObject): PortPolicy {
  const { loadBalancer } = policy;
  return present({
    tls: readClientTls(policy.tls),
    loadBalancer: isObject(loadBalancer) ? readLoadBalancer(loadBalancer) : undefined,
  });
}

/** @see istio api networking/v1alpha3/destination_rule.proto, `ClientTLSSettings.TLSmode`: the zero value is DISABLE */
function readClientTls(value: Json): ClientTls | undefined {
  if (value === undefined || value === null) return undefined;
  const tls = asObject(value, 'tls');
  const mode = asString(tls.mode, 'mode');
  const server = {
    subjectAltNames: asStrings(tls.subjectAltNames, 'subjectAltNames'),
    ...present({ sni: tryString(tls.sni, 'sni') }),
  };
  if (mode === 'ISTIO_MUTUAL') return { mode, ...server };
  if (mode !== 'SIMPLE' && mode !== 'MUTUAL') return { mode: 'DISABLE' };
  return {
    mode,
    ...server,
    insecureSkipVerify: asBoolean(tls.insecureSkipVerify, 'insecureSkipVerify', false),
    ...present({
      caCertificates: tryString(tls.caCertificates, 'caCertificates'),
      caCrl: tryString(tls.caCrl, 'caCrl'),
      clientCertificate: tryString(tls.clientCertificate, 'clientCertificate'),
      privateKey: tryString(tls.privateKey, 'privateKey'),
      credentialName: tryString(tls.credentialName, 'credentialName'),
    }),
  };
}

function readLoadBalancer({ simple }: JsonObject): LoadBalancer {
  const words: readonly LoadBalancer[] = ['LEAST_CONN', 'RANDOM', 'PASSTHROUGH', 'ROUND_ROBIN', 'LEAST_REQUEST'];
  const word = asString(simple, 'simple');
  return words.find((known) => known === word) ?? 'UNSPECIFIED';
}

function readTunnel(tunnel: JsonObject): { protocol: string; host: string; port: WrittenPort } {
  return {
    protocol: asString(tunnel.protocol, 'protocol') || 'CONNECT',
    host: asString(tunnel.targetHost, 'targetHost'),
    port: asPort(tunnel.targetPort, 'targetPort'),
  };
}
