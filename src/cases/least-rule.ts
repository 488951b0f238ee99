/** Which is the smallest rule that would grant a call which is denied? */
import { principalOf } from '../istio/identity';
import { evaluate } from '../evaluate/evaluate';
import { refusedCall } from '../evaluate/refused-call';
import { normalisePath, splitQuery } from '../evaluate/matching/path-normalisation';
import type { Denied } from '../evaluate/verdict';
import { selects } from '../policy/in-force';
import type { JsonObject } from '../policy/json-object';
import { withMadeGateways } from '../policy/made-gateway';
import { isNamed, nameOf } from '../policy/metadata';
import type { Labels, Mesh, ObjectName, Workload } from '../policy/model';
import { isBehind, targetPortOf } from '../policy/port-protocol';
import { GATEWAY_NAME_LABEL, proxyLabels } from '../policy/proxy-labels';
import { readAuthorizationPolicy } from '../policy/read-authorization-policy';
import type { Caller, HttpRequest, Request } from '../policy/request';

/** A policy with the one rule, to be applied as it is; or why no rule grants the call. */
export type Grant =
  | { readonly kind: 'policy'; readonly policy: JsonObject; readonly notes: readonly string[] }
  | { readonly kind: 'none'; readonly because: string };

/**
 * The smallest grant of this call: this caller, this method and path, this port of this workload, and nothing else.
 * LAW: with the policy added, the call is allowed; it is replayed before it is told.
 */
export function leastRule(given: Mesh, asked: Request, refusal: Denied): Grant {
  const mesh = withMadeGateways(given);
  // behind a gateway, the call that it makes is the one to be granted
  const { request, denial } = refusedCall(given, asked, refusal);
  const { layer, because } = denial;
  if (layer !== undefined && layer !== 'authorization') return none(because[0] ?? 'it is refused before');
  if (denial.by !== undefined) return none(`\`${denial.by}\` denies, and no ALLOW rule opens what a DENY rule matches`);
  const target = targetOf(mesh, request);
  if (typeof target === 'string') return none(target);
  const operation = operationOf(mesh, request, denial, target);
  if (typeof operation === 'string') return none(operation);
  const identity = identityOf(mesh, request.from);
  const namespace = target.namespace;
  const policy = {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: freeName(mesh, namespace, `allow-${callerName(request.from)}`), namespace },
    spec: {
      ...attachment(request, denial, target),
      action: 'ALLOW',
      rules: [
        {
          ...(identity === undefined ? {} : { from: [{ source: { principals: [identity] } }] }),
          to: [{ operation }],
        },
      ],
    },
  };
  const added = [...mesh.authorizationPolicies, readAuthorizationPolicy(policy)];
  const replayed = evaluate({ ...given, authorizationPolicies: added }, asked);
  return replayed.verdict === 'allow'
    ? { kind: 'policy', policy, notes: notesOn(mesh, request, denial, target, identity) }
    : none(`with a rule for exactly this call it still is not allowed: ${replayed.because[0]}`);
}

/** What a policy has to select. */
interface GrantTarget {
  readonly namespace: string;
  readonly labels: Labels;
  readonly workloads: readonly Workload[];
  readonly ports: readonly number[];
  readonly service?: ObjectName & { readonly port: number };
}

function targetOf(mesh: Mesh, { to }: Request): GrantTarget | string {
  if (to.kind === 'workload') {
    const workloads = mesh.workloads.filter(isNamed(to.workload));
    const labels = workloads[0]?.labels ?? {};
    if (Object.keys(labels).length === 0)
      return `\`${nameOf(to.workload)}\` has no labels by which a policy could select it`;
    return { namespace: to.workload.namespace, labels, workloads, ports: [to.port] };
  }
  if (to.kind === 'gateway') {
    return `\`${nameOf(to.gateway)}\` refuses it, and nothing is known of its pods, which a policy would select`;
  }
  if (to.kind === 'host') return 'only workloads and Services of the manifests can be granted';
  const { namespace, name } = to.service;
  const service = mesh.services.find(isNamed(to.service));
  const port = service?.ports.find((each) => each.port === to.port);
  if (service === undefined || port === undefined) return `Service \`${nameOf(to.service)}\` has no port ${to.port}`;
  const workloads = mesh.workloads.filter(
    (each) => isBehind(service, each) && (to.workload === undefined || to.workload.name === each.name),
  );
  const ports = [...new Set(workloads.flatMap((each) => targetPortOf(port, each) ?? []))];
  const labels = to.workload === undefined ? service.selector : (workloads[0]?.labels ?? service.selector);
  return { namespace, labels, workloads, ports, service: { namespace, name, port: to.port } };
}

/** A waypoint obeys only policies that name what it serves; pods of the Gateway API are known by their Gateway. */
function attachment({ to }: Request, { point }: Denied, { labels, service }: GrantTarget): JsonObject {
  const gateway = labels[GATEWAY_NAME_LABEL];
  if (point === 'gateway' && gateway !== undefined)
    return { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: gateway }] };
  return point === 'waypoint' && to.kind === 'service' && service !== undefined
    ? { targetRefs: [{ group: '', kind: 'Service', name: service.name }] }
    : { selector: { matchLabels: labels } };
}

function operationOf(
  mesh: Mesh,
  { http }: Request,
  denial: Denied,
  { ports, service }: GrantTarget,
): JsonObject | string {
  const asked = denial.point === 'waypoint' && service !== undefined ? [service.port] : ports;
  const port = { ports: asked.map(String) };
  // a denial with a status was HTTP; all others see connections
  if (http === undefined || denial.status === undefined) return port;
  const path = policyPath(http, mesh);
  const unsayable = [http.method, path].find((value) => /^\*|\*$|[{}]/.test(value));
  if (unsayable !== undefined) return `\`${unsayable}\` would be read as a pattern, and no rule can name it alone`;
  return { methods: [http.method], paths: [path], ...port };
}

/** The path as policies see it. */
function policyPath({ path }: HttpRequest, { settings }: Mesh): string {
  return splitQuery(normalisePath(path, settings.pathNormalization, settings.behaviour) ?? path)[0];
}

function identityOf({ workloads, settings }: Mesh, from: Caller): string | undefined {
  if (from.kind !== 'workload') return from.kind === 'mtls' ? from.identity : undefined;
  const account = workloads.find(isNamed(from.workload))?.serviceAccount;
  return account === undefined ? undefined : principalOf(settings.trustDomain, from.workload.namespace, account);
}

function notesOn(
  mesh: Mesh,
  { http }: Request,
  { status, point }: Denied,
  { namespace, labels, workloads }: GrantTarget,
  identity: string | undefined,
): readonly string[] {
  const others = mesh.workloads
    .filter((each) => each.namespace === namespace && !workloads.includes(each) && selects(labels, proxyLabels(each)))
    .map((each) => `\`${namespace}/${each.name}\``);
  return [
    ...(identity === undefined ? ['the caller has no identity, so this lets everybody in'] : []),
    ...(http !== undefined && status === undefined
      ? ['no HTTP is read there, so this opens the port whatever is sent']
      : []),
    ...(others.length > 0 && point !== 'waypoint' ? [`these labels also select ${others.join(', ')}`] : []),
  ];
}

function callerName(from: Caller): string {
  const words = from.kind === 'workload' ? from.workload.name : from.kind === 'mtls' ? from.identity : 'anyone';
  const last = words.slice(words.lastIndexOf('/') + 1).toLowerCase();
  return last.replace(/[^a-z0-9-]+/g, '-').replace(/^-+|-+$/g, '') || 'caller';
}

/** A name that no policy has: applying the grant must replace none. */
function freeName(mesh: Mesh, namespace: string, wanted: string): string {
  const taken = new Set(
    mesh.authorizationPolicies.filter((policy) => policy.namespace === namespace).map(({ name }) => name),
  );
  const base = wanted.slice(0, 60);
  let name = base;
  for (let number = 2; taken.has(name); number += 1) name = `${base}-${number}`;
  return name;
}

function none(because: string): Grant {
  return { kind: 'none', because };
}
