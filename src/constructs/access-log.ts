/** What a line of the access log tells of a request: who, what, and which policy decided. */

/**
 * JSON fields of an access log line, by Envoy's command operators.
 *
 * `principal` is the URI SAN of the peer's certificate, the SPIFFE id: a certificate of Istio has an empty subject, so
 * `%DOWNSTREAM_PEER_SUBJECT%` would always be `-`. `response_code_details` and `connection_termination_details` name
 * the AuthorizationPolicy and rule that denied.
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage
 */
export const ACCESS_LOG_FIELDS: { readonly [field: string]: string } = {
  timestamp: '%START_TIME%',
  method: '%REQ(:METHOD)%',
  host: '%REQ(:AUTHORITY)%',
  path: '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%',
  protocol: '%PROTOCOL%',
  response_code: '%RESPONSE_CODE%',
  response_code_details: '%RESPONSE_CODE_DETAILS%',
  connection_termination_details: '%CONNECTION_TERMINATION_DETAILS%',
  source_address: '%DOWNSTREAM_REMOTE_ADDRESS%',
  destination_address: '%UPSTREAM_HOST%',
  tls_version: '%DOWNSTREAM_TLS_VERSION%',
  principal: '%DOWNSTREAM_PEER_URI_SAN%',
};

/**
 * What dry runs would have done: `allowed` or `denied`, and by which policy; nothing where there is none. Those that
 * allow are asked apart from those that deny.
 * @see https://istio.io/latest/docs/tasks/security/authorization/authz-dry-run/
 */
export const DRY_RUN_FIELDS: { readonly [field: string]: string } = {
  dry_run_allow: dryRun('allow', 'engine_result'),
  dry_run_allow_policy: dryRun('allow', 'effective_policy_id'),
  dry_run_deny: dryRun('deny', 'engine_result'),
  dry_run_deny_policy: dryRun('deny', 'effective_policy_id'),
};

/** @see istio pilot/pkg/security/authz/model/model.go, `RBACShadowRulesAllowStatPrefix` */
function dryRun(action: 'allow' | 'deny', what: 'engine_result' | 'effective_policy_id'): string {
  return `%DYNAMIC_METADATA(envoy.filters.http.rbac:istio_dry_run_${action}_shadow_${what})%`;
}

/** The part of MeshConfig that makes every proxy write these fields as JSON to standard output. */
export function accessLogMeshConfig(fields: { readonly [field: string]: string }): { [key: string]: unknown } {
  return {
    accessLogFile: '/dev/stdout',
    accessLogEncoding: 'JSON',
    accessLogFormat: `${JSON.stringify(fields, null, 2)}\n`,
  };
}
