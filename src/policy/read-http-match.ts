/** Which requests a route of a VirtualService is for: its `match` entries. */
import type { Json, JsonObject } from './json-object';
import { asBoolean, asLabels, asObject, asString, asStrings, tryString } from './json-object';
import type { GatewayReference, HttpMatch, NamedMatch, SourceMatch, TextMatch } from './model-virtual-service';
import { present } from './present';
import { asPort } from './written-port';

/** One `match` of an HTTP route. */
export function readHttpMatch(match: JsonObject, namespace: string): HttpMatch {
  return {
    ...readSourceMatch(match, namespace),
    ignoreUriCase: asBoolean(match.ignoreUriCase, 'ignoreUriCase', false),
    headers: readNamed(match.headers, 'headers'),
    withoutHeaders: readNamed(match.withoutHeaders, 'withoutHeaders'),
    queryParams: readNamed(match.queryParams, 'queryParams'),
    ...present({
      uri: readText(match.uri, 'uri'),
      scheme: readText(match.scheme, 'scheme'),
      method: readText(match.method, 'method'),
      authority: readText(match.authority, 'authority'),
    }),
  };
}

/** What every `match` may say about the caller and the proxy. */
export function readSourceMatch(match: JsonObject, namespace: string): SourceMatch {
  return {
    sourceLabels: asLabels(match.sourceLabels, 'sourceLabels'),
    gateways: asStrings(match.gateways, 'gateways').map((name) => readGatewayReference(name, namespace)),
    ...present({
      port: asPort(match.port, 'port') || undefined,
      sourceNamespace: tryString(match.sourceNamespace, 'sourceNamespace'),
    }),
  };
}

/**
 * `mesh`, `name`, `namespace/name`, or the old `name.namespace.svc.cluster.local`.
 * @see istio pilot/pkg/model/virtualservice.go, `resolveGatewayName`
 */
export function readGatewayReference(text: string, namespace: string): GatewayReference {
  if (text === 'mesh') return { kind: 'mesh' };
  const slash = text.indexOf('/');
  if (slash >= 0) {
    const space = text.slice(0, slash);
    return { kind: 'gateway', namespace: space === '.' ? namespace : space, name: text.slice(slash + 1) };
  }
  const [name = '', space = namespace] = text.split('.');
  return { kind: 'gateway', namespace: space, name };
}

function readNamed(value: Json, field: string): readonly NamedMatch[] {
  return Object.entries(asObject(value, field)).map(([name, match]) => ({
    name,
    match: readText(match, name) ?? { kind: 'any' },
  }));
}

/** An exact empty text is not the same as nothing: it is a `oneof` of protobuf. */
function readText(value: Json, field: string): TextMatch | undefined {
  if (value === undefined || value === null) return undefined;
  const match = asObject(value, field);
  for (const kind of ['exact', 'prefix', 'regex'] as const) {
    if (match[kind] !== undefined && match[kind] !== null) return { kind, value: asString(match[kind], field) };
  }
  return { kind: 'any' };
}
