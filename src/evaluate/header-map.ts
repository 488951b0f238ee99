/** Header lines as Envoy keeps them: most names line by line, some in one slot. */
import type { Header } from '../policy/request';

/**
 * Names of which Envoy keeps one value, joining the lines that arrive with `,`. Part of the list comes from extensions
 * compiled into the binary. @see envoy envoy/http/header_map.h, `INLINE_REQ_HEADERS`, and `RegisterCustomInlineHeader`
 */
const ONE_SLOT: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'access-control-request-headers',
  'access-control-request-method',
  'access-control-request-private-network',
  'authorization',
  'cache-control',
  'cdn-loop',
  'content-encoding',
  'content-type',
  'grpc-accept-encoding',
  'grpc-timeout',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'origin',
  'pragma',
  'referer',
  'user-agent',
  'via',
  'x-client-trace-id',
  'x-envoy-attempt-count',
  'x-envoy-decorator-operation',
  'x-envoy-downstream-service-cluster',
  'x-envoy-downstream-service-node',
  'x-envoy-external-address',
  'x-envoy-original-host',
  'x-envoy-original-path',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-request-id',
]);

/** The values that Envoy keeps under this name (lower case), each of which is compared alone. */
export function valuesOf(headers: readonly Header[], name: string): readonly string[] {
  const values = headers.filter(([candidate]) => candidate === name).map(([, value]) => value.trim());
  return ONE_SLOT.has(name) && values.length > 1 ? [values.join(',')] : values;
}

/** The headers without these names (lower case). */
export function withoutHeaders(headers: readonly Header[], names: readonly string[]): readonly Header[] {
  return headers.filter(([name]) => !names.includes(name));
}

/** The headers, in which this name (lower case) has this one value. */
export function withHeader(headers: readonly Header[], name: string, value: string): readonly Header[] {
  return [...withoutHeaders(headers, [name]), [name, value]];
}
