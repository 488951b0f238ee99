/** The labels that the proxy of a workload has: those of the pod template, and those that injection adds. */
import type { Labels, Workload } from './model';

/** Marks the pods of a gateway of the Gateway API, with its name. */
export const GATEWAY_NAME_LABEL = 'gateway.networking.k8s.io/gateway-name';

const TLS_MODE = 'security.istio.io/tlsMode';
const NAME = 'service.istio.io/canonical-name';
const REVISION = 'service.istio.io/canonical-revision';

/** @see istio pkg/kube/inject/template.go and files/injection-template.yaml, `metadata.labels` */
export function proxyLabels(workload: Labelled): Labels {
  return {
    [TLS_MODE]: 'istio',
    [NAME]: canonicalName(workload),
    [REVISION]: canonicalRevision(workload),
    ...workload.labels,
  };
}

/** One of them; undefined: there is none of this key. */
export function proxyLabel(workload: Labelled, key: string): string | undefined {
  const own = workload.labels[key];
  if (own !== undefined) return own;
  if (key === NAME) return canonicalName(workload);
  if (key === REVISION) return canonicalRevision(workload);
  return key === TLS_MODE ? 'istio' : undefined;
}

type Labelled = Pick<Workload, 'name' | 'labels'>;

function canonicalName({ name, labels }: Labelled): string {
  return labels[NAME] ?? labels['app.kubernetes.io/name'] ?? labels.app ?? name;
}

function canonicalRevision({ labels }: Labelled): string {
  return labels[REVISION] ?? labels['app.kubernetes.io/version'] ?? labels.version ?? 'latest';
}

/** Whether the pods are a gateway: injected as one, written out as one, or deployed for the Gateway API. */
export function isGateway(workload: Workload): boolean {
  const templates = workload.annotations['inject.istio.io/templates'] ?? '';
  return (
    workload.isRouter === true ||
    templates.split(',').some((template) => template.trim() === 'gateway') ||
    workload.labels[GATEWAY_NAME_LABEL] !== undefined
  );
}
