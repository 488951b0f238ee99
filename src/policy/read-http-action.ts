/** What an HTTP route of a VirtualService does with a request: where it sends it, and how it changes it. */
import type { Json, JsonObject } from './json-object';
import { asLabels, asNumber, asObject, asObjects, asString, asStrings, isObject, tryString } from './json-object';
import type {
  HeaderChange,
  HeaderChanges,
  HttpAction,
  HttpDestination,
  Redirect,
  Rewrite,
} from './model-virtual-service';
import { present } from './present';
import { readWeighted } from './read-destination';
import { asPort } from './written-port';

/** The action of this route; of several, which the webhook refuses, the one that Istio would look at first. */
export function readHttpAction(route: JsonObject, namespace: string): HttpAction {
  const { delegate, directResponse, redirect } = route;
  if (isObject(delegate)) {
    const to = {
      namespace: asString(delegate.namespace, 'namespace') || namespace,
      name: asString(delegate.name, 'name'),
    };
    return { kind: 'delegate', to, rewrite: readRewrite(route.rewrite) };
  }
  if (isObject(redirect)) return { kind: 'redirect', redirect: readRedirect(redirect) };
  if (isObject(directResponse)) {
    const status = asNumber(directResponse.status, 'status', 0);
    return { kind: 'directResponse', status, body: readBody(asObject(directResponse.body, 'body')) };
  }
  return { kind: 'route', destinations: readDestinations(route), rewrite: readRewrite(route.rewrite) };
}

/** What `headers` of a route or of one of its destinations does. */
export function readHeaderChanges(value: Json): HeaderChanges {
  const headers = asObject(value, 'headers');
  return { request: readHeaderChange(headers.request), response: readHeaderChange(headers.response) };
}

function readHeaderChange(value: Json): HeaderChange {
  const change = asObject(value, 'headers');
  return {
    set: Object.entries(asLabels(change.set, 'set')),
    add: Object.entries(asLabels(change.add, 'add')),
    remove: asStrings(change.remove, 'remove'),
  };
}

function readDestinations(route: JsonObject): readonly HttpDestination[] {
  return asObjects(route.route, 'route').map((one, at, all) => ({
    ...readWeighted(one, at, all),
    headers: readHeaderChanges(one.headers),
  }));
}

function readRewrite(value: Json): Rewrite {
  const rewrite = asObject(value, 'rewrite');
  const regex = rewrite.uriRegexRewrite;
  return present({
    uri: tryString(rewrite.uri, 'uri'),
    authority: tryString(rewrite.authority, 'authority'),
    regex: isObject(regex)
      ? { match: asString(regex.match, 'match'), rewrite: asString(regex.rewrite, 'rewrite') }
      : undefined,
  });
}

/** @see istio api networking/v1alpha3/virtual_service.proto, `HTTPRedirect` */
function readRedirect(redirect: JsonObject): Redirect {
  const derived = tryString(redirect.derivePort, 'derivePort');
  const byWord = derived === 'FROM_PROTOCOL_DEFAULT' || derived === 'FROM_REQUEST_PORT' ? derived : undefined;
  return {
    code: asNumber(redirect.redirectCode, 'redirectCode', 0) || 301,
    ...present({
      uri: tryString(redirect.uri, 'uri'),
      prefixRewrite: tryString(redirect.prefixRewrite, 'prefixRewrite'),
      authority: tryString(redirect.authority, 'authority'),
      scheme: tryString(redirect.scheme, 'scheme'),
      port: byWord ?? (asPort(redirect.port, 'port') || undefined),
    }),
  };
}

function readBody(body: JsonObject): string {
  return tryString(body.string, 'string') ?? Buffer.from(asString(body.bytes, 'bytes'), 'base64').toString();
}
