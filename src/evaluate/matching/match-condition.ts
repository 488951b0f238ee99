/** Whether one condition of a rule holds for a call. */
import type { JsonObject } from '../../policy/json-object';
import type { Behaviour } from '../../istio/behaviour';
import type { TextPattern } from '../../istio/text-pattern';
import type { ConditionValue } from '../../policy/condition-value';
import { ofKind } from '../../policy/condition-value';
import type { Attribute, Condition } from '../../policy/rule';
import type { Answer } from './answer';
import { bothOf, fromBoolean, not } from './answer';
import type { Address, Arrival } from './arrival';
import { joined, valuesOf } from './header-map';
import { matchesRequestPrincipal, textsOfClaim } from './match-claim';
import { anyBlock } from './match-ip';
import { anyPrincipal, anyServiceAccount, namespacePattern, trustDomainPattern } from './match-principal';
import { anyPattern, matchesHeaderLine } from './match-string';
import { templatePattern } from './match-template';
import { splitQuery } from './path-normalisation';
import type { ReceivedRequest } from './received-request';

/** Everything that a condition may look at. */
export interface Facts {
  readonly arrival: Arrival;
  /** absent on TCP */
  readonly request?: ReceivedRequest;
  /** claims of the verified token; absent without one */
  readonly payload?: JsonObject;
}

/** Whether something is so of a call. */
export type Test = (facts: Facts) => Answer;

/**
 * The condition as a test of many calls, for which it is prepared once: one of the values, if there are any, and
 * none of the `notValues`. A `notX` also holds when there is no X.
 */
export function testOf({ attribute, values, notValues }: Condition, behaviour: Behaviour): Test {
  const hasOne = hasAny(attribute, values, behaviour);
  const hasOther = hasAny(attribute, notValues, behaviour);
  if (notValues.length === 0) return values.length === 0 ? () => 'yes' : hasOne;
  if (values.length === 0) return (facts) => not(hasOther(facts));
  return (facts) => bothOf(hasOne(facts), not(hasOther(facts)));
}

function hasAny(attribute: Attribute, values: readonly ConditionValue[], behaviour: Behaviour): Test {
  switch (attribute.kind) {
    case 'principal':
      return aboutPeer(anyPrincipal(ofKind(values, 'principal'), behaviour));
    case 'namespace':
      return aboutPeer(anyOfPatterns(ofKind(values, 'namespace').map((value) => namespacePattern(value, behaviour))));
    case 'serviceAccount':
      return aboutPeer(anyServiceAccount(ofKind(values, 'serviceAccount'), behaviour));
    case 'trustDomain':
      return aboutPeer(anyOfPatterns(ofKind(values, 'trustDomain').map(trustDomainPattern)));
    case 'sourceIp':
      return aboutAddress(values, ({ arrival }) => arrival.source);
    case 'remoteIp':
      return aboutAddress(values, ({ arrival, request }) => request?.remote ?? arrival.connection);
    case 'destinationIp':
      return aboutAddress(values, ({ arrival }) => arrival.destination);
    case 'port': {
      const ports = new Set<number>(ofKind(values, 'port').map(({ port }) => port));
      return ({ arrival }) => fromBoolean(ports.has(arrival.port));
    }
    case 'sni': {
      const matches = anyPattern(patternsOf(values));
      return ({ arrival }) => fromBoolean(matches(arrival.sni));
    }
    case 'metadata':
      return () => 'no'; // no filter that Istio itself installs writes such metadata
    case 'requestPrincipal': {
      const wanted = ofKind(values, 'requestPrincipal');
      return ({ payload }) =>
        fromBoolean(payload !== undefined && wanted.some((value) => matchesRequestPrincipal(value, payload)));
    }
    case 'claim': {
      const matches = anyPattern(patternsOf(values));
      return ({ payload }) => fromBoolean(payload !== undefined && textsOfClaim(payload, attribute.path).some(matches));
    }
    case 'host': {
      const matches = anyLine(values); // the port is part of it, the case is not
      return aboutRequest(({ host }) => matches(host.toLowerCase()));
    }
    case 'method': {
      const matches = anyLine(values);
      return aboutRequest(({ method }) => matches(method));
    }
    case 'path': {
      const matches = anyPath(values, behaviour);
      return aboutRequest(({ target }) => matches(splitQuery(target)[0]));
    }
    case 'header':
      return aboutHeader(attribute.name, values, behaviour);
    case 'unreadable':
    case 'unknown':
      return () => 'no'; // no rule that Envoy gets has one
  }
}

function aboutPeer(matches: (spiffeId: string) => boolean): Test {
  return ({ arrival: { peer } }) => fromBoolean(peer !== undefined && matches(peer));
}

function aboutRequest(matches: (request: ReceivedRequest) => boolean): Test {
  return ({ request }) => fromBoolean(request !== undefined && matches(request));
}

function aboutAddress(values: readonly ConditionValue[], addressIn: (facts: Facts) => Address): Test {
  const holdsAddress = anyBlock(ofKind(values, 'block').map(({ block }) => block));
  return (facts) => {
    const address = addressIn(facts);
    switch (address.kind) {
      case 'ip':
        return fromBoolean(holdsAddress(address.ip));
      case 'none':
        return 'no';
      case 'unknown':
        return values.length === 0 ? 'no' : 'unknown';
    }
  };
}

/** Of a header that only Envoy knows it is known that it is there. */
function aboutHeader(name: string, values: readonly ConditionValue[], behaviour: Behaviour): Test {
  const matches = anyLine(values);
  const isAny = patternsOf(values).some(({ kind }) => kind === 'any');
  return ({ request }) => {
    if (request === undefined) return 'no';
    const sent = headerLines(request, name);
    const lines = behaviour.headerLinesAreComparedAlone ? sent : joined(sent);
    if (!isAny && values.length > 0 && request.unknowable.includes(name)) return 'unknown';
    return fromBoolean(lines.some(matches));
  };
}

function anyLine(values: readonly ConditionValue[]): (line: string) => boolean {
  return anyPattern(patternsOf(values), matchesHeaderLine);
}

function anyPath(values: readonly ConditionValue[], behaviour: Behaviour): (path: string) => boolean {
  const templates = ofKind(values, 'template');
  const isTemplate = anyOfPatterns(templates.map(({ template }) => templatePattern(template, behaviour)));
  const matches = anyPattern(patternsOf(values));
  return (path) => matches(path) || isTemplate(path);
}

function patternsOf(values: readonly ConditionValue[]): readonly TextPattern[] {
  return ofKind(values, 'text').map(({ pattern }) => pattern);
}

function anyOfPatterns(patterns: readonly RegExp[]): (text: string) => boolean {
  return (text) => patterns.some((pattern) => pattern.test(text));
}

/** Pseudo headers are headers, too; `:path` is the one that keeps its query. */
export function headerLines(request: ReceivedRequest, name: string): readonly string[] {
  switch (name) {
    case ':path':
      return [request.target];
    case ':method':
      return [request.method];
    case ':authority':
    case 'host':
      return [request.host];
    default:
      return valuesOf(request.headers, name);
  }
}
