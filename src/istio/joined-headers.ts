/**
 * Headers that Envoy keeps in one slot: sent twice, they arrive as one value joined by a comma, and are compared so.
 * All others are compared line by line, and one line that matches is enough. Some names come from extensions that are
 * compiled in, so Istio's own build may differ at the margin.
 * @see envoy envoy/http/header_map.h, `INLINE_REQ_HEADERS`, and `RegisterCustomInlineHeader`
 */
export const joinedHeaders: ReadonlySet<string> = new Set([
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
