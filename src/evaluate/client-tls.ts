/**
 * What does the proxy of a caller speak to what it calls? It follows from the proxy, if there is one, from what that
 * knows of the called host, and from the DestinationRule in force between the two.
 */
import { selects } from '../policy/in-force';
import type { Mesh, Workload } from '../policy/model';
import { neighbourhoodsOf } from '../policy/neighbourhood';
import { proxyLabels } from '../policy/proxy-labels';
import { remember } from '../policy/remember';
import type { Request, Target } from '../policy/request';
import type { CalledEndpoint, CalledHost } from './called-host';
import { bypassOf, outboundExtension } from './client-bypass';
import { hostsCalled } from './client-hosts';
import { routeFor, routeTo } from './client-route';
import { rulesInForce } from './client-rule';
import { knowledgeOf } from './client-scope';
import type { Spoken, Unsettled } from './client-speech';
import { connectionTo, speechesTo, unsettled } from './client-speech';
import { callersPlaneOf, dataPlaneOf } from './data-plane';
import { nameOf } from './network-index';
import { waypointFor } from './waypoint-binding';

/** What is spoken; or the proxy lets no such call out; or neither can be told. */
export type ClientTls = Spoken | Unsettled | { readonly kind: 'blocked'; readonly because: string };

/** A call, as far as it decides what is spoken. */
export interface ClientCall {
  readonly caller: Workload;
  readonly to: Target;
  readonly isHttp: boolean;
  /** of all that may be called, this workload */
  readonly end?: Workload;
}

const PLAINTEXT: Spoken = { kind: 'spoken', tls: 'none' };

/** What the proxy of this caller speaks to all that is called; unsettled when not all is spoken to alike. */
export function clientTls(mesh: Mesh, { from, to, http }: Request): ClientTls {
  if (from.kind !== 'workload') return unsettled('the caller is given by what it speaks');
  const { namespace, name } = from.workload;
  const speechOf = clientsOf(mesh, neighbourhoodsOf(mesh));
  const callers = mesh.workloads.filter((each) => each.namespace === namespace && each.name === name);
  const ends = endsNamed(mesh, to);
  const speeches = callers.flatMap((caller) =>
    ends.map((end) => speechOf({ caller, to, isHttp: http !== undefined, ...(end === undefined ? {} : { end }) })),
  );
  return agreed(speeches, 'caller or called workload is not among the manifests');
}

/** The workloads that the target names; undefined: whatever is behind it. */
function endsNamed(mesh: Mesh, to: Target): readonly (Workload | undefined)[] {
  const name = to.kind === 'workload' || to.kind === 'service' ? to.workload : undefined;
  return name === undefined ? [undefined] : mesh.workloads.filter((each) => nameOf(each) === nameOf(name));
}

/** The callers of a mesh, whose DestinationRules are arranged once for all calls. */
export function clientsOf(mesh: Mesh, near: (namespace: string) => Mesh): (call: ClientCall) => ClientTls {
  const context: Context = {
    mesh,
    near,
    ruleFor: rulesInForce(mesh),
  };
  return remember((call: ClientCall) => speechIn(context, call), keyOf);
}

interface Context {
  readonly mesh: Mesh;
  readonly near: (namespace: string) => Mesh;
  readonly ruleFor: ReturnType<typeof rulesInForce>;
}

function keyOf({ caller, to, isHttp, end }: ClientCall): string {
  return JSON.stringify([caller.kind, caller.namespace, caller.name, to, isHttp, end?.kind, end?.namespace, end?.name]);
}

function speechIn(context: Context, call: ClientCall): ClientTls {
  const { caller, to } = call;
  const plane = callersPlaneOf(context.near(caller.namespace), caller);
  switch (plane.kind) {
    case 'out':
      return PLAINTEXT;
    case 'unknown':
      return unsettled(plane.because);
    case 'ztunnel':
      return fromZtunnel(context, call);
    case 'sidecar': {
      const bypass = bypassOf(caller, to.port);
      if (bypass.kind === 'past') return PLAINTEXT;
      return bypass.kind === 'unsettled' ? bypass : fromEnvoy(context, call, 'sidecar');
    }
    case 'gateway':
      return fromEnvoy(context, call, 'gateway');
  }
}

function fromEnvoy(context: Context, call: ClientCall, kind: 'sidecar' | 'gateway'): ClientTls {
  const { mesh, near } = context;
  const extension = outboundExtension(near(call.caller.namespace), call.caller, kind);
  if (extension !== undefined) {
    return unsettled(`${extension.kind} \`${nameOf(extension)}\` may change what the caller's proxy does`);
  }
  const called = hostsCalled(mesh, near, call.to, call.end);
  if (called.kind === 'unsettled') return called;
  return agreed(
    called.hosts.map((host) => toHost(context, call, kind, host)),
    'nothing is called',
  );
}

function toHost(context: Context, call: ClientCall, kind: 'sidecar' | 'gateway', called: CalledHost): ClientTls {
  const { mesh, near, ruleFor } = context;
  const { caller, to, end } = call;
  const isGateway = kind === 'gateway';
  const known = knowledgeOf(near(caller.namespace), caller, isGateway, called);
  switch (known.kind) {
    case 'unsettled':
      return known;
    case 'unknown':
      return toUnknown(context, call, called, known);
    case 'known':
      break;
  }
  // the case says to which subset it was routed
  const route = to.subset === undefined && !isGateway ? routeFor(mesh, caller.namespace, called) : undefined;
  if (route !== undefined) {
    return unsettled(`VirtualService \`${nameOf(route)}\` decides where calls to \`${called.host}\` go`);
  }
  const client = { namespace: caller.namespace, labels: proxyLabels(caller) };
  const connection = connectionTo(called, to.subset, ruleFor(client, called), isGateway);
  if (connection.kind === 'unsettled') return connection;
  const subset = connection.rule?.subsets.find(({ name }) => name === to.subset);
  const endpoints = called.endpoints.filter((endpoint) => isMeant(endpoint, end, subset?.labels ?? {}));
  return agreed(speechesTo(near(called.namespace), connection, endpoints), `\`${called.host}\` has no such endpoint`);
}

function isMeant({ workload, served }: CalledEndpoint, end: Workload | undefined, labels: Workload['labels']): boolean {
  return (end === undefined || workload === end) && selects(labels, served.labels);
}

/** To a host that the proxy does not know: past all rules, or not at all. */
function toUnknown(
  { mesh }: Context,
  { caller, isHttp }: ClientCall,
  called: CalledHost,
  { policy, because }: Extract<ReturnType<typeof knowledgeOf>, { kind: 'unknown' }>,
): ClientTls {
  if (policy.egressProxy !== undefined) {
    return unsettled(`${because}, and calls to unknown hosts go to \`${policy.egressProxy.host}\``);
  }
  const route = routeTo(mesh, caller.namespace, called);
  if (route !== undefined) return unsettled(`${because}, but VirtualService \`${nameOf(route)}\` may`);
  const entry = mesh.traffic.serviceEntries.find(
    ({ addresses, ports }) => addresses.length === 0 && ports.some(({ number }) => number === called.port),
  );
  if (entry !== undefined) return unsettled(`${because}, and ServiceEntry \`${nameOf(entry)}\` may take the call`);
  if (policy.mode === 'REGISTRY_ONLY') {
    return { kind: 'blocked', because: `${because}, and calls to unknown hosts are refused (\`REGISTRY_ONLY\`)` };
  }
  // a port that other hosts have as HTTP is read as HTTP
  return isHttp || called.protocol === 'tcp' || called.protocol === 'tls'
    ? PLAINTEXT
    : unsettled(`${because}, and the port may be read as HTTP`);
}

/** DestinationRules do not reach ztunnel: it speaks HBONE to whatever has a ztunnel, or a waypoint. */
function fromZtunnel({ mesh, near }: Context, { to, end }: ClientCall): ClientTls {
  if (to.kind === 'service') {
    const space = near(to.service.namespace);
    const service = space.services.find((each) => nameOf(each) === nameOf(to.service));
    const binding = service === undefined ? undefined : waypointFor(space, service, 'service');
    if (binding?.kind === 'unknown') return unsettled(binding.because);
    if (binding?.kind === 'bound') return { kind: 'spoken', tls: 'hbone' };
  }
  const called = end === undefined ? hostsCalled(mesh, near, to, end) : undefined;
  if (called?.kind === 'unsettled') return called;
  const behind = called?.hosts.flatMap(({ endpoints }) => endpoints.map(({ workload }) => workload)) ?? [end];
  return agreed(
    behind.map((workload) => (workload === undefined ? NOT_A_POD : betweenZtunnels(near, workload))),
    'nothing is called',
  );
}

const NOT_A_POD = unsettled('what a ztunnel speaks to what is no pod is not judged');

function betweenZtunnels(near: (namespace: string) => Mesh, workload: Workload): ClientTls {
  const plane = dataPlaneOf(near(workload.namespace), workload);
  switch (plane.kind) {
    case 'ztunnel':
      return { kind: 'spoken', tls: 'hbone' };
    case 'out':
      return PLAINTEXT;
    case 'unknown':
      return unsettled(plane.because);
    case 'sidecar':
    case 'gateway':
      return unsettled(
        `whether the ${plane.kind} of \`${nameOf(workload)}\` takes tunnels is a matter of installation`,
      );
  }
}

/** What all of them speak; server name and rule only where they agree on them. */
function agreed(speeches: readonly ClientTls[], nothing: string): ClientTls {
  const [first, ...others] = speeches;
  if (first === undefined) return unsettled(nothing);
  return others.reduce(common, first);
}

function common(one: ClientTls, other: ClientTls): ClientTls {
  if (one.kind === 'unsettled') return one;
  if (other.kind === 'unsettled') return other;
  if (one.kind === 'blocked' && other.kind === 'blocked') return one;
  if (one.kind === 'blocked' || other.kind === 'blocked' || one.tls !== other.tls || one.inner !== other.inner) {
    return unsettled('not all that may be called is spoken to alike');
  }
  const { sni, rule, ...shared } = one;
  const isOneRule = rule !== undefined && other.rule !== undefined && nameOf(rule) === nameOf(other.rule);
  return {
    ...shared,
    ...(sni === undefined || sni !== other.sni ? {} : { sni }),
    ...(isOneRule ? { rule } : {}),
  };
}
