/** Where does a redirect lead? The `location` that Envoy makes of a route's words and of the request. */
import type { Redirect } from '../../policy/model-virtual-service';
import { valuesOf } from '../matching/header-map';
import { splitQuery } from '../matching/path-normalisation';
import type { ReceivedRequest } from '../matching/received-request';
import { pathChangeOf, prefixRewriteOf } from './route-rewrite';
import type { PathMatch } from './route-path';

/** The server where the request came in. */
export interface RedirectingServer {
  readonly port: number;
  readonly isTls: boolean;
}

/** From a request to where it is sent; undefined when that cannot be told. */
export type Location = (request: ReceivedRequest) => string | undefined;

/** The place that this redirect names. @see envoy source/common/http/utility.cc, `newUri` */
export function locationOf(redirect: Redirect, match: PathMatch, server: RedirectingServer): Location {
  const port = portOf(redirect, server);
  return (request) => {
    const scheme = redirect.scheme ?? valuesOf(request.headers, ':scheme')[0] ?? '';
    const host = redirect.authority ?? hostFor(request, scheme, port);
    return `${scheme}://${host}${port}${pathFor(redirect, match, request.target)}`;
  };
}

/** The same place, over TLS. @see envoy source/common/http/utility.cc, `createSslRedirectPath` */
export function overTls({ host, target }: ReceivedRequest): string {
  return `https://${host}${target}`;
}

/** `:8443`, or nothing: the port that is the scheme's own is not written. @see istio `ApplyRedirect` */
function portOf({ port, scheme }: Redirect, server: RedirectingServer): string {
  const number = port === 'FROM_REQUEST_PORT' ? server.port : port;
  if (number === undefined || number === 'FROM_PROTOCOL_DEFAULT') return '';
  const spoken = scheme ?? (server.isTls ? 'https' : 'http');
  return number === (spoken === 'https' ? 443 : spoken === 'http' ? 80 : undefined) ? '' : `:${number}`;
}

/** The host as sent, without its port where another is written, or where it is that of a scheme that is left. */
function hostFor({ host, headers }: ReceivedRequest, scheme: string, port: string): string {
  const written = /^(.*?)(:[^:\]]*)?$/s.exec(host);
  const [, name = host, own = ''] = written ?? [];
  const spoken = valuesOf(headers, 'x-forwarded-proto')[0] ?? '';
  const isLeft = scheme !== spoken && ((spoken === 'https' && own === ':443') || (spoken === 'http' && own === ':80'));
  return port !== '' || isLeft ? name : host;
}

/** A path with a query of its own keeps that one, and begins with a slash whatever is written. */
function pathFor({ uri = '', prefixRewrite = '' }: Redirect, match: PathMatch, target: string): string {
  if (prefixRewrite !== '') return pathChangeOf(prefixRewriteOf(match, prefixRewrite))(target) ?? target;
  if (uri === '') return target;
  const [, query] = splitQuery(target);
  return `${uri.startsWith('/') ? '' : '/'}${uri}${uri.includes('?') ? '' : query}`;
}
