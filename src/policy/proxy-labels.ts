/** The labels that the proxy of a workload has: those of the pod template, and those that injection adds. */
import type { Labels, Workload } from './model';

/** Marks the pods of a gateway of the Gateway API, with its name. */
export const GATEWAY_NAME_LABEL = 'gateway.networking.k8s.io/gateway-name';

/** @see istio pkg/kube/inject/template.go and files/injection-template.yaml, `metadata.labels` */
export function proxyLabels(workload: Pick<Workload, 'name' | 'labels'>): Labels {
  const { labels } = workload;
  const name =
    labels['service.istio.io/canonical-name'] ?? labels['app.kubernetes.io/name'] ?? labels.app ?? workload.name;
  const revision =
    labels['service.istio.io/canonical-revision'] ?? labels['app.kubernetes.io/version'] ?? labels.version;
  return {
    'security.istio.io/tlsMode': 'istio',
    'service.istio.io/canonical-name': name,
    'service.istio.io/canonical-revision': revision ?? 'latest',
    ...labels,
  };
}

/** Whether the pods are a gateway: injected as one, or deployed for the Gateway API. */
export function isGateway(workload: Workload): boolean {
  const templates = workload.annotations['inject.istio.io/templates'] ?? '';
  return (
    templates.split(',').some((template) => template.trim() === 'gateway') ||
    workload.labels[GATEWAY_NAME_LABEL] !== undefined
  );
}
