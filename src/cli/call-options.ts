/** From the options of a command line to one call, as a case file writes it, or everything that is wrong with them. */
import { methodMeant } from '../istio/http-methods';
import { tryPort } from '../istio/ports';
import { isRequestTarget } from '../istio/request-target';
import { tryIpAddress } from '../policy/ip-block';
import { isObject, type JsonObject } from '../policy/json-object';

/** The options that describe a call, as people type them. */
export interface CallOptions {
  readonly from?: string;
  readonly to?: string;
  readonly port?: string;
  readonly method?: string;
  readonly path?: string;
  readonly host?: string;
  readonly sni?: string;
  readonly header?: readonly string[];
  readonly token?: string;
  readonly ip?: string;
  readonly toIp?: string;
  readonly tcp?: boolean;
}

/** A call, in which whoever is named may lack the namespace; or the problems, in sentences. */
export type ReadCall = { readonly call: JsonObject } | { readonly problems: readonly string[] };

/** Whoever is outside the mesh, through any gateway that leads there. */
export const INTERNET = 'internet';

const CALLERS =
  'expected `<namespace>/<workload>`, `identity:<trust domain>/ns/<namespace>/sa/<service account>`, `plaintext` or `internet`';
const TARGETS =
  'expected `<namespace>/<workload>`, `service:<namespace>/<service>`, `gateway:<namespace>/<gateway>` or `host:<host outside>`';

/** The call that these options describe. */
export function readCall(options: CallOptions): ReadCall {
  const problems: string[] = [];
  const from = readFrom(options, problems);
  const to = readTo(options, problems);
  const request = readRequest(options, problems);
  if (problems.length > 0) return { problems };
  return { call: { from, to, ...(request === undefined ? {} : { request }) } };
}

function readFrom({ from, ip }: CallOptions, problems: string[]): JsonObject {
  const address = readAddress('--ip', ip, problems);
  if (from === undefined) problems.push(`\`--from\` is missing; ${CALLERS}`);
  else if (from === 'plaintext' || from === INTERNET) return { plaintext: true, ...address };
  else if (from.startsWith('identity:')) return { identity: readIdentity(from, problems), ...address };
  else if (!isName(from)) problems.push(`\`--from ${from}\` names no caller; ${CALLERS}`);
  return { workload: from, ...address };
}

function readAddress(option: string, ip: string | undefined, problems: string[]): JsonObject {
  if (ip === undefined) return {};
  if (tryIpAddress(ip) === undefined) {
    problems.push(`\`${option} ${ip}\` is no address; expected one such as \`10.0.0.1\``);
  }
  return { ip };
}

function readIdentity(from: string, problems: string[]): string {
  const identity = from.slice('identity:'.length);
  if (identity.startsWith('spiffe://')) {
    problems.push(`\`--from ${from}\` has the scheme \`spiffe://\`; identities are written without it`);
  } else if (!/^[^/]+\/ns\/[^/]+\/sa\/[^/]+$/.test(identity)) {
    problems.push(`\`--from ${from}\` is no identity; expected \`identity:cluster.local/ns/<namespace>/sa/<account>\``);
  }
  return identity;
}

/** Whoever comes from outside may come to any port. */
function readTo({ from, to, port, toIp }: CallOptions, problems: string[]): JsonObject {
  const number = Number(port);
  if (port === undefined) {
    if (from !== INTERNET) problems.push('`--port` is missing; expected a number');
  } else if (!/^\d+$/.test(port) || tryPort(number) === undefined) {
    problems.push(`\`--port ${port}\` is no port; expected a number from 1 to 65535`);
  }
  const [, kind = 'workload', name] = /^(?:(service|gateway|host):)?(.*)$/.exec(to ?? '') ?? [];
  if (to === undefined) problems.push(`\`--to\` is missing; ${TARGETS}`);
  else if (name === undefined || !isName(name))
    problems.push(`\`--to ${to}\` names nothing that can be called; ${TARGETS}`);
  if (toIp !== undefined && from === INTERNET) {
    problems.push(`\`--to-ip ${toIp}\` would be lost, as calls from the internet go to gateways; leave it out`);
  }
  const address = readAddress('--to-ip', toIp, problems);
  return { [kind]: name, ...(port === undefined ? {} : { port: number }), ...address };
}

/** `namespace/name`, or a name that only one namespace has. */
function isName(text: string): boolean {
  return /^([a-z0-9.-]+\/)?[a-z0-9.-]+$/.test(text);
}

function readRequest(options: CallOptions, problems: string[]): JsonObject | undefined {
  const { method, path, host, sni, header = [], token } = options;
  if (options.tcp === true) {
    const unused = Object.entries({ method, path, host, token, header: header[0] }).filter(([, value]) => value);
    const names = unused.map(([name]) => `\`--${name}\``).join(', ');
    if (unused.length > 0) problems.push(`\`--tcp\` sends no HTTP, and ${names} would be lost; leave one of them out`);
    return sni === undefined ? undefined : { tcp: true, sni };
  }
  if (method !== undefined && !/^[A-Z-]+$/.test(method)) {
    const expected = methodMeant(method) ?? 'GET';
    problems.push(`\`--method ${method}\` is no method; expected one such as \`${expected}\`, in upper case`);
  }
  if (path !== undefined && !isRequestTarget(path)) {
    problems.push(`\`--path ${path}\` does not begin with \`/\`; expected such as \`/${path}\``);
  }
  const headers = readHeaders(header, problems);
  const claims = token === undefined ? undefined : readClaims(token, problems);
  return {
    ...(method === undefined ? {} : { method }),
    ...(path === undefined ? {} : { path }),
    ...(host === undefined ? {} : { host }),
    ...(sni === undefined ? {} : { sni }),
    ...(header.length === 0 ? {} : { headers }),
    ...(claims === undefined ? {} : { token: claims }),
  };
}

function readHeaders(lines: readonly string[], problems: string[]): Readonly<Record<string, readonly string[]>> {
  const headers: Record<string, string[]> = {};
  for (const line of lines) {
    const [, name, value] = /^([^\s:]+)\s*:\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      problems.push(`\`--header ${line}\` is no header; expected \`name: value\``);
    } else if (name.toLowerCase() === 'host') {
      problems.push(`\`--header ${line}\` would be lost; write \`--host ${value}\``);
    } else (headers[name.toLowerCase()] ??= []).push(value);
  }
  return headers;
}

function readClaims(text: string, problems: string[]): JsonObject | undefined {
  try {
    const claims: unknown = JSON.parse(text);
    if (isObject(claims)) return claims;
  } catch {
    // said below
  }
  problems.push(`\`--token ${text}\` is no token; expected its claims as a JSON object, such as \`{"iss":"…"}\``);
  return undefined;
}
