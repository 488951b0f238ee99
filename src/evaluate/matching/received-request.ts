/** An HTTP request as the policies get it: after Envoy has normalised the path and put its own headers in. */
import { internalHeaders } from '../../istio/internal-headers';
import type { MeshSettings } from '../../policy/mesh-settings';
import type { Header, HttpRequest, Token } from '../../policy/request';
import type { Address, Arrival } from './arrival';
import { valuesOf, withHeader, withoutHeaders } from './header-map';
import { normalisePath } from './path-normalisation';
import { remoteAddress } from './remote-address';

/** The request, as policies see it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly host: string;
  /** normalised, with the query and without the fragment */
  readonly target: string;
  readonly headers: readonly Header[];
  /** headers of which a case cannot tell more than that Envoy sets them */
  readonly unknowable: readonly string[];
  readonly tokens: readonly Token[];
  readonly remote: Address;
}

/** A client's certificate is told by Envoy alone: what the client says of it is removed, too. */
const REMOVED: readonly string[] = [...internalHeaders, 'x-forwarded-client-cert'];

/** The request as received; undefined when Envoy answers 400. */
export function receive(arrival: Arrival, http: HttpRequest, settings: MeshSettings): ReceivedRequest | undefined {
  const [host, target] = splitAbsoluteForm(http);
  const normalised = normalisePath(target, settings.pathNormalization, settings.behaviour);
  if (normalised === undefined) return undefined;
  const before = http.unknowable ?? [];
  const remote: Address = before.includes('x-forwarded-for')
    ? { kind: 'unknown' }
    : remoteAddress(arrival, http.headers);
  const kept = withoutHeaders(http.headers, REMOVED);
  const headers = arrival.proxy.kind === 'gateway' ? atTheEdge(kept, arrival, remote) : insideTheMesh(kept, arrival);
  const unknowable = [...before, ...unknowableAmong(headers, arrival, remote)];
  return { method: http.method, host, target: normalised, headers, unknowable, tokens: http.tokens, remote };
}

/** Each request gets a random id, a certificate is told by its hash, and a gateway writes addresses. */
function unknowableAmong(headers: readonly Header[], arrival: Arrival, remote: Address): readonly string[] {
  const own = ['x-request-id', 'x-forwarded-client-cert'].filter((name) => valuesOf(headers, name)[0] === '');
  if (arrival.proxy.kind !== 'gateway') return own;
  const forwarded = arrival.connection.kind === 'ip' ? [] : ['x-forwarded-for'];
  return [...own, ...forwarded, ...(remote.kind === 'ip' ? [] : ['x-envoy-external-address'])];
}

/** `GET http://host/path`: the target's host wins. */
function splitAbsoluteForm({ host, path }: HttpRequest): readonly [host: string, target: string] {
  const parts = /^https?:\/\/([^/?#]+)(.*)$/is.exec(path);
  if (parts === null) return [host, path];
  const target = parts[2] ?? '';
  return [parts[1] ?? host, target.startsWith('/') ? target : `/${target}`];
}

function insideTheMesh(headers: readonly Header[], arrival: Arrival): readonly Header[] {
  const withProto = orElse(headers, 'x-forwarded-proto', protoOf(arrival));
  return withEnvoysOwn(withProto, arrival);
}

/** Only at the edge Envoy adds the peer to X-Forwarded-For and believes no `x-forwarded-proto` of a stranger. */
function atTheEdge(headers: readonly Header[], arrival: Arrival, remote: Address): readonly Header[] {
  const believed = arrival.trustedProxies !== 0 ? valuesOf(headers, 'x-forwarded-proto')[0] : undefined;
  const downstream = ['x-envoy-downstream-service-cluster', 'x-envoy-downstream-service-node'];
  const cleaned = withHeader(withoutHeaders(headers, downstream), 'x-forwarded-proto', believed ?? protoOf(arrival));
  const appended: readonly Header[] = [...cleaned, ['x-forwarded-for', ipOf(arrival.connection)]];
  return withEnvoysOwn(withHeader(appended, 'x-envoy-external-address', ipOf(remote)), arrival);
}

function ipOf(address: Address): string {
  return address.kind === 'ip' ? address.ip : '';
}

function protoOf(arrival: Arrival): string {
  return arrival.tls ? 'https' : 'http';
}

function orElse(headers: readonly Header[], name: string, value: string): readonly Header[] {
  return headers.some(([candidate]) => candidate === name) ? headers : [...headers, [name, value]];
}

/** `:scheme`, and headers with values that only Envoy knows: they are left empty. */
function withEnvoysOwn(headers: readonly Header[], arrival: Arrival): readonly Header[] {
  const proto = valuesOf(headers, 'x-forwarded-proto')[0] ?? '';
  const scheme = proto === 'http' || proto === 'https' ? proto : protoOf(arrival);
  const withId = withHeader(orElse(headers, 'x-request-id', ''), ':scheme', scheme);
  return arrival.tls && arrival.peer !== undefined ? withHeader(withId, 'x-forwarded-client-cert', '') : withId;
}
