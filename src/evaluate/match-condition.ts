/** Whether one condition of a rule holds for a call. */
import type { JsonObject } from '../policy/json-object';
import { isPathTemplate } from '../istio/path-pattern';
import type { Attribute, Condition } from '../policy/rule';
import type { Answer } from './answer';
import { allOf, anyOf, fromBoolean, not } from './answer';
import type { Address, Arrival } from './arrival';
import { valuesOf } from './header-map';
import { matchesClaim, matchesRequestPrincipal } from './match-claim';
import { isInBlock } from './match-ip';
import { matchesNamespace, matchesPrincipal, matchesServiceAccount, matchesTrustDomain } from './match-principal';
import { matchesHeaderLine, matchesString } from './match-string';
import { matchesTemplate } from './match-template';
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

/** One of the values, if there are any, and none of the `notValues`: a `notX` also holds when there is no X. */
export function holds(condition: Condition, facts: Facts): Answer {
  const matches = (value: string): Answer => hasValue(condition.attribute, value, facts);
  const positive = condition.values.length === 0 ? 'yes' : anyOf(condition.values, matches);
  return allOf([positive, not(anyOf(condition.notValues, matches))], (answer) => answer);
}

function hasValue(attribute: Attribute, value: string, facts: Facts): Answer {
  const { arrival, request, payload } = facts;
  switch (attribute.kind) {
    case 'principal':
      return aboutPeer(matchesPrincipal, value, arrival);
    case 'namespace':
      return aboutPeer(matchesNamespace, value, arrival);
    case 'serviceAccount':
      return aboutPeer(matchesServiceAccount, value, arrival);
    case 'trustDomain':
      return aboutPeer(matchesTrustDomain, value, arrival);
    case 'sourceIp':
      return isFrom(value, arrival.source);
    case 'remoteIp':
      return isFrom(value, request?.remote ?? arrival.connection);
    case 'destinationIp':
      return isFrom(value, arrival.destination);
    case 'port':
      return fromBoolean(Number(value) === arrival.port);
    case 'sni':
      return fromBoolean(matchesString(value, arrival.sni));
    case 'metadata':
      return 'no'; // no filter that Istio itself installs writes such metadata
    case 'requestPrincipal':
      return fromBoolean(payload !== undefined && matchesRequestPrincipal(value, payload));
    case 'claim':
      return fromBoolean(payload !== undefined && matchesClaim(value, payload, attribute.path));
    case 'host':
    case 'method':
    case 'path':
      return fromBoolean(request !== undefined && isInRequest(attribute, value, request));
    case 'header':
      if (value !== '*' && request?.unknowable.includes(attribute.name)) return 'unknown';
      return fromBoolean(request !== undefined && isInRequest(attribute, value, request));
    case 'unreadable':
    case 'unknown':
      return 'no'; // no rule that Envoy gets has one
  }
}

function aboutPeer(matches: (value: string, spiffeId: string) => boolean, value: string, arrival: Arrival): Answer {
  return fromBoolean(arrival.peer !== undefined && matches(value, arrival.peer));
}

function isFrom(block: string, address: Address): Answer {
  switch (address.kind) {
    case 'ip':
      return fromBoolean(isInBlock(block, address.ip));
    case 'none':
      return 'no';
    case 'unknown':
      return 'unknown';
  }
}

type HttpAttribute = Extract<Attribute, { kind: 'host' | 'method' | 'path' | 'header' }>;

function isInRequest(attribute: HttpAttribute, value: string, request: ReceivedRequest): boolean {
  switch (attribute.kind) {
    case 'host': // the port is part of it, the case is not
      return matchesHeaderLine(value.toLowerCase(), request.host.toLowerCase());
    case 'method':
      return matchesHeaderLine(value, request.method);
    case 'path':
      return matchesPath(value, splitQuery(request.target)[0]);
    case 'header':
      return headerLines(request, attribute.name).some((line) => matchesHeaderLine(value, line));
  }
}

function matchesPath(pattern: string, path: string): boolean {
  return isPathTemplate(pattern) ? matchesTemplate(pattern, path) : matchesString(pattern, path);
}

/** Pseudo headers are headers, too; `:path` is the one that keeps its query. */
function headerLines(request: ReceivedRequest, name: string): readonly string[] {
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
