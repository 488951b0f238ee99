/** A call as a case file writes it, so that what an engine found can be pasted and judged again. */
import type { JsonObject } from './json-object';
import { nameOf } from './metadata';
import type { Caller, HttpRequest, Request, Target, Token } from './request';

/** The `from`, `to` and `request` of a case. LAW: `readCase(writeCase(call))` is judged as the call is. */
export function writeCase({ from, to, http }: Request): JsonObject {
  return { from: fromOf(from), to: toOf(to), ...(http === undefined ? {} : { request: requestOf(http) }) };
}

function fromOf(from: Caller): JsonObject {
  const address = from.ip === undefined ? {} : { ip: from.ip };
  switch (from.kind) {
    case 'workload':
      return { workload: nameOf(from.workload), ...address };
    case 'mtls':
      return { identity: from.identity, ...address };
    case 'plaintext':
      return { plaintext: true, ...address };
  }
}

function toOf(to: Target): JsonObject {
  const { port, ip, subset } = to;
  const rest = { port, ...(ip === undefined ? {} : { ip }), ...(subset === undefined ? {} : { subset }) };
  switch (to.kind) {
    case 'workload':
      return { workload: nameOf(to.workload), ...rest };
    case 'service':
      return {
        service: nameOf(to.service),
        ...(to.workload === undefined ? {} : { workload: nameOf(to.workload) }),
        ...rest,
      };
    case 'gateway':
      // named as a workload, the pods of a gateway end the call
      return to.pods === true ? { workload: nameOf(to.gateway), ...rest } : { gateway: nameOf(to.gateway), ...rest };
    case 'host':
      return { host: to.host, ...rest };
  }
}

function requestOf({ method, path, host, headers, tokens, sni, tls }: HttpRequest): JsonObject {
  const lines = new Map<string, string[]>();
  for (const [name, value] of headers.filter((line) => !tokens.some((token) => isPlaceOf(token, line)))) {
    lines.set(name, [...(lines.get(name) ?? []), value]);
  }
  const placed = tokens.map((token) => placeOf(token, { path, headers }));
  const [only] = placed;
  const isPlain = placed.length === 1 && only !== undefined && Object.keys(only).join() === 'claims';
  return {
    method,
    path: withoutTokens(path, tokens),
    host,
    ...(lines.size === 0
      ? {}
      : { headers: Object.fromEntries([...lines].map(([name, values]) => [name, oneOrAll(values)])) }),
    ...(sni === undefined ? {} : { sni }),
    ...(tls === true ? { tls } : {}),
    ...(isPlain ? { token: only.claims } : placed.length === 0 ? {} : { tokens: placed }),
  };
}

function oneOrAll(values: readonly string[]): string | readonly string[] {
  return values.length === 1 ? (values[0] as string) : values;
}

function isPlaceOf({ text }: Token, [name, value]: HttpRequest['headers'][number]): boolean {
  return name === 'cookie' ? value.includes(text) : value.endsWith(text);
}

function placeOf(token: Token, { path, headers }: Pick<HttpRequest, 'path' | 'headers'>): JsonObject {
  const { claims, state, text } = token;
  const known = { claims, ...(state === 'valid' ? {} : { state }) };
  const [name = '', value = ''] = headers.find((line) => isPlaceOf(token, line)) ?? [];
  if (name === 'cookie') return { ...known, cookie: nameBefore(text, value.split('; ')) };
  if (name === '') return { ...known, param: nameBefore(text, (path.split('?')[1] ?? '').split('&')) };
  const prefix = value.slice(0, -text.length);
  if (name === 'authorization' && prefix === 'Bearer ') return known;
  return { ...known, header: name, ...(prefix === '' ? {} : { prefix }) };
}

function nameBefore(text: string, pairs: readonly string[]): string {
  return pairs.find((pair) => pair.endsWith(`=${text}`))?.slice(0, -text.length - 1) ?? '';
}

function withoutTokens(path: string, tokens: readonly Token[]): string {
  const [bare = '', query] = path.split(/\?([^]*)/);
  if (query === undefined) return path;
  const rest = query.split('&').filter((pair) => !tokens.some(({ text }) => pair.endsWith(`=${text}`)));
  return rest.length === 0 ? bare : `${bare}?${rest.join('&')}`;
}
