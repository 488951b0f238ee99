/** Why does a condition not hold, where we know better than "wants this, got that"? The first hint that applies. */
import { ofKind, textsOf } from '../../policy/condition-value';
import type { Attribute, Condition } from '../../policy/rule';
import { isOfHttp } from '../../policy/rule';
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

function hintOnLayer(attribute: Attribute, { point, request }: SeenCall): string | undefined {
  const isHttp = isOfHttp(attribute);
  if (point === 'ztunnel' && (isHttp || ['remoteIp', 'sni', 'trustDomain'].includes(attribute.kind))) {
    return 'ztunnel cannot see it, and the rule is left out; a waypoint can';
  }
  if (request !== undefined || !isHttp) return undefined;
  return 'the port takes this as TCP, where a rule with HTTP fields never allows';
}

function hintOnValues(condition: Condition, seen: SeenCall, around: Surroundings): string | undefined {
  const { attribute } = condition;
  const texts = textsOf(condition.values);
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
      return hintOnPort(texts, seen, around);
    case 'requestPrincipal':
    case 'claim':
      return hintOnToken(texts, attribute, seen, around.readsTokens);
    case 'host':
      return hintOnHost(texts, seen);
    case 'method':
      return hintOnMethod(texts, seen);
    case 'path':
      return hintOnPath(textsOf(ofKind(condition.values, 'text')), seen);
    case 'header':
      return hintOnHeader(texts, attribute.name, seen);
    case 'sni':
    case 'metadata':
    case 'unreadable':
    case 'unknown':
      return undefined;
  }
}
