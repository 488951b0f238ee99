/** Which proxy, if any, stands before the pods of a workload. Without one no policy of Istio holds. */
import type { Mesh, Workload } from '../../policy/model';
import { isGateway } from '../../policy/proxy-labels';
import { captureOf, withoutNamespace } from '../../policy/ambient-capture';
import { hasSidecar } from '../../policy/sidecar-injection';

/** What stands before the pods. */
export type DataPlane =
  | { readonly kind: 'gateway' | 'sidecar' | 'ztunnel' }
  /** out of the mesh, or not known, for this reason */
  | { readonly kind: 'out' | 'unknown'; readonly because: string };

const INJECT = 'sidecar.istio.io/inject';
const EXCLUDE = 'traffic.sidecar.istio.io/excludeInboundPorts';
const INCLUDE = 'traffic.sidecar.istio.io/includeInboundPorts';
const TEMPLATES = 'inject.istio.io/templates';
const INTERCEPTION = 'sidecar.istio.io/interceptionMode';
/** The agent's own, which are never redirected. @see istio files/injection-template.yaml, `istio-iptables` */
const AGENT_PORTS = ['15020', '15021', '15090'];

/** The data plane of these pods. A gateway is its own proxy; a sidecar wins over ambient. */
export function dataPlaneOf(mesh: Mesh, workload: Workload): DataPlane {
  if (isGateway(workload)) return { kind: 'gateway' };
  const space = mesh.namespaces.find((namespace) => namespace.name === workload.namespace);
  const name = `\`${workload.namespace}/${workload.name}\``;
  switch (hasSidecar(workload, space?.labels, mesh.settings.behaviour)) {
    case 'yes':
      return injectedBy(workload.annotations[TEMPLATES], name);
    case 'unknown':
      return {
        kind: 'unknown',
        because:
          space === undefined
            ? withoutNamespace(workload, 'gets a sidecar')
            : `whether ${name} gets a sidecar depends on which revisions of Istio are installed`,
      };
    case 'no': {
      const capture = captureOf(mesh, workload);
      switch (capture.kind) {
        case 'captured':
          return { kind: 'ztunnel' };
        case 'unknown':
          return capture;
        case 'out':
          return { kind: 'out', because: `${name} has no sidecar, and ${withoutSubject(capture.because, name)}` };
      }
    }
  }
}

/** Templates of Istio without a sidecar leave the ports to the application, and others may hold anything. */
function injectedBy(templates: string | undefined, name: string): DataPlane {
  if (templates === undefined || templates.split(',').some((template) => template.trim() === 'sidecar')) {
    return { kind: 'sidecar' };
  }
  return {
    kind: 'unknown',
    because: `what stands before ${name} is said by its templates (\`${TEMPLATES}: ${templates}\`)`,
  };
}

/**
 * The data plane by which these pods call. Where the chart's webhooks do not look at the pod, its annotation is no more
 * than a wish; a caller that wishes for a sidecar is taken to have got one (by `kube-inject`, or where all namespaces
 * are injected), for what it may reach with its identity is more than what it may reach without.
 */
export function callersPlaneOf(mesh: Mesh, workload: Workload): DataPlane {
  const plane = dataPlaneOf(mesh, workload);
  const { labels, annotations, hostNetwork } = workload;
  const space = mesh.namespaces.find(({ name }) => name === workload.namespace);
  const isWish = annotations[INJECT] === 'true' && labels[INJECT] === undefined && !hostNetwork;
  const isOpenToIt =
    space !== undefined && ['istio-injection', 'istio.io/rev'].every((key) => space.labels[key] === undefined);
  return plane.kind === 'out' && isWish && isOpenToIt ? { kind: 'sidecar' } : plane;
}

/**
 * The data plane that a connection to this port meets: annotations may lead ports past a sidecar.
 * @see istio tools/istio-iptables/pkg/capture/run.go, `handleInboundPortsInclude`
 */
export function dataPlaneAt(mesh: Mesh, workload: Workload, port: number): DataPlane {
  const plane = dataPlaneOf(mesh, workload);
  if (plane.kind !== 'sidecar') return plane;
  const name = `\`${workload.namespace}/${workload.name}\``;
  const { annotations } = workload;
  if (annotations[INTERCEPTION] === 'NONE') {
    return { kind: 'unknown', because: `no traffic is redirected to the sidecar of ${name} (\`${INTERCEPTION}\`)` };
  }
  const included = annotations[INCLUDE]?.split(',').map((text) => text.trim()) ?? ['*'];
  // what is excluded counts only where all is included
  const isPast = included.includes('*')
    ? [...AGENT_PORTS, ...portsIn(annotations[EXCLUDE])].includes(String(port))
    : !included.includes(String(port));
  return isPast ? { kind: 'out', because: `port ${port} of ${name} is led past its sidecar` } : plane;
}

function portsIn(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').map((port) => port.trim());
}

function withoutSubject(sentence: string, name: string): string {
  return sentence.startsWith(`${name} `) ? sentence.slice(name.length + 1) : sentence;
}
