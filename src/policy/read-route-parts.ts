/** The parts that all routes of the Gateway API have: parents, backends, filters. */
import type { Json, JsonObject } from './json-object';
import { asNumber, asObject, asObjects, asString, asStrings, tryString } from './json-object';
import type {
  Backend,
  ObjectReference,
  ParentReference,
  PathChange,
  Route,
  RouteFilter,
  RouteRule,
  ValueMatch,
} from './model-route';
import type { HeaderChange } from './model-virtual-service';
import { present } from './present';
import { readMetadata, specOf } from './read-metadata';
import { asPort, type WrittenPort } from './written-port';

/** The API group of the Gateway API. */
export const GATEWAY_API = 'gateway.networking.k8s.io';

/** The route that this manifest describes, whose matches are read so. */
export function readRoute<M>(manifest: JsonObject, readMatches: (rule: JsonObject) => readonly M[]): Route<M> {
  const spec = specOf(manifest);
  const metadata = readMetadata(manifest);
  const { namespace } = metadata;
  return {
    ...metadata,
    parents: asObjects(spec.parentRefs, 'parentRefs').map((parent) => readParent(parent, namespace)),
    hostnames: asStrings(spec.hostnames, 'hostnames'),
    rules: asObjects(spec.rules, 'rules').map((rule): RouteRule<M> => ({
      matches: readMatches(rule),
      filters: asObjects(rule.filters, 'filters').map((filter) => readFilter(filter, namespace)),
      backends: asObjects(rule.backendRefs, 'backendRefs').map((backend) => readBackend(backend, namespace)),
      ...present({ name: tryString(rule.name, 'name') }),
    })),
  };
}

/** An object that this mapping names; what it leaves out is as given. */
export function readReference(
  reference: JsonObject,
  namespace: string,
  absent: { readonly group: string; readonly kind: string },
): ObjectReference {
  return {
    // an empty group is the core group, and not the absent one
    group:
      reference.group === undefined || reference.group === null ? absent.group : asString(reference.group, 'group'),
    kind: asString(reference.kind, 'kind') || absent.kind,
    namespace: asString(reference.namespace, 'namespace') || namespace,
    name: asString(reference.name, 'name'),
  };
}

/** A list of headers or query parameters with what they must be. */
export function readValueMatches(value: Json, field: string): readonly ValueMatch[] {
  return asObjects(value, field).map((match) => ({
    kind: asString(match.type, 'type') === 'RegularExpression' ? 'regex' : 'exact',
    name: asString(match.name, 'name'),
    value: asString(match.value, 'value'),
  }));
}

function readParent(parent: JsonObject, namespace: string): ParentReference {
  return {
    ...readReference(parent, namespace, { group: GATEWAY_API, kind: 'Gateway' }),
    ...present({ sectionName: tryString(parent.sectionName, 'sectionName'), port: readPort(parent.port) }),
  };
}

function readBackend(backend: JsonObject, namespace: string): Backend {
  return {
    ...readReference(backend, namespace, { group: '', kind: 'Service' }),
    weight: asNumber(backend.weight, 'weight', 1),
    filters: asObjects(backend.filters, 'filters').map((filter) => readFilter(filter, namespace)),
    ...present({ port: readPort(backend.port) }),
  };
}

function readFilter(filter: JsonObject, namespace: string): RouteFilter {
  const type = asString(filter.type, 'type');
  switch (type) {
    case 'RequestHeaderModifier':
      return { kind: 'requestHeaders', change: readHeaderChange(filter.requestHeaderModifier) };
    case 'ResponseHeaderModifier':
      return { kind: 'responseHeaders', change: readHeaderChange(filter.responseHeaderModifier) };
    case 'RequestRedirect':
      return readRedirect(asObject(filter.requestRedirect, 'requestRedirect'));
    case 'URLRewrite':
      return { kind: 'rewrite', ...readChanges(asObject(filter.urlRewrite, 'urlRewrite')) };
    case 'RequestMirror': {
      const to = asObject(asObject(filter.requestMirror, 'requestMirror').backendRef, 'backendRef');
      const target = readReference(to, namespace, { group: '', kind: 'Service' });
      return { kind: 'mirror', to: { ...target, ...present({ port: readPort(to.port) }) } };
    }
    default:
      return { kind: 'other', type };
  }
}

function readRedirect(redirect: JsonObject): RouteFilter {
  return {
    kind: 'redirect',
    code: asNumber(redirect.statusCode, 'statusCode', 302),
    ...readChanges(redirect),
    ...present({ scheme: tryString(redirect.scheme, 'scheme'), port: readPort(redirect.port) }),
  };
}

function readChanges(filter: JsonObject): { readonly hostname?: string; readonly path?: PathChange } {
  const path = asObject(filter.path, 'path');
  const type = asString(path.type, 'type');
  return present({
    hostname: tryString(filter.hostname, 'hostname'),
    path: type === '' ? undefined : readPathChange(type, path),
  });
}

function readPathChange(type: string, path: JsonObject): PathChange {
  return type === 'ReplacePrefixMatch'
    ? { kind: 'prefix', value: asString(path.replacePrefixMatch, 'replacePrefixMatch') }
    : { kind: 'full', value: asString(path.replaceFullPath, 'replaceFullPath') };
}

function readHeaderChange(value: Json): HeaderChange {
  const change = asObject(value, 'filters');
  const pairs = (field: string) =>
    asObjects(change[field], field).map((one) => [asString(one.name, 'name'), asString(one.value, 'value')] as const);
  return { set: pairs('set'), add: pairs('add'), remove: asStrings(change.remove, 'remove') };
}

function readPort(value: Json): WrittenPort | undefined {
  return asPort(value, 'port') || undefined;
}
