/**
 * What Istio's webhook says of an EnvoyFilter, up to the patch itself: whether its value is a configuration that Envoy
 * knows is not looked at, as that would need Envoy's whole API.
 */
import type { Findings } from './admission';
import { regexpProblem } from './go/regexp';
import { shown } from './json';
import { at, child, children, isSet, type Message, text } from './message';
import { checkSelector } from './selection';

type ObjectType = 'listener' | 'routeConfiguration' | 'cluster';

/** What kind of object a match must name. */
const MATCHED: Readonly<Record<string, ObjectType>> = {
  LISTENER: 'listener',
  FILTER_CHAIN: 'listener',
  NETWORK_FILTER: 'listener',
  HTTP_FILTER: 'listener',
  ROUTE_CONFIGURATION: 'routeConfiguration',
  VIRTUAL_HOST: 'routeConfiguration',
  HTTP_ROUTE: 'routeConfiguration',
  CLUSTER: 'cluster',
};
const CONNECTION_MANAGERS = ['envoy.filters.network.http_connection_manager', 'envoy.http_connection_manager'];
const MAX_VERSION_BYTES = 1024;

/** @see istio pkg/config/xds/deprecated.go, `DeprecatedFilterNames` */
const OLD_FILTERS =
  `buffer cors csrf http_dynamo_filter ext_authz fault grpc_http1_bridge grpc_json_transcoder grpc_web gzip
health_check ip_tagging lua rate_limit router squash listener.http_inspector listener.original_dst listener.original_src
listener.proxy_protocol listener.tls_inspector client_ssl_auth http_connection_manager mongo_proxy ratelimit redis_proxy
tcp_proxy`
    .split(/\s+/)
    .map((name) => `envoy.${name}`);

/** @see istio pkg/config/validation/envoyfilter/envoyfilter.go, `validateEnvoyFilter` */
export function checkEnvoyFilter(spec: Message, findings: Findings): void {
  findings.warn(
    spec.field,
    'an EnvoyFilter depends on the inside of the proxy, which changes with every version; prefer another kind',
  );
  checkSelector(child(spec, 'workloadSelector'), 'labels', findings);
  for (const patch of children(spec, 'configPatches')) {
    const match = child(patch, 'match');
    // Patches of waypoints are not looked at.
    if (match === undefined || text(match, 'context') !== 'WAYPOINT') checkPatch(patch, match, findings);
  }
}

function checkPatch(config: Message, match: Message | undefined, findings: Findings): void {
  const applyTo = text(config, 'applyTo') || 'INVALID';
  const patch = child(config, 'patch');
  const operation = patch === undefined ? '' : text(patch, 'operation') || 'INVALID';
  if (applyTo === 'INVALID') return findings.reject(at(config, 'applyTo'), 'say what to patch, such as `HTTP_FILTER`');
  if (patch === undefined) return findings.reject(at(config, 'patch'), 'a patch is required');
  if (operation === 'INVALID') return findings.reject(at(patch, 'operation'), 'say how to patch, such as `MERGE`');
  if (operation !== 'REMOVE' && !isSet(patch, 'value'))
    return findings.reject(at(patch, 'value'), `operation \`${operation}\` needs a value`);
  if (match === undefined) return;
  checkVersion(match, findings);
  const wanted = MATCHED[applyTo];
  const given = (['listener', 'routeConfiguration', 'cluster', 'waypoint'] as const).find((name) => isSet(match, name));
  if (wanted === undefined || given === undefined) return;
  if (given !== wanted)
    return findings.reject(match.field, `\`applyTo: ${applyTo}\` matches by \`${wanted}\`, not by \`${given}\``);
  checkFilter(match, applyTo, findings);
}

function checkVersion(match: Message, findings: Findings): void {
  const proxy = child(match, 'proxy');
  const version = proxy === undefined ? '' : text(proxy, 'proxyVersion');
  if (Buffer.byteLength(version) > MAX_VERSION_BYTES)
    findings.warn(
      `${match.field}.proxy.proxyVersion`,
      `this has more than ${MAX_VERSION_BYTES} characters and is ignored`,
    );
  else {
    const problem = regexpProblem(version);
    if (problem !== undefined)
      findings.reject(
        `${match.field}.proxy.proxyVersion`,
        `${shown(version)} is no regular expression of RE2: ${problem}`,
      );
  }
}

function checkFilter(match: Message, applyTo: string, findings: Findings): void {
  const chain = child(child(match, 'listener') ?? match, 'filterChain');
  const filter = chain === undefined ? undefined : child(chain, 'filter');
  if (filter === undefined) return;
  if (['LISTENER', 'FILTER_CHAIN'].includes(applyTo))
    findings.warn(filter.field, `a filter does not narrow \`applyTo: ${applyTo}\`; remove it`);
  const name = text(filter, 'name');
  if (name === '') return findings.reject(at(filter, 'name'), 'the filter has no name');
  const inner = child(filter, 'subFilter');
  if (inner !== undefined) {
    const problem = subFilterProblem(applyTo, name, text(inner, 'name'));
    if (problem !== undefined) return findings.reject(inner.field, problem);
  }
  for (const each of [name, inner === undefined ? '' : text(inner, 'name')])
    if (OLD_FILTERS.includes(each))
      findings.warn(
        filter.field,
        `filter \`${each}\` is an old name; write the one that begins with \`envoy.filters.\``,
      );
}

function subFilterProblem(applyTo: string, filter: string, name: string): string | undefined {
  if (applyTo !== 'HTTP_FILTER') return 'only `applyTo: HTTP_FILTER` matches by a filter within a filter';
  if (!CONNECTION_MANAGERS.includes(filter))
    return `filters within are those of \`${CONNECTION_MANAGERS[0]}\`, not of \`${filter}\``;
  return name === '' ? 'the filter has no name' : undefined;
}
