/** What Go takes for a URL: it is laxer than browsers on hosts and ports, and stricter on escapes. */
import { isIpAddress } from './ip-address';

/** The part of a URL that rules look at. */
export interface GoUrl {
  /** in lower case, without `:`; empty if there is none */
  readonly scheme: string;
}

/** @see go net/url `Parse`: also takes relative references, and a fragment */
export function tryUrl(text: string): GoUrl | undefined {
  const hash = text.indexOf('#');
  if (hash < 0) return tryParse(text, false);
  const url = tryParse(text.slice(0, hash), false);
  return hasBadEscape(text.slice(hash + 1)) ? undefined : url;
}

/**
 * @see go net/url `ParseRequestURI`: an absolute URI or an absolute path; `#` is no fragment
 * @see kubernetes apiserver pkg/cel/library/urls.go, `isURL` and `url` of CEL
 */
export function tryRequestUri(text: string): GoUrl | undefined {
  return tryParse(text, true);
}

function tryParse(text: string, viaRequest: boolean): GoUrl | undefined {
  if (/[\u0000-\u001f\u007f]/.test(text) || (viaRequest && text === '')) return undefined;
  if (text === '*') return { scheme: '' };
  if (text.startsWith(':')) return undefined;
  const [prefix = '', written = ''] = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(text) ?? [];
  const scheme = written.toLowerCase();
  const rest = text.slice(prefix.length).replace(/\?.*$/s, '');
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { scheme };
    return viaRequest || /^[^/]*:/.test(rest) ? undefined : acceptPath(rest, scheme);
  }
  const hasAuthority = rest.startsWith('//') && (scheme !== '' || (!viaRequest && !rest.startsWith('///')));
  if (!hasAuthority) return acceptPath(rest, scheme);
  const [, authority = '', path = ''] = /^\/\/([^/]*)(.*)$/s.exec(rest) ?? [];
  return isAuthority(authority, scheme) ? acceptPath(path, scheme) : undefined;
}

function acceptPath(path: string, scheme: string): GoUrl | undefined {
  return hasBadEscape(path) ? undefined : { scheme };
}

function isAuthority(authority: string, scheme: string): boolean {
  const at = authority.lastIndexOf('@');
  const user = at < 0 ? '' : authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user) || hasBadEscape(user)) return false;
  const host = authority.slice(at + 1);
  return host.startsWith('[') ? isBracketed(host) : isHost(host, scheme);
}

/** Characters that a host may have as they are. */
const HOST = /^[A-Za-z0-9\-._~!$&'()*+,;=:[\]<>"\u0080-\u{10ffff}]*$/u;

/** An IPv6 address, with a zone behind `%25`, and a port. @see go net/url `parseHost` */
function isBracketed(host: string): boolean {
  const end = host.lastIndexOf(']');
  if (host.lastIndexOf('[') > 0 || end < 0 || !/^(:\d*)?$/.test(host.slice(end + 1))) return false;
  const inner = host.slice(1, end);
  const percent = inner.indexOf('%');
  const address = percent < 0 ? inner : inner.slice(0, percent);
  if (!address.includes(':') || !isIpAddress(address)) return false;
  if (percent < 0) return true;
  if (!inner.startsWith('%25', percent)) return false;
  const zone = inner.slice(percent + 3).replace(/%25/g, 'x');
  // Escapes in a zone stand for a blank, or for what needs none.
  const plain = zone.replace(/%([0-7][0-9a-fA-F])/g, (_all, code: string) => String.fromCharCode(parseInt(code, 16)));
  return zone !== '' && HOST.test(plain.replace(/ /g, '')) && !zone.includes(' ');
}

/**
 * Hosts of `http` and `https` have one colon at most; elsewhere lists of hosts are common.
 * @see go net/url `parseHost`
 */
function isHost(host: string, scheme: string): boolean {
  if (host.includes('[')) return false;
  const colon = ['http', 'https'].includes(scheme) ? host.indexOf(':') : host.lastIndexOf(':');
  if (colon >= 0 && !/^:\d*$/.test(host.slice(colon))) return false;
  // Of escapes, a host may only have those of bytes beyond ASCII, and `%25`.
  if (hasBadEscape(host) || /%(?!25)[0-7]/.test(host)) return false;
  return HOST.test(host.replace(/%/g, ''));
}

function hasBadEscape(text: string): boolean {
  return /%(?![0-9a-fA-F]{2})/.test(text);
}
