/** The parts of a NetworkPolicy's rule in words, with selectors as kubectl writes them. */
import type { LabelRequirement, LabelSelector } from '../../policy/label-selector';
import type { NetworkPeer, NetworkPort, Peers, Ports } from '../../policy/network-policy';

/** What `ports` grants: port `8080/TCP`, port `http/TCP` or any UDP port. */
export function portsInWords(ports: Ports): string {
  return ports.kind === 'any' ? 'any port' : orList(ports.ports.map(portInWords));
}

/** Whom `from` or `to` names. */
export function peersInWords(peers: Peers): string {
  return peers.kind === 'anyone' ? 'anyone' : orList(peers.peers.map(peerInWords));
}

/** The requirements: `app=web,tier in (a,b),!old`. */
function selectorInWords({ requirements }: LabelSelector): string {
  return requirements.map(requirementInWords).join(',');
}

function portInWords(port: NetworkPort): string {
  switch (port.kind) {
    case 'all':
      return `any ${port.transport} port`;
    case 'named':
      return `port \`${port.name}/${port.transport}\``;
    case 'range': {
      const range = port.first === port.last ? String(port.first) : `${port.first}-${port.last}`;
      return `port \`${range}/${port.transport}\``;
    }
  }
}

function peerInWords(peer: NetworkPeer): string {
  if (peer.kind === 'block')
    return `an address in \`${peer.shown}\`${peer.except.length > 0 ? ' without its exceptions' : ''}`;
  const pods = peer.pods.requirements.length === 0 ? 'any pod' : `a pod with \`${selectorInWords(peer.pods)}\``;
  if (peer.namespaces.kind === 'own') return `${pods} of the policy's namespace`;
  const { selector } = peer.namespaces;
  if (selector.requirements.length === 0) return `${pods} of any namespace`;
  return `${pods} of a namespace with \`${selectorInWords(selector)}\``;
}

function requirementInWords(requirement: LabelRequirement): string {
  const { key } = requirement;
  switch (requirement.operator) {
    case 'In':
      return requirement.values.length === 1
        ? `${key}=${requirement.values[0]}`
        : `${key} in (${requirement.values.join(',')})`;
    case 'NotIn':
      return `${key} notin (${requirement.values.join(',')})`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
  }
}

function orList(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} or ${last}`;
}
