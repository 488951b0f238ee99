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
  return isAuthority(authority) ? acceptPath(path, scheme) : undefined;
}

function acceptPath(path: string, scheme: string): GoUrl | undefined {
  return hasBadEscape(path) ? undefined : { scheme };
}

function isAuthority(authority: string): boolean {
  const at = authority.lastIndexOf('@');
  const user = at < 0 ? '' : authority.slice(0, at);
  return /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user) && !hasBadEscape(user) && isHost(authority.slice(at + 1));
}

/** @see go net/url `parseHost`, with strict colons since Go 1.26 */
function isHost(host: string): boolean {
  if (host.startsWith('[')) {
    const end = host.lastIndexOf(']');
    if (end < 0 || !/^(:\d*)?$/.test(host.slice(end + 1))) return false;
    const [address = '', ...zone] = host.slice(1, end).split('%25');
    return address.includes(':') && isIpAddress(address) && (zone.length === 0 || zone.join('') !== '');
  }
  const colon = host.indexOf(':');
  if (colon >= 0 && !/^:\d*$/.test(host.slice(colon))) return false;
  const name = colon < 0 ? host : host.slice(0, colon);
  // Of escapes, a host may only have those of bytes beyond ASCII, and `%25`.
  if (hasBadEscape(name) || /%(?!25)[0-7]/.test(name)) return false;
  return /^[A-Za-z0-9\-._~!$&'()*+,;=[\]<>"%\u0080-\u{10ffff}]*$/u.test(name);
}

function hasBadEscape(text: string): boolean {
  return /%(?![0-9a-fA-F]{2})/.test(text);
}
