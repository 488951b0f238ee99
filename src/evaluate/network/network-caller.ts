/** From the caller of a request to the end of a connection that network plugins see. */
import { ownTrustDomains } from '../../policy/mesh-settings';
import type { Caller } from '../../policy/request';
import { nameOf } from '../../policy/metadata';
import type { Endpoint, UnknownEndpoint } from './endpoint';
import { atIp, readAddresses } from './endpoint';
import type { NetworkIndex } from './network-index';

/** Nothing to judge, for want of this. */
export interface Lost {
  readonly kind: 'lost';
  readonly missing: string;
}

/**
 * The caller. One that is no workload is whoever has its address: a pod of the manifests, or else an outsider. An
 * identity stands for the workloads of the manifests that run as it, of which there may be several. INVARIANT: never
 * empty.
 */
export function callerEnds(index: NetworkIndex, caller: Caller): readonly Endpoint[] | Lost {
  switch (caller.kind) {
    case 'workload': {
      const pod = onlyOne(index.podsNamed(caller.workload), `workload \`${nameOf(caller.workload)}\``);
      return pod.kind === 'lost' ? pod : [atIp(pod, caller.ip)];
    }
    case 'plaintext':
      return [caller.ip === undefined ? somebody('the caller') : atAddress(index, caller.ip)];
    case 'mtls': {
      const end = caller.ip === undefined ? somebody('the caller') : atAddress(index, caller.ip);
      // only pods of the mesh have an identity, so this is no outsider
      return end.kind === 'pod' ? [end] : runningAs(index, caller.identity, end);
    }
  }
}

/** Whoever has this address: the one pod that has it, or an outsider; somebody, when pods share it with their node. */
export function atAddress(index: NetworkIndex, ip: string): Endpoint {
  const shown = `\`${ip}\``;
  const addresses = readAddresses([ip], `which address \`${ip}\` is meant to be`);
  if (addresses.missing !== undefined) return { ...somebody(shown), addresses };
  const [pod, ...others] = index.podsAt(ip);
  if (pod === undefined) return { kind: 'outside', shown, addresses };
  return others.length > 0 || pod.hostNetwork ? { ...somebody(shown), addresses } : atIp(pod, ip);
}

/** Somebody of whom nothing is known. */
export function somebody(shown: string): UnknownEndpoint {
  return {
    kind: 'unknown',
    shown,
    missing: `which pod ${shown} is, if it is one`,
    addresses: readAddresses([], `the address of ${shown}`),
  };
}

/** The only one of its name, or why there is none to judge. */
export function onlyOne<T extends object>(found: readonly T[], shown: string): T | Lost {
  const [first, ...others] = found;
  if (first === undefined) return { kind: 'lost', missing: `${shown}, which is not among the manifests` };
  if (others.length > 0) return { kind: 'lost', missing: `which ${shown} is meant: there are ${found.length}` };
  return first;
}

/** The pods that run as this identity, as far as their addresses agree; without any, its namespace is all it tells. */
function runningAs(index: NetworkIndex, identity: string, { addresses }: Endpoint): readonly Endpoint[] {
  const missing = `which pod has identity \`${identity}\`; name its workload`;
  const caller: UnknownEndpoint = { kind: 'unknown', shown: `\`${identity}\``, missing, addresses };
  const [, domain = '', space, account] = /^([^/]+)\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(identity) ?? [];
  if (space === undefined || !ownTrustDomains(index.mesh.settings).includes(domain)) return [caller];
  // a pod that is known to have another address is not the caller
  const pods = index
    .podsIn(space)
    .filter(
      (pod) =>
        pod.workload?.serviceAccount === account &&
        (addresses.candidates.length === 0 || pod.addresses.candidates.length === 0),
    );
  if (pods.length === 0) return [{ ...caller, namespace: { name: space, labels: index.labelsOf(space) } }];
  return pods.map((pod) => (addresses.candidates.length === 0 ? pod : { ...pod, addresses }));
}
