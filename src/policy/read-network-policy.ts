/** From the manifest of a NetworkPolicy to its typed form, with the defaults that the API server fills in. */
import type { Cidr } from './ip-block';
import { tryCidr } from './ip-block';
import type { Json, JsonObject } from './json-object';
import { asObject, asObjects, asString, asStrings, ManifestError } from './json-object';
import { readLabelSelector } from './label-selector';
import type { NetworkPolicy } from './model';
import type { Direction, DirectionRules, NetworkPeer, NetworkPort, NetworkRule, Transport } from './network-policy';
import { readMetadata, specOf } from './read-metadata';
import { asPort } from './written-port';

/** The NetworkPolicy that this manifest describes. An absent `podSelector` is an empty one: every pod is selected. */
export function readNetworkPolicy(manifest: JsonObject): NetworkPolicy {
  const spec = specOf(manifest);
  const directions = readDirections(spec);
  const rules = (direction: Direction, peers: 'from' | 'to'): DirectionRules =>
    directions.includes(direction)
      ? { kind: 'isolated', rules: asObjects(spec[direction], direction).map((rule, i) => readRule(rule, i, peers)) }
      : { kind: 'untouched' };
  return {
    ...readMetadata(manifest),
    podSelector: readLabelSelector(spec.podSelector, 'podSelector'),
    ingress: rules('ingress', 'from'),
    egress: rules('egress', 'to'),
  };
}

/**
 * Without `policyTypes`, ingress always counts, and egress when `egress` has an entry.
 * @see kubernetes pkg/apis/networking/v1/defaults.go, `SetDefaults_NetworkPolicy`
 */
function readDirections(spec: JsonObject): readonly Direction[] {
  const types = asStrings(spec.policyTypes, 'policyTypes');
  if (types.length === 0) return asObjects(spec.egress, 'egress').length > 0 ? ['ingress', 'egress'] : ['ingress'];
  return types.map((type) => {
    if (type === 'Ingress') return 'ingress';
    if (type === 'Egress') return 'egress';
    throw new ManifestError(`\`policyTypes\` has \`${type}\`; expected \`Ingress\` or \`Egress\``);
  });
}

function readRule(rule: JsonObject, index: number, field: 'from' | 'to'): NetworkRule {
  const peers = asObjects(rule[field], field).map((peer) => readPeer(peer, field));
  const ports = asObjects(rule.ports, 'ports').map(readPort);
  return {
    index,
    peers: peers.length === 0 ? { kind: 'anyone' } : { kind: 'anyOf', peers },
    ports: ports.length === 0 ? { kind: 'any' } : { kind: 'anyOf', ports },
  };
}

/** @see kubernetes pkg/apis/networking/validation/validation.go, `ValidateNetworkPolicyPeer` */
function readPeer(peer: JsonObject, field: 'from' | 'to'): NetworkPeer {
  const isSelecting = isThere(peer.podSelector) || isThere(peer.namespaceSelector);
  if (isThere(peer.ipBlock)) {
    if (isSelecting) throw new ManifestError(`\`${field}\` has selectors beside \`ipBlock\`; use an entry for each`);
    return readBlock(asObject(peer.ipBlock, 'ipBlock'));
  }
  if (!isSelecting) {
    throw new ManifestError(
      `\`${field}\` has an entry without peer; expected \`podSelector\`, \`namespaceSelector\` or \`ipBlock\``,
    );
  }
  return {
    kind: 'pods',
    namespaces: isThere(peer.namespaceSelector)
      ? { kind: 'selected', selector: readLabelSelector(peer.namespaceSelector, 'namespaceSelector') }
      : { kind: 'own' },
    pods: readLabelSelector(peer.podSelector, 'podSelector'),
  };
}

function readBlock(block: JsonObject): NetworkPeer {
  const cidr = asString(block.cidr, 'ipBlock.cidr');
  const except = asStrings(block.except, 'ipBlock.except');
  return {
    kind: 'block',
    cidr: readCidr(cidr, 'ipBlock.cidr'),
    except: except.map((item) => readCidr(item, 'ipBlock.except')),
    shown: cidr,
  };
}

function readCidr(text: string, field: string): Cidr {
  const cidr = tryCidr(text);
  if (cidr === undefined)
    throw new ManifestError(`\`${field}\` is \`${text}\`; expected a CIDR such as \`192.0.2.0/24\``);
  return cidr;
}

/** Without protocol TCP is meant, also where no port is named: `ports: [{}]` is every TCP port. */
function readPort({ port, endPort, protocol }: JsonObject): NetworkPort {
  const transport = readTransport(protocol);
  if (isThere(endPort) && typeof port !== 'number') {
    throw new ManifestError('`endPort` stands without a numeric `port`; name the first port of the range');
  }
  if (!isThere(port)) return { kind: 'all', transport };
  if (typeof port === 'string') {
    if (!/[a-z]/i.test(port))
      throw new ManifestError(`\`port\` is the text \`${port}\`; expected a number or a port's name`);
    return { kind: 'named', transport, name: port };
  }
  const first = asPort(port, 'port');
  const last = asPort(endPort, 'endPort', first);
  if (last < first)
    throw new ManifestError(`\`endPort\` is \`${last}\`, less than \`port\`; expected at least \`${first}\``);
  return { kind: 'range', transport, first, last };
}

function readTransport(protocol: Json): Transport {
  const name = asString(protocol, 'protocol') || 'TCP';
  if (name === 'TCP' || name === 'UDP' || name === 'SCTP') return name;
  throw new ManifestError(`\`protocol\` is \`${name}\`; expected \`TCP\`, \`UDP\` or \`SCTP\``);
}

function isThere(value: Json): boolean {
  return value !== undefined && value !== null;
}
