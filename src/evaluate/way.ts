/** Where a call may lead: to one workload at its own port, perhaps through the waypoint of its Service. */
import { selects } from '../policy/in-force';
import type { Gateway, Mesh, ObjectName, Service, Workload } from '../policy/model';
import { isBehind, targetPortOf } from '../policy/port-protocol';
import type { Target } from '../policy/request';
import { waypointOf } from '../policy/waypoint';
import type { DataPlane } from './data-plane';
import { dataPlaneAt, dataPlaneOf } from './data-plane';

/** A way to a workload. */
export interface Way {
  readonly kind: 'way';
  readonly workload: Workload;
  /** the workload's own */
  readonly port: number;
  /** the workload's own, when it is known */
  readonly ip?: string;
  readonly plane: DataPlane;
  readonly waypoint?: { readonly gateway: Gateway; readonly service: Service };
}

/** No way, or none that manifests tell. */
export interface NoWay {
  readonly kind: 'lost';
  readonly because: string;
}

const USE_WAYPOINT = 'istio.io/use-waypoint';

/** The ways that a call may take: one for each workload behind a Service. INVARIANT: never empty. */
export function waysTo(mesh: Mesh, to: Target, usesWaypoints: boolean): readonly (Way | NoWay)[] {
  switch (to.kind) {
    case 'workload': {
      const called = mesh.workloads.filter(isNamed(to.workload));
      if (called.length === 0) return [lost(`workload \`${nameOf(to.workload)}\` is not among the manifests`)];
      return called.map((workload) =>
        usesWaypoints && isBoundToWaypoint(mesh, workload)
          ? lost(`calls to the pods of \`${nameOf(workload)}\` may go through a waypoint`)
          : toWorkload(mesh, workload, to.port, to.ip),
      );
    }
    case 'service': {
      const service = mesh.services.find(isNamed(to.service));
      if (service === undefined) return [lost(`Service \`${nameOf(to.service)}\` is not among the manifests`)];
      const gateway = usesWaypoints ? waypointOf(mesh, service) : undefined;
      const ways = waysThrough(mesh, service, to.port, to.workload);
      return gateway === undefined
        ? ways
        : ways.map((way) => (way.kind === 'lost' ? way : { ...way, waypoint: { gateway, service } }));
    }
    case 'gateway':
    case 'host':
      return [lost('only calls to workloads and Services of the manifests are judged')];
  }
}

/** A pod without a port of the Service's target name is no endpoint of that port. */
function waysThrough(
  mesh: Mesh,
  service: Service,
  number: number,
  only: ObjectName | undefined,
): readonly (Way | NoWay)[] {
  const name = nameOf(service);
  const port = service.ports.find((candidate) => candidate.port === number && candidate.transport === 'TCP');
  if (port === undefined) return [lost(`Service \`${name}\` has no TCP port ${number}`)];
  const ways = mesh.workloads
    .filter((workload) => leadsTo(mesh, service, workload) && (only === undefined || isNamed(only)(workload)))
    .flatMap((workload) => {
      const target = targetPortOf(port, workload);
      return target === undefined ? [] : [toWorkload(mesh, workload, target, undefined)];
    });
  return ways.length > 0 ? ways : [lost(`no workload behind Service \`${name}\` has its port ${number}`)];
}

/** Injection adds labels to pods, so that Services may select by them; ambient adds none. */
function leadsTo(mesh: Mesh, service: Service, workload: Workload): boolean {
  if (!isBehind(service, workload)) return false;
  const { kind } = dataPlaneOf(mesh, workload);
  return kind === 'sidecar' || kind === 'gateway' || selects(service.selector, workload.labels);
}

function toWorkload(mesh: Mesh, workload: Workload, port: number, given: string | undefined): Way {
  const [known, ...others] = workload.addresses;
  const ip = given ?? (others.length === 0 ? known : undefined);
  const plane = dataPlaneAt(mesh, workload, port);
  return { kind: 'way', workload, port, plane, ...(ip === undefined ? {} : { ip }) };
}

/** Whether a waypoint takes calls to the pods themselves, which needs one that is meant for workloads. */
function isBoundToWaypoint(mesh: Mesh, workload: Workload): boolean {
  const space = mesh.namespaces.find(({ name }) => name === workload.namespace);
  const used = workload.labels[USE_WAYPOINT] ?? space?.labels[USE_WAYPOINT];
  if (used === undefined || used === 'none' || dataPlaneOf(mesh, workload).kind !== 'ztunnel') return false;
  return mesh.gateways.some(
    ({ name, labels }) => name === used && ['workload', 'all'].includes(labels['istio.io/waypoint-for'] ?? 'service'),
  );
}

function lost(because: string): NoWay {
  return { kind: 'lost', because };
}

function isNamed(name: ObjectName): (object: ObjectName) => boolean {
  return (object) => object.namespace === name.namespace && object.name === name.name;
}

function nameOf({ namespace, name }: ObjectName): string {
  return `${namespace}/${name}`;
}
