/** From the key of a `when` condition to the attribute it looks at. */
import type { Attribute } from './rule';

const PLAIN: Readonly<Record<string, Attribute>> = {
  'source.ip': { kind: 'sourceIp' },
  'remote.ip': { kind: 'remoteIp' },
  'source.namespace': { kind: 'namespace' },
  'source.principal': { kind: 'principal' },
  'source.serviceAccount': { kind: 'serviceAccount' },
  'source.trustDomain': { kind: 'trustDomain' },
  'request.auth.principal': { kind: 'requestPrincipal' },
  'request.auth.audiences': { kind: 'claim', path: ['aud'] },
  'request.auth.presenter': { kind: 'claim', path: ['azp'] },
  'destination.ip': { kind: 'destinationIp' },
  'destination.port': { kind: 'port' },
  'connection.sni': { kind: 'sni' },
};

const UNREADABLE: Attribute = { kind: 'unreadable' };

/**
 * The attribute of this key. Keys are exact, but Istio tests three of them by prefix only, and then cannot read what
 * follows a wrong prefix.
 * @see istio pilot/pkg/security/authz/model/model.go, `New`
 */
export function readAttribute(key: string): Attribute {
  const plain = Object.hasOwn(PLAIN, key) ? PLAIN[key] : undefined;
  if (plain !== undefined) return plain;
  if (key.startsWith('request.headers')) return readHeader(key.slice('request.headers'.length));
  if (key.startsWith('request.auth.claims')) return readClaim(key.slice('request.auth.claims'.length));
  if (key.startsWith('experimental.envoy.filters.')) return readMetadataKey(key.slice('experimental.'.length));
  return { kind: 'unknown' };
}

function readHeader(rest: string): Attribute {
  const name = insideBrackets(rest);
  // header names have no case
  return name === undefined ? UNREADABLE : { kind: 'header', name: name.toLowerCase() };
}

/** @see istio pilot/pkg/security/authz/model/util.go, `extractNameInNestedBrackets` */
function readClaim(rest: string): Attribute {
  const inner = insideBrackets(rest);
  if (inner === undefined) return UNREADABLE;
  const parts = inner.split('][');
  // brackets that do not pair up make one claim with that very name
  return { kind: 'claim', path: parts.some((part) => /[[\]]/.test(part)) ? [inner] : parts };
}

function readMetadataKey(rest: string): Attribute {
  const open = rest.indexOf('[');
  if (open < 0) return UNREADABLE;
  return { kind: 'metadata', filter: rest.slice(0, open), key: rest.slice(open + 1).replace(/\]$/, '') };
}

function insideBrackets(text: string): string | undefined {
  return text.length > 2 && text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : undefined;
}
