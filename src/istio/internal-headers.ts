/**
 * Headers by which services talk to their own Envoy: a client's are removed.
 * @see envoy source/common/http/conn_manager_utility.cc, `cleanInternalRequestHeaders`
 */
export const internalHeaders: ReadonlySet<string> = new Set([
  'x-envoy-internal',
  'x-envoy-retry-on',
  'x-envoy-retry-grpc-on',
  'x-envoy-max-retries',
  'x-envoy-ip-tags',
  'x-envoy-force-trace',
  'x-envoy-upstream-rq-timeout-ms',
  'x-envoy-upstream-rq-per-try-timeout-ms',
  'x-envoy-expected-rq-timeout-ms',
  'x-envoy-retriable-status-codes',
  'x-envoy-retriable-header-names',
  'x-envoy-upstream-alt-stat-name',
  'x-envoy-upstream-rq-timeout-alt-response',
  'x-envoy-hedge-on-per-try-timeout',
  'x-envoy-original-url',
]);
