/** Where a call in ambient leads: from Services to the workloads behind them, their own ports and addresses. */
import { selects } from '../policy/in-force';
import type { Mesh, ObjectName, Service, Workload } from '../policy/model';
import { targetPortOf } from '../policy/port-protocol';
import type { Target } from '../policy/request';

/** The call at one workload, or why it leads nowhere that the manifests tell. */
export type ZtunnelCall =
  | { readonly kind: 'at'; readonly workload: Workload; readonly port: number; readonly ip?: string }
  | { readonly kind: 'lost'; readonly because: string };

/** The call at each workload that it may reach. Waypoints on the way are not looked at. INVARIANT: never empty. */
export function callsAtWorkloads(mesh: Mesh, to: Target): readonly ZtunnelCall[] {
  switch (to.kind) {
    case 'workload': {
      const called = mesh.workloads.filter(isNamed(to.workload));
      if (called.length === 0) return [lost(`workload \`${nameOf(to.workload)}\` is not among the manifests`)];
      return called.map((workload) => ({ ...at(workload, to.port), ...(to.ip === undefined ? {} : { ip: to.ip }) }));
    }
    case 'service': {
      const service = mesh.services.find(isNamed(to.service));
      if (service === undefined) return [lost(`Service \`${nameOf(to.service)}\` is not among the manifests`)];
      return callsThrough(mesh, service, to.port, to.workload);
    }
    case 'gateway':
    case 'host':
      return [lost('ztunnel guards workloads and Services of the manifests only')];
  }
}

/**
 * The workloads behind a Service that have the port. The address is the workload's own: ztunnel never sees the
 * Service's. @see istio pilot/pkg/serviceregistry/ambient/workloads.go, `constructServices`
 */
function callsThrough(
  mesh: Mesh,
  service: Service,
  number: number,
  only: ObjectName | undefined,
): readonly ZtunnelCall[] {
  const name = nameOf(service);
  const port = service.ports.find((candidate) => candidate.port === number && candidate.transport === 'TCP');
  if (port === undefined) return [lost(`Service \`${name}\` has no TCP port ${number}`)];
  const behind = workloadsBehind(mesh, service).filter(only === undefined ? () => true : isNamed(only));
  const calls = behind.flatMap((workload) => {
    const target = targetPortOf(port, workload);
    // a pod without a port of that name is no endpoint
    return target === undefined ? [] : [at(workload, target)];
  });
  return calls.length > 0 ? calls : [lost(`no workload behind Service \`${name}\` has its port ${number}`)];
}

/** Ambient adds no labels to pods, so that the Service selects by those of the manifest. */
function workloadsBehind(mesh: Mesh, { namespace, selector }: Service): readonly Workload[] {
  if (Object.keys(selector).length === 0) return []; // its endpoints are made by hand
  return mesh.workloads.filter((workload) => workload.namespace === namespace && selects(selector, workload.labels));
}

function at(workload: Workload, port: number): ZtunnelCall {
  const [ip] = workload.addresses;
  return { kind: 'at', workload, port, ...(ip === undefined ? {} : { ip }) };
}

function lost(because: string): ZtunnelCall {
  return { kind: 'lost', because };
}

function isNamed(name: ObjectName): (object: ObjectName) => boolean {
  return (object) => object.namespace === name.namespace && object.name === name.name;
}

function nameOf({ namespace, name }: ObjectName): string {
  return `${namespace}/${name}`;
}
