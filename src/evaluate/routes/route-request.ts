/** Which virtual host and which route take a request? */
import { valuesOf } from '../matching/header-map';
import type { ReceivedRequest } from '../matching/received-request';
import { overTls } from './route-location';
import type { EdgeRoute, VirtualHost } from './route-table';
import type { AnyOf, Outcome } from './routing';
import { unclearRouting } from './routing';

/** Virtual hosts by host in lower case. */
export type VirtualHosts = ReadonlyMap<string, VirtualHost>;

/** What happens to the request: the first route that is meant acts, and without one the answer is 404. */
export function routeRequest(hosts: VirtualHosts, request: ReceivedRequest): Outcome | AnyOf {
  const host = virtualHostFor(hosts, request.host);
  if (host === undefined) {
    return { kind: 'answered', status: 404, because: `no route is for host \`${request.host}\`` };
  }
  if (host.redirectsToTls && valuesOf(request.headers, 'x-forwarded-proto')[0] !== 'https') {
    return {
      kind: 'answered',
      status: 301,
      location: overTls(request),
      because: 'the server sends plaintext to HTTPS',
    };
  }
  return routeAmong(host.routes, request);
}

/** The first of these routes that is meant acts, and without one the answer is 404. */
export function routeAmong(routes: readonly EdgeRoute[], request: ReceivedRequest): Outcome | AnyOf {
  for (const route of routes) {
    const answer = route.isMeant(request);
    if (answer === 'yes') return route.act(request);
    if (answer === 'unknown') return unclearRouting(`whether ${route.shown} is for this request cannot be told`);
  }
  return { kind: 'answered', status: 404, because: `no route of host \`${request.host}\` is for this request` };
}

/**
 * The virtual host for a host as sent: itself, else the longest that begins with a star; the port does not count.
 * @see envoy source/common/router/config_impl.cc, `findVirtualHost`
 */
export function virtualHostFor(hosts: VirtualHosts, sent: string): VirtualHost | undefined {
  const host = sent.toLowerCase().replace(/:\d*$/, '');
  const exact = hosts.get(host);
  if (exact !== undefined) return exact;
  // a star stands for one character at least
  for (let from = 1; from < host.length; from++) {
    const found = hosts.get(`*${host.slice(from)}`);
    if (found !== undefined) return found;
  }
  return hosts.get('*');
}
