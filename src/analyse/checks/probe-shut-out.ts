/** Do NetworkPolicies shut out probes of the kubelet, which come to pods in ambient from an address of their own? */
import type { JsonObject } from '../../policy/json-object';
import { isWithin, tryIpAddress } from '../../policy/ip-block';
import type { NetworkPolicy, Workload } from '../../policy/model';
import type { Check } from '../check-rule';
import { podTemplate } from '../estate';
import { listed } from '../names-in-messages';
import { type Isolated, isolatedWorkloads, opensPort } from '../network-isolation';
import { nameOf } from '../policy-scope';
import { asItems, asRecord } from '../raw-field';

/** Probes come from one of these, by the family of the pod's address. @see istio cni/pkg/iptables/iptables.go */
const SENDER = '169.254.7.127';
const SENDERS = [SENDER, 'fd16:9254:7127:1337:ffff:ffff:ffff:ffff'].flatMap((text) => tryIpAddress(text) ?? []);

/** @see https://istio.io/latest/docs/ambient/usage/networkpolicy/ */
export const probeShutOut: Check = {
  code: 'ZT520',
  *find(estate) {
    const inventory = estate.inventory();
    const shut = new Map<NetworkPolicy, string[]>();
    for (const isolated of isolatedWorkloads(inventory, 'ingress')) {
      const { policies, workload } = isolated;
      const [first] = policies;
      if (first === undefined || inventory.dataPlaneOf(workload) !== 'ambient') continue;
      const probed = probedPorts(podTemplate(inventory.manifestOf(workload)), workload);
      if (probed.every((port) => isLetIn(isolated, port))) continue;
      shut.set(first, [...(shut.get(first) ?? []), nameOf(workload)]);
    }
    for (const [policy, names] of shut) {
      const message = `probes of the kubelet come to ${listed(names)} from ${SENDER}, as they do in ambient, and no NetworkPolicy lets them in; add the address, or the pods may never be ready`;
      yield { manifest: inventory.manifestOf(policy), path: ['spec', 'ingress'], message };
    }
  },
};

/** Whether one of the two addresses may come to the port. */
function isLetIn({ rules, workload }: Isolated, port: number): boolean {
  return rules.some(({ rule }) => {
    if (!opensPort(rule, port, workload)) return false;
    if (rule.peers.kind === 'anyone') return true;
    return rule.peers.peers.some(
      (peer) =>
        peer.kind === 'block' &&
        SENDERS.some((sender) => isWithin(peer.cidr, sender) && !peer.except.some((part) => isWithin(part, sender))),
    );
  });
}

/** The ports that the kubelet calls while the containers run; a probe that runs a command calls none. */
function probedPorts({ spec }: JsonObject, { ports }: Workload): readonly number[] {
  const { containers, initContainers } = asRecord(spec);
  const running = [
    ...asItems(containers).map(asRecord),
    ...asItems(initContainers)
      .map(asRecord)
      .filter(({ restartPolicy }) => restartPolicy === 'Always'),
  ];
  const probes = running
    .flatMap(({ startupProbe, readinessProbe, livenessProbe }) => [startupProbe, readinessProbe, livenessProbe])
    .map(asRecord);
  return probes
    .flatMap(({ httpGet, tcpSocket, grpc }) => [httpGet, tcpSocket, grpc])
    .map((call) => asRecord(call).port)
    .flatMap((port) => (typeof port === 'number' ? port : (ports.find(({ name }) => name === port)?.port ?? [])));
}
