/** Can curl send what a case says, from the pod of a Job, and would its answer tell what the case expects? */
import type { ProbeCall } from '../argo/probe';
import type { Expectation } from '../cases/expectation';
import type { HttpRequest, Request } from '../policy/request';

/** What is sent to whatever is called. */
export type Sendable = Pick<ProbeCall, 'method' | 'path' | 'headers'> & { readonly expect: 'allow' | 'deny' };

/** It can be sent, or why not. */
export type Sending = { readonly kind: 'sent'; readonly call: Sendable } | Unsent;

/** Why no Job sends it. */
export interface Unsent {
  readonly kind: 'unsent';
  readonly because: string;
}

/** No Job sends it, for this reason. */
export function unsent(because: string): Unsent {
  return { kind: 'unsent', because };
}

/** Methods by which nothing should change. */
const HARMLESS: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];
/** A header of HTTP, and nothing that curl reads otherwise. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** They say where the request ends, or whether there is another one. */
const FRAMING: readonly string[] = ['connection', 'content-length', 'expect', 'te', 'transfer-encoding', 'upgrade'];

/** What curl would send, if it sends what the case says and no more. */
export function sendable({ from, to, http }: Request, expected: Expectation, writes: boolean): Sending {
  const expect = expectedVerdict(expected);
  if (expect === undefined) return unsent('it expects neither `allow` nor `deny`');
  if (from.ip !== undefined) return unsent("it names the caller's address, and nobody chooses that of a Job");
  if (to.ip !== undefined) return unsent('it names the address that is called, and a Job calls by name');
  if (http === undefined) return unsent('it sends no HTTP, and whether a connection is let through shows in no answer');
  const because = whyNotSent(http) ?? whyNotTold(http, expect);
  if (because !== undefined) return unsent(because);
  if (!writes && !HARMLESS.includes(http.method)) {
    return unsent(
      `\`${http.method}\` may change something where it is let through; it is sent where writes are asked for`,
    );
  }
  const { method, path, headers } = http;
  return { kind: 'sent', call: { expect, method, path, headers } };
}

/** A denial may be expected by its status alone. */
function expectedVerdict({ verdict, status }: Expectation): 'allow' | 'deny' | undefined {
  if (verdict === 'allow' || verdict === 'deny') return verdict;
  return verdict === undefined && status === 403 ? 'deny' : undefined;
}

function whyNotSent({ method, path, headers, tokens, sni, tls }: HttpRequest): string | undefined {
  if (tokens.length > 0) return 'it has a token, which only its issuer can sign';
  if (sni !== undefined || tls === true)
    return 'its caller does TLS of its own, with certificates that a Job does not have';
  if (!TOKEN.test(method) || method === 'CONNECT') return `curl does not send the method \`${method}\` as it stands`;
  if (!/^\/[\x21-\x7e]*$/.test(path)) return `curl does not send the path \`${path}\` as it stands`;
  const [name] = headers.find((line) => !isPlain(line)) ?? [];
  return name === undefined ? undefined : `curl does not send the header \`${name}\` as it stands`;
}

function isPlain([name, value]: HttpRequest['headers'][number]): boolean {
  return TOKEN.test(name) && !FRAMING.includes(name) && /^([\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?)?$/.test(value);
}

/** Where an answer looks alike whatever became of the call. */
function whyNotTold({ method, headers }: HttpRequest, expect: 'allow' | 'deny'): string | undefined {
  if (method === 'HEAD' && expect === 'deny') return 'an answer to `HEAD` has no body to tell whose denial it is';
  // a proxy refuses gRPC with status 200
  const isGrpc = headers.some(([name, value]) => name === 'content-type' && value.startsWith('application/grpc'));
  return isGrpc ? 'the answer to a call of gRPC has status 200 whatever becomes of it' : undefined;
}
