/** From the `from`, `to` and `request` of a case file to a request. */
import { defaultHost } from './default-host';
import type { Json, JsonObject } from './json-object';
import {
  asBoolean,
  asList,
  asNumber,
  asObject,
  asObjects,
  asString,
  isObject,
  ManifestError,
  tryString,
} from './json-object';
import type { ObjectName } from './model';
import { placeTokens } from './place-tokens';
import type { Caller, Header, HttpRequest, OwnTls, Request, Target } from './request';

/** The request of this case. */
export function readCase(testCase: JsonObject): Request {
  const to = readTarget(asObject(testCase.to, 'to'));
  const from = readCaller(asObject(testCase.from, 'from'));
  const { request } = testCase;
  if (!isObject(request)) return { from, to };
  if (!asBoolean(request.tcp, 'tcp', false)) return { from, to, http: readHttp(request, to) };
  const handshake = readOwnTls(request);
  return Object.keys(handshake).length === 0 ? { from, to } : { from, to, handshake };
}

function readOwnTls(request: JsonObject): OwnTls {
  const sni = tryString(request.sni, 'sni');
  return {
    ...(sni === undefined ? {} : { sni }),
    ...(asBoolean(request.tls, 'tls', false) ? { tls: true } : {}),
  };
}

/** `namespace/name`. */
function readName(value: string, field: string): ObjectName {
  const slash = value.indexOf('/');
  if (slash <= 0 || slash === value.length - 1) {
    throw new ManifestError(`\`${field}\` is \`${value}\`; expected \`namespace/name\``);
  }
  return { namespace: value.slice(0, slash), name: value.slice(slash + 1) };
}

function readCaller(from: JsonObject): Caller {
  const ip = tryString(from.ip, 'ip');
  const address = ip === undefined ? {} : { ip };
  const workload = tryString(from.workload, 'workload');
  if (workload !== undefined) return { kind: 'workload', workload: readName(workload, 'from.workload'), ...address };
  const identity = tryString(from.identity, 'identity');
  return identity === undefined ? { kind: 'plaintext', ...address } : { kind: 'mtls', identity, ...address };
}

function readTarget(to: JsonObject): Target {
  const ip = tryString(to.ip, 'ip');
  const subset = tryString(to.subset, 'subset');
  const place = {
    port: asNumber(to.port, 'port', 0),
    ...(ip === undefined ? {} : { ip }),
    ...(subset === undefined ? {} : { subset }),
  };
  const workload = tryString(to.workload, 'workload');
  const named = workload === undefined ? undefined : readName(workload, 'to.workload');
  const service = tryString(to.service, 'service');
  if (service !== undefined) {
    const behind = named === undefined ? {} : { workload: named };
    return { kind: 'service', service: readName(service, 'to.service'), ...behind, ...place };
  }
  if (named !== undefined) return { kind: 'workload', workload: named, ...place };
  const gateway = tryString(to.gateway, 'gateway');
  if (gateway !== undefined) return { kind: 'gateway', gateway: readName(gateway, 'to.gateway'), ...place };
  const host = tryString(to.host, 'host');
  if (host !== undefined) return { kind: 'host', host, ...place };
  throw new ManifestError('`to` names nothing to call; expected `workload`, `service`, `gateway` or `host`');
}

function readHttp(request: JsonObject, to: Target): HttpRequest {
  const bare: HttpRequest = {
    method: asString(request.method, 'method') || 'GET',
    path: asString(request.path, 'path') || '/',
    host: asString(request.host, 'host') || defaultHost(to),
    headers: [...readHeaders(asObject(request.headers, 'headers')), ...readRemoteIp(request.remoteIp)],
    tokens: [],
    ...readOwnTls(request),
  };
  const single = isObject(request.token) ? [{ claims: request.token }] : [];
  return placeTokens(bare, [...single, ...asObjects(request.tokens, 'tokens')]);
}

function readHeaders(headers: JsonObject): readonly Header[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? asList(value, name) : [value]).map((line): Header => [
      name.toLowerCase(),
      asString(line, name),
    ]),
  );
}

function readRemoteIp(value: Json): readonly Header[] {
  const ip = tryString(value, 'remoteIp');
  return ip === undefined ? [] : [['x-forwarded-for', ip]];
}
