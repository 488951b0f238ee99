/** From the manifest of a Deployment, Pod and the like to the pods it makes. */
import { apiGroup } from '../istio/api-group';
import type { JsonObject } from './json-object';
import { asBoolean, asLabels, asObject, asObjects, asString, isObject, tryString } from './json-object';
import type { ContainerPort, Workload, WorkloadKind } from './model';
import { readMetadata, specOf } from './read-metadata';
import { asPort } from './written-port';

/** The kinds of Kubernetes that make pods, with their API groups. */
const GROUPS: Readonly<Record<WorkloadKind, string>> = {
  Deployment: 'apps',
  StatefulSet: 'apps',
  DaemonSet: 'apps',
  ReplicaSet: 'apps',
  ReplicationController: '',
  Job: 'batch',
  CronJob: 'batch',
  Pod: '',
};
const KINDS = Object.keys(GROUPS) as readonly WorkloadKind[];

/** The kind of Kubernetes, if its objects make pods. One of the same name in another group is another kind. */
function tryWorkloadKind({ apiVersion, kind }: JsonObject): WorkloadKind | undefined {
  const group = typeof apiVersion === 'string' ? apiGroup(apiVersion) : '';
  return KINDS.find((known) => known === kind && GROUPS[known] === group);
}

/** The kind whose pods the manifest makes: kinds of others, such as Argo's Rollout, are like a Deployment. */
export function workloadKindOf(manifest: JsonObject): WorkloadKind | undefined {
  const known = tryWorkloadKind(manifest);
  if (known !== undefined) return known;
  const template = isObject(manifest.spec) && isObject(manifest.spec.template) ? manifest.spec.template : {};
  return isObject(template.spec) && Array.isArray(template.spec.containers) ? 'Deployment' : undefined;
}

/** The workload that this manifest describes. */
export function readWorkload(kind: WorkloadKind, manifest: JsonObject): Workload {
  const metadata = readMetadata(manifest);
  const template = podTemplateOf(kind, manifest);
  const pod = asObject(template.metadata, 'metadata');
  const spec = specOf(template);
  const containers = asObjects(spec.containers, 'containers');
  return {
    ...metadata,
    kind,
    labels: asLabels(pod.labels, 'labels'),
    annotations: asLabels(pod.annotations, 'annotations'),
    serviceAccount:
      asString(spec.serviceAccountName, 'serviceAccountName') ||
      asString(spec.serviceAccount, 'serviceAccount') || // the older name of the field, which the API server reads still
      'default',
    ports: containers.flatMap((container) => asObjects(container.ports, 'ports').map(readPort)),
    hostNetwork: asBoolean(spec.hostNetwork, 'hostNetwork', false),
    ...(containers.some(isRouter) ? { isRouter: true as const } : {}),
    addresses: kind === 'Pod' ? readAddresses(asObject(manifest.status, 'status')) : [],
  };
}

/** Whether the manifest itself has a proxy, as gateways had before injection: no label tells of it. */
export function hasOwnProxy({ kind }: Workload, manifest: JsonObject): boolean {
  const { containers } = specOf(podTemplateOf(kind, manifest));
  return asObjects(containers, 'containers').some(({ name }) => name === 'istio-proxy');
}

/** @see istio pilot/cmd/pilot-agent/app/cmd.go, `initProxy`: the first argument says what the proxy is */
function isRouter({ name, args }: JsonObject): boolean {
  const [command, type] = Array.isArray(args) ? args : [];
  return name === 'istio-proxy' && command === 'proxy' && type === 'router';
}

function podTemplateOf(kind: WorkloadKind, manifest: JsonObject): JsonObject {
  if (kind === 'Pod') return manifest;
  const owner = kind === 'CronJob' ? asObject(specOf(manifest).jobTemplate, 'jobTemplate') : manifest;
  return asObject(specOf(owner).template, 'template');
}

function readPort(port: JsonObject): ContainerPort {
  const name = tryString(port.name, 'name');
  return {
    port: asPort(port.containerPort, 'containerPort'),
    transport: asString(port.protocol, 'protocol') || 'TCP',
    ...(name === undefined ? {} : { name }),
  };
}

/** `podIP` is the first of `podIPs`, which older manifests lack. */
function readAddresses(status: JsonObject): readonly string[] {
  const first = tryString(status.podIP, 'podIP');
  const all = asObjects(status.podIPs, 'podIPs').map((address) => asString(address.ip, 'ip'));
  return [...new Set([...(first === undefined ? [] : [first]), ...all])];
}
