/** Which proxies a call meets, and how it arrives there. */
import type { Mesh, Namespace, ObjectName, Service, Workload } from '../policy/model';
import { isBehind, targetPortOf } from '../policy/port-protocol';
import { isGateway } from '../policy/proxy-labels';
import type { Request } from '../policy/request';
import { waypointOf } from '../policy/waypoint';
import type { Arrival, Refusal } from './arrival';
import { lost } from './arrival';
import { arriveAtGateway } from './arrive-at-gateway';
import { arriveAtSidecar } from './arrive-at-sidecar';
import { arriveAtWaypoint } from './arrive-at-waypoint';

/** The call at its proxy: one, or one for each workload behind a Service. INVARIANT: never empty. */
export function arrive(mesh: Mesh, request: Request): readonly (Arrival | Refusal)[] {
  const { to } = request;
  switch (to.kind) {
    case 'workload': {
      const workload = find(mesh.workloads, to.workload);
      if (workload === undefined) return [lost(`workload ${nameOf(to.workload)} is not among the manifests`)];
      return [arriveAtWorkload(mesh, workload, to.port, request)];
    }
    case 'service': {
      const service = find(mesh.services, to.service);
      if (service === undefined) return [lost(`Service ${nameOf(to.service)} is not among the manifests`)];
      return arriveAtService(mesh, service, request, to.workload);
    }
    case 'gateway':
    case 'host':
      return [lost('only calls to workloads and Services of the manifests are judged')];
  }
}

function arriveAtService(
  mesh: Mesh,
  service: Service,
  request: Request,
  only: ObjectName | undefined,
): readonly (Arrival | Refusal)[] {
  const waypoint = waypointOf(mesh, service);
  if (waypoint !== undefined) return [arriveAtWaypoint(mesh, waypoint, service, request)];
  const port = service.ports.find((candidate) => candidate.port === request.to.port);
  if (port === undefined) return [lost(`Service ${nameOf(service)} has no port ${request.to.port}`)];
  const behind = mesh.workloads.filter(
    (workload) => isBehind(service, workload) && (only === undefined || nameOf(only) === nameOf(workload)),
  );
  if (behind.length === 0) return [lost(`no workload is behind Service ${nameOf(service)}`)];
  return behind.map((workload) => {
    const target = targetPortOf(port, workload);
    if (target === undefined) return lost(`workload ${nameOf(workload)} has no port named \`${port.targetPort}\``);
    return arriveAtWorkload(mesh, workload, target, request);
  });
}

function arriveAtWorkload(mesh: Mesh, workload: Workload, port: number, request: Request): Arrival | Refusal {
  if (isGateway(workload)) return arriveAtGateway(mesh, workload, port, request);
  if (isAmbient(mesh, workload)) return lost(`workload ${nameOf(workload)} is guarded by ztunnel`, 'ztunnel');
  return arriveAtSidecar(mesh, workload, port, request);
}

/** Whether ztunnel guards the pods, because nothing puts a sidecar into them. */
function isAmbient(mesh: Mesh, workload: Workload): boolean {
  const space: Namespace | undefined = mesh.namespaces.find(({ name }) => name === workload.namespace);
  const mode = workload.labels['istio.io/dataplane-mode'] ?? space?.labels['istio.io/dataplane-mode'];
  return mode === 'ambient' && space?.labels['istio-injection'] !== 'enabled';
}

function find<T extends ObjectName>(objects: readonly T[], { namespace, name }: ObjectName): T | undefined {
  return objects.find((object) => object.namespace === namespace && object.name === name);
}

function nameOf({ namespace, name }: ObjectName): string {
  return `${namespace}/${name}`;
}
