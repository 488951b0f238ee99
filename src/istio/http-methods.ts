/** The methods that Envoy's HTTP parser knows; it answers any other with 400 before a policy is asked. */
export const METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
  'COPY',
  'LOCK',
  'MKCOL',
  'MOVE',
  'PROPFIND',
  'PROPPATCH',
  'SEARCH',
  'UNLOCK',
  'BIND',
  'REBIND',
  'UNBIND',
  'ACL',
  'REPORT',
  'MKACTIVITY',
  'CHECKOUT',
  'MERGE',
  'M-SEARCH',
  'NOTIFY',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'PURGE',
  'MKCALENDAR',
  'LINK',
  'UNLINK',
  'SOURCE',
]);

/** Whether Envoy's parser of HTTP/1 takes the method. */
export function isKnownMethod(method: string): boolean {
  return METHODS.has(method);
}

/** The method that may be meant by one in another case, which HTTP/2 knows as a method of its own, and nobody sends. */
export function methodMeant(method: string): string | undefined {
  const upper = method.trim().toUpperCase();
  return upper !== method && METHODS.has(upper) ? upper : undefined;
}

/** What is wrong with a method, or nothing. Methods are compared with their case. */
export function checkMethod(method: string): string | undefined {
  if (method === '*' || METHODS.has(method)) return undefined;
  const meant = methodMeant(method);
  if (meant !== undefined)
    return `method \`${method}\` never matches, as methods are compared with their case; write \`${meant}\``;
  return `method \`${method}\` is not an HTTP method; use one such as \`GET\` or \`POST\`, one a list entry, or \`*\``;
}
