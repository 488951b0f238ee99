/** What one proxy sees of a call, in words: the other half of "wants …, got …". */
import { type IdentityPart, identityPart, toPrincipal, tryIdentity } from '../../istio/identity';
import type { Json, JsonObject } from '../../policy/json-object';
import { isObject } from '../../policy/json-object';
import type { Attribute } from '../../policy/rule';
import type { Address } from '../matching/arrival';
import type { Connection } from '../matching/match-connection';
import type { Facts } from '../matching/match-condition';
import { headerLines } from '../matching/match-condition';
import { splitQuery } from '../matching/path-normalisation';
import type { ReceivedRequest } from '../matching/received-request';
import { quoted } from '../shown-value';
import type { PointKind } from '../verdict';

/** The call as conditions look at it, whichever proxy it is. */
export interface SeenCall {
  readonly point: PointKind;
  /** identity without scheme; absent in plaintext */
  readonly peer?: string;
  readonly source: Address;
  readonly remote: Address;
  readonly destination: Address;
  readonly port: number;
  readonly sni: string;
  /** absent when the proxy sees a connection only */
  readonly request?: ReceivedRequest;
  /** the request target as it was sent, before normalisation */
  readonly sent?: string;
  /** claims of the verified token */
  readonly payload?: JsonObject;
}

const NO_ADDRESS: Address = { kind: 'unknown' };

/** The call as an Envoy sees it. */
export function seenByEnvoy({ arrival, request, payload }: Facts): SeenCall {
  return {
    point: arrival.proxy.kind,
    ...(arrival.peer === undefined ? {} : { peer: arrival.peer.replace('spiffe://', '') }),
    source: arrival.source,
    remote: request?.remote ?? arrival.connection,
    destination: arrival.destination,
    port: arrival.port,
    sni: arrival.sni,
    ...(request === undefined ? {} : { request, sent: arrival.http?.path ?? '' }),
    ...(payload === undefined ? {} : { payload }),
  };
}

/** The connection as ztunnel sees it. */
export function seenByZtunnel({ peer, source, destination, port }: Connection): SeenCall {
  const address = (ip: string | undefined): Address => (ip === undefined ? NO_ADDRESS : { kind: 'ip', ip });
  return {
    point: 'ztunnel',
    ...(peer === undefined ? {} : { peer: toPrincipal(peer) }),
    source: address(source),
    remote: NO_ADDRESS,
    destination: address(destination),
    port,
    sni: '',
  };
}

/** The attribute of the call. */
export function gotInWords(attribute: Attribute, seen: SeenCall): string {
  const { peer, request } = seen;
  switch (attribute.kind) {
    case 'principal':
    case 'namespace':
    case 'serviceAccount':
    case 'trustDomain':
      return peer === undefined ? 'no identity' : quoted(partOfIdentity(attribute.kind, peer));
    case 'sourceIp':
      return addressInWords(seen.source);
    case 'remoteIp':
      return addressInWords(seen.remote);
    case 'destinationIp':
      return addressInWords(seen.destination);
    case 'port':
      return quoted(String(seen.port));
    case 'sni':
      return seen.sni === '' ? 'no server name' : quoted(seen.sni);
    case 'requestPrincipal':
    case 'claim':
      return request === undefined ? 'no HTTP' : claimInWords(attribute, seen.payload);
    case 'host':
    case 'method':
    case 'path':
    case 'header':
      return request === undefined ? 'no HTTP' : requestInWords(attribute, request);
    case 'metadata':
    case 'unreadable':
    case 'unknown':
      return 'nothing';
  }
}

/** What the field is called in a sentence. */
export function nounOf(attribute: Attribute, field: string): string {
  switch (attribute.kind) {
    case 'principal':
      return 'principal';
    case 'requestPrincipal':
      return 'request principal';
    case 'namespace':
      return 'namespace';
    case 'serviceAccount':
      return 'service account';
    case 'trustDomain':
      return 'trust domain';
    case 'sourceIp':
      return 'source address';
    case 'remoteIp':
      return 'client address';
    case 'destinationIp':
      return 'destination address';
    case 'sni':
      return 'server name';
    case 'host':
    case 'port':
    case 'method':
    case 'path':
      return attribute.kind;
    case 'header':
      return `header \`${attribute.name}\``;
    case 'claim':
      return `claim \`${attribute.path.join('.')}\``;
    case 'metadata':
    case 'unreadable':
    case 'unknown':
      return `\`${field}\``;
  }
}

function partOfIdentity(kind: IdentityPart, peer: string): string {
  const identity = tryIdentity(peer);
  // Envoy takes any name, and compares it as text
  return identity === undefined ? peer : identityPart(kind, identity);
}

function addressInWords(address: Address): string {
  switch (address.kind) {
    case 'ip':
      return quoted(address.ip);
    case 'none':
      return 'no address';
    case 'unknown':
      return 'an address that the call does not name';
  }
}

function claimInWords(
  attribute: Extract<Attribute, { kind: 'requestPrincipal' | 'claim' }>,
  payload: JsonObject | undefined,
): string {
  if (payload === undefined) return 'no verified token';
  if (attribute.kind === 'claim') {
    const claim = claimAt(payload, attribute.path);
    return claim === undefined ? 'no such claim' : quoted(typeof claim === 'string' ? claim : JSON.stringify(claim));
  }
  const { iss, sub } = payload;
  return typeof iss === 'string' && typeof sub === 'string'
    ? quoted(`${iss}/${sub}`)
    : 'a token without `iss` or `sub`';
}

/** The claim at this path, if there is one. */
export function claimAt(payload: JsonObject, path: readonly string[]): Json {
  return path.reduce<Json>(
    (value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    payload,
  );
}

function requestInWords(
  attribute: Extract<Attribute, { kind: 'host' | 'method' | 'path' | 'header' }>,
  request: ReceivedRequest,
): string {
  switch (attribute.kind) {
    case 'host':
    case 'method':
      return quoted(request[attribute.kind]);
    case 'path':
      return quoted(splitQuery(request.target)[0]);
    case 'header': {
      const lines = headerLines(request, attribute.name);
      return lines.length === 0 ? 'no such header' : lines.map(quoted).join(' and ');
    }
  }
}
