/** Where may a call meet a policy? What can be called there, by whom, and which rules are in force. */
import type { CaseFrom, CaseTo } from '../../cases/case-request';
import { waypointFor } from '../../evaluate/ways/waypoint-binding';
import { policiesInForce, selects } from '../../policy/in-force';
import { isSelected } from '../../policy/match-selector';
import { isNamed, type Metadata, nameOf } from '../../policy/metadata';
import type { Attachment, Gateway, JwtRule, Mesh, NetworkPolicy, ObjectName, Workload } from '../../policy/model';
import type { ServiceEntry } from '../../policy/model-service-entry';
import { neighbourhoodsOf } from '../../policy/neighbourhood';
import { portsListenedOn, servicesOf } from '../../policy/port-protocol';
import { isGateway, proxyLabels } from '../../policy/proxy-labels';
import { remember } from '../../policy/remember';
import type { Rule } from '../../policy/rule';
import { rulesOf } from '../../policy/rule';
import { isWaypoint } from '../../policy/waypoint';
import type { Mutant, Policy } from '../mutant';
import { addressesIn } from './addresses';
import { STRANGE_ADDRESS } from './samples';

/** Something that can be called. */
export interface Place {
  readonly to: Omit<CaseTo, 'port'>;
  /** where it listens; empty: nobody says */
  readonly ports: readonly number[];
  /** whether `ports` are all that can be called: those of a Service are */
  readonly isClosed: boolean;
  /** hosts that are served there */
  readonly hosts: readonly string[];
  /** rules of the AuthorizationPolicies in force, or nearly so */
  readonly rules: readonly Rule[];
  readonly jwtRules: readonly JwtRule[];
  /** callers to try; absent: whoever rules name */
  readonly callers?: readonly CaseFrom[];
  /** to try for callers, where NetworkPolicies tell addresses apart: one of a block, and a strange one */
  readonly addresses?: readonly string[];
}

/** More are not looked at: what is so at one place is mostly so at all. */
export const MOST_PLACES = 24;
const MOST_CALLERS = 40;

/** Tells the places of this mesh that a policy may matter for, before a change or after it. */
export function placesIn(mesh: Mesh): (about: Pick<Mutant, 'before' | 'after'>) => readonly Place[] {
  const servedBy = remember((gateway: Gateway) => servedThrough(mesh, gateway));
  const terrain: Terrain = { mesh, near: neighbourhoodsOf(mesh), servedBy };
  return ({ before, after }) =>
    before.kind === 'NetworkPolicy'
      ? networkPlaces(terrain, before.policy, after)
      : placesAround(terrain, before, after);
}

/** A mesh, and the part of it that matters to calls of a namespace. */
interface Terrain {
  readonly mesh: Mesh;
  readonly near: (namespace: string) => Mesh;
  /** what calls come to through this waypoint */
  readonly servedBy: (gateway: Gateway) => Pick<Mesh, 'services' | 'workloads'>;
}

/** A policy that is attached to proxies. */
type AttachedPolicy = Exclude<Policy, { readonly kind: 'NetworkPolicy' }>;

function placesAround(terrain: Terrain, before: AttachedPolicy, after: Policy | undefined): readonly Place[] {
  const { mesh, near } = terrain;
  const { namespace } = before.policy;
  const reached =
    namespace === mesh.settings.rootNamespace
      ? mesh.workloads
      : near(namespace).workloads.filter((one) => one.namespace === namespace);
  const attachment = attachmentOf(before);
  if (attachment.kind === 'targets') {
    return attachment.targets.flatMap((target) => {
      const name = { namespace: target.namespace ?? namespace, name: target.name };
      switch (target.kind) {
        case 'Gateway':
          return mesh.gateways.filter(isNamed(name)).flatMap((gateway) => behindGateway(terrain, gateway));
        case 'GatewayClass': // only that of waypoints can be meant
          return mesh.gateways.filter(isWaypoint).flatMap((gateway) => behindGateway(terrain, gateway));
        case 'ServiceEntry':
          return mesh.traffic.serviceEntries.filter(isNamed(name)).flatMap(entryPlaces);
        default:
          return servicePlaces(terrain, name);
      }
    });
  }
  const selected = reached.filter((one) => isAttachedTo(attachment, one));
  // where only one of the two holds, most is decided otherwise
  const added = reached.filter((one) => !selected.includes(one) && isAttachedTo(attachmentAfter(after), one));
  return [...added, ...selected].slice(0, MOST_PLACES).flatMap((workload) => placesAt(terrain, workload));
}

function isAttachedTo(attachment: Attachment | undefined, workload: Workload): boolean {
  switch (attachment?.kind) {
    case 'everything':
      return true;
    case 'selector':
      return selects(attachment.labels, proxyLabels(workload));
    case 'targets':
    case undefined:
      return false;
  }
}

function attachmentAfter(after: Policy | undefined): Attachment | undefined {
  return after === undefined || after.kind === 'NetworkPolicy' ? undefined : attachmentOf(after);
}

function attachmentOf(policy: AttachedPolicy): Attachment {
  if (policy.kind !== 'PeerAuthentication') return policy.policy.attachment;
  const { selector } = policy.policy;
  return selector === undefined ? { kind: 'everything' } : { kind: 'selector', labels: selector };
}

function placesAt(terrain: Terrain, workload: Workload): readonly Place[] {
  if (isGateway(workload)) {
    return terrain.mesh.gateways
      .filter((gateway) => isServedBy(gateway, workload))
      .flatMap((gateway) => gatewayPlace(terrain, gateway, workload));
  }
  return [workloadPlace(terrain, workload)];
}

function workloadPlace({ near }: Terrain, workload: Workload): Place {
  const mesh = near(workload.namespace);
  const ports = portsListenedOn(mesh, workload);
  const [address] = mesh.networkPolicies.filter(isAt(workload)).flatMap(blocksOf).flatMap(addressesIn);
  return {
    to: { workload: nameOf(workload) },
    ports,
    isClosed: false,
    hosts: [],
    ...inForceAt(mesh, workload),
    ...(address === undefined ? {} : { addresses: [address, STRANGE_ADDRESS] }),
  };
}

/** A Service, behind which a policy of a waypoint holds. */
function servicePlaces(terrain: Terrain, name: ObjectName): readonly Place[] {
  return terrain
    .near(name.namespace)
    .services.filter(isNamed(name))
    .map((service) => servicePlace(terrain, service));
}

function servicePlace({ near }: Terrain, service: Mesh['services'][number]): Place {
  const mesh = near(service.namespace);
  const [behind] = mesh.workloads.filter((one) => servicesOf(mesh, one).includes(service));
  return {
    to: { service: nameOf(service) },
    ports: service.ports.filter(({ transport }) => transport === 'TCP').map(({ port }) => port),
    isClosed: true,
    hosts: [],
    ...(behind === undefined ? { rules: [], jwtRules: [] } : inForceAt(mesh, behind)),
  };
}

/** A host of a ServiceEntry. */
function entryPlaces({ hosts, ports }: ServiceEntry): readonly Place[] {
  const numbers = ports.flatMap(({ number }) => (typeof number === 'number' ? [number] : []));
  return hosts
    .filter((host) => !host.includes('*'))
    .map((host) => ({ to: { host }, ports: numbers, isClosed: true, hosts: [], rules: [], jwtRules: [] }));
}

function behindGateway(terrain: Terrain, gateway: Gateway): readonly Place[] {
  if (!isWaypoint(gateway)) return gatewayPlace(terrain, gateway, undefined);
  const { services, workloads } = terrain.servedBy(gateway);
  return [
    ...services.map((service) => servicePlace(terrain, service)),
    ...workloads.map((workload) => workloadPlace(terrain, workload)),
  ].slice(0, MOST_PLACES);
}

/** The Services and pods of any namespace that have this waypoint. */
function servedThrough(mesh: Mesh, gateway: Gateway): Pick<Mesh, 'services' | 'workloads'> {
  const isServed =
    (traffic: 'service' | 'workload') =>
    (called: Metadata): boolean => {
      const binding = waypointFor(mesh, called, traffic);
      return binding.kind === 'bound' && binding.gateway === gateway;
    };
  return {
    services: mesh.services.filter(isServed('service')),
    workloads: mesh.workloads.filter(isServed('workload')),
  };
}

function gatewayPlace({ near }: Terrain, gateway: Gateway, pods: Workload | undefined): readonly Place[] {
  return gateway.servers.map(({ port, hosts }) => ({
    to: { gateway: nameOf(gateway) },
    ports: [port],
    isClosed: true,
    hosts: hosts.map(({ host }) => host.replace('*', 'x')),
    ...(pods === undefined ? { rules: [], jwtRules: [] } : inForceAt(near(pods.namespace), pods)),
  }));
}

function isServedBy({ api, namespace, name }: Gateway, workload: Workload): boolean {
  if (api.kind === 'istio') return selects(api.selector, proxyLabels(workload));
  return namespace === workload.namespace && workload.labels['gateway.networking.k8s.io/gateway-name'] === name;
}

/** Those that a sidecar would have; others in its namespace are about waypoints, and worth a try. */
function inForceAt(mesh: Mesh, workload: Workload): Pick<Place, 'rules' | 'jwtRules'> {
  const { namespace } = workload;
  const proxy = { kind: 'sidecar', namespace, labels: proxyLabels(workload) } as const;
  const all = <P extends { readonly namespace: string; readonly attachment: Attachment }>(policies: readonly P[]) =>
    policies.filter((policy) => policy.namespace === namespace && policy.attachment.kind === 'targets');
  return {
    rules: [...policiesInForce(mesh.authorizationPolicies, mesh, proxy), ...all(mesh.authorizationPolicies)].flatMap(
      (policy) => rulesOf(policy.rules),
    ),
    jwtRules: [
      ...policiesInForce(mesh.requestAuthentications, mesh, proxy),
      ...all(mesh.requestAuthentications),
    ].flatMap(({ jwtRules }) => jwtRules),
  };
}

/** The selected pods as what is called, and as callers. */
function networkPlaces(terrain: Terrain, policy: NetworkPolicy, after: Policy | undefined): readonly Place[] {
  const { workloads } = terrain.mesh;
  const forms = [policy, ...(after?.kind === 'NetworkPolicy' ? [after.policy] : [])];
  const isBefore = (one: Workload): boolean => isAt(one)(policy);
  const selected = workloads
    .filter((one) => forms.some(isAt(one)))
    .sort((a, b) => Number(isBefore(a)) - Number(isBefore(b)));
  const others = [...workloads].sort((a, b) => Number(isApart(a, policy)) - Number(isApart(b, policy)));
  const ingress = others.slice(0, MOST_CALLERS).map((one): CaseFrom => ({ workload: nameOf(one) }));
  const addresses = forms
    .flatMap(blocksOf)
    .flatMap(addressesIn)
    .map((ip): CaseFrom => ({ plaintext: true, ip }));
  const egress = selected.slice(0, 4).map((one): CaseFrom => ({ workload: nameOf(one) }));
  return [
    ...selected
      .slice(0, MOST_PLACES)
      .map((one) => ({ ...workloadPlace(terrain, one), callers: [...ingress, ...addresses, STRANGE_CALLER] })),
    ...others.slice(0, MOST_PLACES).map((one) => ({ ...workloadPlace(terrain, one), callers: egress })),
  ];
}

const STRANGE_CALLER: CaseFrom = { plaintext: true, ip: STRANGE_ADDRESS };

function isApart(workload: Workload, policy: NetworkPolicy): boolean {
  return workload.namespace !== policy.namespace;
}

function isAt({ namespace, labels }: Workload): (policy: NetworkPolicy) => boolean {
  return (policy) => policy.namespace === namespace && isSelected(policy.podSelector, labels);
}

/** The blocks that the policy admits. */
function blocksOf({ ingress }: NetworkPolicy): readonly string[] {
  if (ingress.kind === 'untouched') return [];
  return ingress.rules.flatMap(({ peers }) =>
    peers.kind === 'anyone' ? [] : peers.peers.flatMap((peer) => (peer.kind === 'block' ? [peer.shown] : [])),
  );
}
