/** Why does a condition not hold, where we know better than "wants this, got that"? The first hint that applies. */
import type { Attribute, Condition } from '../policy/rule';
import { hintOnAddress, hintOnPort } from './hint-address';
import { hintOnHeader, hintOnHost, hintOnMethod, hintOnPath } from './hint-http';
import { hintOnIdentity } from './hint-identity';
import { hintOnToken } from './hint-token';
import type { SeenCall } from './seen-call';
import type { Surroundings } from './surroundings';
import { hasQuotedKey, withoutQuotes } from './written-rules';

/** What is known about this condition and this call, beyond the values. */
export function hintOn(condition: Condition, seen: SeenCall, around: Surroundings): string | undefined {
  return hintOnKey(condition) ?? hintOnLayer(condition.attribute, seen) ?? hintOnValues(condition, seen, around);
}

function hintOnKey({ field, attribute }: Condition): string | undefined {
  if (hasQuotedKey(field)) {
    return `the quotes in the key are taken as part of the name: write \`${withoutQuotes(field)}\``;
  }
  if (attribute.kind === 'unknown') return 'Istio does not know the key, and leaves the whole rule out';
  if (attribute.kind === 'unreadable') return 'Istio cannot read the key';
  return attribute.kind === 'metadata' ? 'no filter of Istio writes such metadata' : undefined;
}

const HTTP: readonly Attribute['kind'][] = ['host', 'method', 'path', 'header', 'claim', 'requestPrincipal'];

function hintOnLayer({ kind }: Attribute, { point, request }: SeenCall): string | undefined {
  if (point === 'ztunnel' && (HTTP.includes(kind) || ['remoteIp', 'sni', 'trustDomain'].includes(kind))) {
    return 'ztunnel cannot see it, and the rule is left out; a waypoint can';
  }
  if (request !== undefined || !HTTP.includes(kind)) return undefined;
  return 'the port takes this as TCP, where a rule with HTTP fields never allows';
}

function hintOnValues(condition: Condition, seen: SeenCall, around: Surroundings): string | undefined {
  const { attribute } = condition;
  switch (attribute.kind) {
    case 'principal':
    case 'namespace':
    case 'serviceAccount':
    case 'trustDomain':
      return hintOnIdentity(condition, seen, around);
    case 'sourceIp':
    case 'remoteIp':
    case 'destinationIp':
      return hintOnAddress(attribute.kind, seen);
    case 'port':
      return hintOnPort(condition, seen, around);
    case 'requestPrincipal':
    case 'claim':
      return hintOnToken(condition, attribute, seen, around.readsTokens);
    case 'host':
      return hintOnHost(condition.values, seen);
    case 'method':
      return hintOnMethod(condition.values, seen);
    case 'path':
      return hintOnPath(condition.values, seen);
    case 'header':
      return hintOnHeader(condition.values, attribute.name, seen);
    case 'sni':
    case 'metadata':
    case 'unreadable':
    case 'unknown':
      return undefined;
  }
}
