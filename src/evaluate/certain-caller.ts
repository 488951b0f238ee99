/**
 * Does the proxy of a caller surely speak mTLS? It does where nothing but auto mTLS and ISTIO_MUTUAL can be meant; all
 * else is left open, so that no answer rests on a guess.
 */
import type { DestinationRule, TrafficPolicy } from '../policy/model-destination-rule';
import type { Mesh, Service, Workload } from '../policy/model';
import { mtlsMode } from '../policy/mtls-mode';
import { servicesOf, targetPortOf } from '../policy/port-protocol';
import type { Caller, Request } from '../policy/request';
import { waypointNamedBy } from '../policy/waypoint';
import { dataPlaneAt, dataPlaneOf } from './data-plane';

/** Annotations by which calls go past the caller's sidecar. */
const PAST_THE_SIDECAR = /^traffic\.sidecar\.istio\.io\/(include|exclude)Outbound/;

/** For each call, its caller: the identity of a workload that surely speaks mTLS, or who was given. */
export function certainCallers(mesh: Mesh): (request: Request) => Caller {
  const known = new Map<string, boolean>();
  return (request) => {
    const { from, to } = request;
    if (from.kind !== 'workload') return from;
    const { namespace, name } = from.workload;
    const [caller, ...others] = mesh.workloads.filter((each) => each.namespace === namespace && each.name === name);
    if (caller === undefined || others.length > 0) return from;
    const key = JSON.stringify([from.workload, to]);
    const isCertain = known.get(key) ?? surelySpeaksMtls(mesh, caller, request);
    known.set(key, isCertain);
    if (!isCertain) return from;
    const [own, ...more] = caller.addresses;
    const ip = from.ip ?? (more.length === 0 ? own : undefined);
    const identity = `${mesh.settings.trustDomain}/ns/${namespace}/sa/${caller.serviceAccount}`;
    return { kind: 'mtls', identity, ...(ip === undefined ? {} : { ip }) };
  };
}

function surelySpeaksMtls(mesh: Mesh, caller: Workload, { to }: Request): boolean {
  const ends = endsOf(mesh, to);
  const plane = dataPlaneOf(mesh, caller).kind;
  if (ends.length === 0) return false;
  // a ztunnel speaks HBONE to whatever has a ztunnel, and DestinationRules do not reach it
  if (plane === 'ztunnel') return ends.every(({ workload }) => dataPlaneOf(mesh, workload).kind === 'ztunnel');
  return (
    plane === 'sidecar' &&
    mesh.settings.enableAutoMtls &&
    !Object.keys(caller.annotations).some((key) => PAST_THE_SIDECAR.test(key)) &&
    !mesh.sidecars.some((sidecar) => isInSight(mesh, caller, sidecar.namespace) && sidecar.egress.length > 0) &&
    mesh.settings.defaultServiceExportTo.every((space) => space === '*') &&
    ends.every((end) => autoMtlsHolds(mesh, end))
  );
}

/** A workload that is called, its own port, and the Service through which callers know it. */
interface End {
  readonly workload: Workload;
  readonly port: number;
  readonly service: Service;
}

/** All ends of the call; none when one is no endpoint of a Service: nobody knows it, and it is called in plaintext. */
function endsOf(mesh: Mesh, to: Request['to']): readonly End[] {
  switch (to.kind) {
    case 'workload': {
      const { namespace, name } = to.workload;
      const called = mesh.workloads.filter((each) => each.namespace === namespace && each.name === name);
      const ends = called.map((workload) => leadingTo(mesh, workload, to.port));
      return ends.some((through) => through.length === 0) ? [] : ends.flat();
    }
    case 'service': {
      const { namespace, name } = to.service;
      const service = mesh.services.find((each) => each.namespace === namespace && each.name === name);
      const called = service?.ports.find((each) => each.port === to.port);
      if (service === undefined || called === undefined) return [];
      return mesh.workloads
        .filter((workload) => servicesOf(mesh, workload).includes(service))
        .flatMap((workload) => {
          const port = targetPortOf(called, workload);
          return port === undefined ? [] : [{ workload, port, service }];
        });
    }
    case 'gateway':
    case 'host':
      return [];
  }
}

/** The same workload, once for each Service by which a caller may know it. */
function leadingTo(mesh: Mesh, workload: Workload, port: number): readonly End[] {
  return servicesOf(mesh, workload)
    .filter(({ ports }) => ports.some((each) => targetPortOf(each, workload) === port))
    .map((service) => ({ workload, port, service }));
}

/**
 * Auto mTLS goes by endpoint, and a server that disables mTLS gets plaintext.
 * @see istio pilot/pkg/networking/core/cluster_tls.go
 */
function autoMtlsHolds(mesh: Mesh, { workload, port, service }: End): boolean {
  return (
    dataPlaneAt(mesh, workload, port).kind === 'sidecar' &&
    mtlsMode(mesh, workload, port) !== 'DISABLE' &&
    service.clusterIP !== 'None' &&
    service.annotations['networking.istio.io/exportTo'] === undefined &&
    waypointNamedBy(mesh, service, 'service') === undefined &&
    waypointNamedBy(mesh, workload, 'workload') === undefined &&
    mesh.traffic.destinationRules.every((rule) => !mayBeAbout(rule, service) || leavesMtls(rule))
  );
}

/** Whether the rule may be about the Service. A host without wildcard that begins with another name is not. */
function mayBeAbout({ host }: DestinationRule, { name }: Service): boolean {
  return host.startsWith('*') || host.split('.')[0] === name;
}

function leavesMtls({ trafficPolicy, subsets }: DestinationRule): boolean {
  return [trafficPolicy, ...subsets.map((subset) => subset.trafficPolicy)].every(isMutual);
}

/** Without `tls` auto mTLS decides. Policies of single ports, tunnels and PASSTHROUGH each have rules of their own. */
function isMutual(policy: TrafficPolicy | undefined): boolean {
  if (policy === undefined) return true;
  const { tls, loadBalancer, ports, tunnel } = policy;
  return (
    (tls === undefined || tls.mode === 'ISTIO_MUTUAL') &&
    loadBalancer !== 'PASSTHROUGH' &&
    ports.size === 0 &&
    tunnel === undefined
  );
}

function isInSight({ settings }: Mesh, caller: Workload, namespace: string): boolean {
  return namespace === caller.namespace || namespace === settings.rootNamespace;
}
