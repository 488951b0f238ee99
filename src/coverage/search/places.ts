/** Where may a call meet a policy? What can be called there, by whom, and which rules are in force. */
import type { CaseFrom, CaseTo } from '../../cases/case-request';
import { policiesInForce, selects } from '../../policy/in-force';
import { isSelected } from '../../policy/match-selector';
import { isNamed, nameOf } from '../../policy/metadata';
import type { Attachment, Gateway, JwtRule, Mesh, NetworkPolicy, ObjectName, Workload } from '../../policy/model';
import { portsListenedOn, servicesOf } from '../../policy/port-protocol';
import { isGateway, proxyLabels } from '../../policy/proxy-labels';
import type { Rule } from '../../policy/rule';
import { rulesOf } from '../../policy/rule';
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

/** The places that the policy may matter for, before the change or after it. */
export function placesOf(mesh: Mesh, { before, after }: Pick<Mutant, 'before' | 'after'>): readonly Place[] {
  if (before.kind === 'NetworkPolicy') return networkPlaces(mesh, before.policy, after);
  const { rootNamespace } = mesh.settings;
  const { namespace } = before.policy;
  const near = mesh.workloads.filter((one) => namespace === rootNamespace || one.namespace === namespace);
  const attachment = attachmentOf(before);
  if (attachment.kind === 'targets') {
    return attachment.targets.flatMap((target) => {
      const name = { namespace: target.namespace ?? namespace, name: target.name };
      return target.kind === 'Gateway' ? behindGateway(mesh, name) : servicePlaces(mesh, name);
    });
  }
  const selected = near.filter(
    (one) => attachment.kind === 'everything' || selects(attachment.labels, proxyLabels(one)),
  );
  return selected.slice(0, MOST_PLACES).flatMap((workload) => placesAt(mesh, workload));
}

function attachmentOf(policy: Exclude<Policy, { readonly kind: 'NetworkPolicy' }>): Attachment {
  if (policy.kind !== 'PeerAuthentication') return policy.policy.attachment;
  const { selector } = policy.policy;
  return selector === undefined ? { kind: 'everything' } : { kind: 'selector', labels: selector };
}

function placesAt(mesh: Mesh, workload: Workload): readonly Place[] {
  if (isGateway(workload)) {
    return mesh.gateways
      .filter((gateway) => isServedBy(gateway, workload))
      .flatMap((gateway) => gatewayPlace(mesh, gateway, workload));
  }
  return [workloadPlace(mesh, workload)];
}

function workloadPlace(mesh: Mesh, workload: Workload): Place {
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

/** A Service, behind which a policy of a waypoint holds; or all that the waypoint of this name serves. */
function servicePlaces(mesh: Mesh, name: ObjectName): readonly Place[] {
  return mesh.services.filter(isNamed(name)).map((service) => servicePlace(mesh, service));
}

function servicePlace(mesh: Mesh, service: Mesh['services'][number]): Place {
  const [behind] = mesh.workloads.filter((one) => servicesOf(mesh, one).includes(service));
  return {
    to: { service: nameOf(service) },
    ports: service.ports.filter(({ transport }) => transport === 'TCP').map(({ port }) => port),
    isClosed: true,
    hosts: [],
    ...(behind === undefined ? { rules: [], jwtRules: [] } : inForceAt(mesh, behind)),
  };
}

function behindGateway(mesh: Mesh, name: ObjectName): readonly Place[] {
  const own = mesh.gateways.filter(isNamed(name));
  // a waypoint serves the Services around it
  const served = mesh.services.filter(({ namespace }) => namespace === name.namespace).slice(0, MOST_PLACES);
  return own.flatMap((gateway) =>
    gateway.api.kind === 'kubernetes' && gateway.api.className.includes('waypoint')
      ? served.map((service) => servicePlace(mesh, service))
      : gatewayPlace(mesh, gateway, undefined),
  );
}

function gatewayPlace(mesh: Mesh, gateway: Gateway, pods: Workload | undefined): readonly Place[] {
  return gateway.servers.map(({ port, hosts }) => ({
    to: { gateway: nameOf(gateway) },
    ports: [port],
    isClosed: true,
    hosts: hosts.map(({ host }) => host.replace('*', 'x')),
    ...(pods === undefined ? { rules: [], jwtRules: [] } : inForceAt(mesh, pods)),
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
function networkPlaces(mesh: Mesh, policy: NetworkPolicy, after: Policy | undefined): readonly Place[] {
  const selected = mesh.workloads.filter((one) => isAt(one)(policy));
  const others = [...mesh.workloads].sort((a, b) => Number(isApart(a, policy)) - Number(isApart(b, policy)));
  const ingress = others.slice(0, MOST_CALLERS).map((one): CaseFrom => ({ workload: nameOf(one) }));
  const addresses = [policy, ...(after?.kind === 'NetworkPolicy' ? [after.policy] : [])]
    .flatMap(blocksOf)
    .flatMap(addressesIn)
    .map((ip): CaseFrom => ({ plaintext: true, ip }));
  const egress = selected.slice(0, 4).map((one): CaseFrom => ({ workload: nameOf(one) }));
  return [
    ...selected
      .slice(0, MOST_PLACES)
      .map((one) => ({ ...workloadPlace(mesh, one), callers: [...ingress, ...addresses, STRANGE_CALLER] })),
    ...others.slice(0, MOST_PLACES).map((one) => ({ ...workloadPlace(mesh, one), callers: egress })),
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
