/** What does the sidecar or gateway of a caller speak? */
import { selects } from '../../policy/in-force';
import type { Labels, Mesh, ObjectName, Workload } from '../../policy/model';
import { proxyLabels } from '../../policy/proxy-labels';
import { nameOf } from '../../policy/metadata';
import type { Target } from '../../policy/request';
import { coversHost, tryServiceName } from '../../policy/short-host';
import { takesGateways } from '../../policy/waypoint';
import { waypointFor } from '../ways/waypoint-binding';
import type { CalledEndpoint, CalledHost } from './called-host';
import { agreed } from './client-agreed';
import { bypassOf, outboundExtension } from './client-bypass';
import type { ClientCall, Clients } from './client-call';
import { routeFor } from './client-route';
import { knowledgeOf, undeclared } from './client-scope';
import type { ClientTls } from './client-speech';
import { connectionTo, plaintextTo, speechesTo, strayed } from './client-speech';
import { toUnknown } from './client-unknown';

/** What it speaks to the hosts by which the called may be known. */
export function fromEnvoy(clients: Clients, call: ClientCall, kind: 'sidecar' | 'gateway'): ClientTls {
  const { near, hosts } = clients;
  const extension = outboundExtension(near(call.caller.namespace), call.caller, kind);
  if (extension !== undefined) {
    return strayed(`${extension.kind} \`${nameOf(extension)}\` may change what the caller's proxy does`);
  }
  const waypoint = kind === 'gateway' ? waypointOfGateways(clients, call.to) : undefined;
  if (waypoint !== undefined) return waypoint;
  const called = hosts(call.to, call.end, call.caller.namespace);
  switch (called.kind) {
    case 'called':
      return agreed(
        called.hosts.map((host) => toHost(clients, call, kind, host)),
        'nothing is called',
      );
    case 'undeclared':
      return toUndeclared(clients, call, kind, called.because);
    case 'unsettled':
    case 'strayed':
    case 'blocked':
    case 'absent':
      return called;
  }
}

/** A gateway uses the waypoint of a host outside where a label says so. */
function waypointOfGateways({ mesh, near }: Clients, to: Target): ClientTls | undefined {
  if (to.kind !== 'host' || tryServiceName(to.host) !== undefined) return undefined;
  const entry = mesh.traffic.serviceEntries
    .filter(({ hosts }) => hosts.some((declared) => coversHost(declared, to.host)))
    .find((each) => {
      const space = near(each.namespace);
      return takesGateways(space, each) && waypointFor(space, each, 'service').kind !== 'none';
    });
  return entry === undefined
    ? undefined
    : strayed(`what a gateway sends to the waypoint of ServiceEntry \`${nameOf(entry)}\` is not followed`);
}

function toUndeclared(clients: Clients, call: ClientCall, kind: 'sidecar' | 'gateway', because: string): ClientTls {
  const { caller, to } = call;
  const past = kind === 'sidecar' ? pastSidecar(caller, to.port) : undefined;
  if (past !== undefined) return past;
  const host = { host: to.kind === 'host' ? to.host : '', port: to.port };
  return toUnknown(
    clients,
    call,
    host,
    undeclared(clients.near(caller.namespace), caller, kind === 'gateway', because),
  );
}

/** What is spoken past the sidecar, if the call goes there. */
function pastSidecar(caller: Workload, port: number): ClientTls | undefined {
  const bypass = bypassOf(caller, port);
  switch (bypass.kind) {
    case 'through':
      return undefined;
    case 'past':
      return plaintextTo(port);
    case 'unsettled':
      return bypass;
  }
}

function toHost(clients: Clients, call: ClientCall, kind: 'sidecar' | 'gateway', called: CalledHost): ClientTls {
  const { near, ruleFor } = clients;
  const { caller, to, end, isRouted } = call;
  const isGateway = kind === 'gateway';
  const before = isRouted === true ? undefined : beforeRoutes(clients, call, isGateway, called);
  if (before !== undefined) return before;
  const policy = backendPolicyFor(clients.mesh, called.host);
  if (policy !== undefined)
    return strayed(
      `BackendTLSPolicy \`${nameOf(policy)}\` says what is spoken to \`${called.host}\`, which is not followed`,
    );
  const client = { namespace: caller.namespace, labels: proxyLabels(caller) };
  const connection = connectionTo(called, to.subset, ruleFor(client, called), isGateway);
  if (connection.kind !== 'connection') return connection;
  if (isGateway && connection.policy.isPassthrough) {
    return strayed(
      `what a gateway sends to \`${called.host}\` under PASSTHROUGH goes to the address that it was called by`,
    );
  }
  const subset = connection.rule?.subsets.find(({ name }) => name === to.subset);
  const endpoints = called.endpoints.filter((endpoint) => isMeant(endpoint, end, subset?.labels ?? {}));
  return agreed(speechesTo(near(called.namespace), connection, endpoints), `\`${called.host}\` has no such endpoint`);
}

/** istiod makes a DestinationRule of it. @see istio pilot/pkg/config/kube/gateway/backend_policies.go */
function backendPolicyFor({ traffic }: Mesh, host: string): ObjectName | undefined {
  const service = tryServiceName(host);
  return traffic.backendTlsPolicies.find(
    ({ namespace, services }) => namespace === service?.namespace && services.includes(service.name),
  );
}

/** What keeps the call from the host, or from being told; routes may lead to what is not known otherwise. */
function beforeRoutes(
  clients: Clients,
  call: ClientCall,
  isGateway: boolean,
  called: CalledHost,
): ClientTls | undefined {
  const { mesh, near } = clients;
  const { caller, to } = call;
  const past = isGateway ? undefined : pastSidecar(caller, called.port);
  if (past !== undefined) return past;
  const known = knowledgeOf(near(caller.namespace), caller, isGateway, called);
  switch (known.kind) {
    case 'unsettled':
      return known;
    case 'unknown':
      return toUnknown(clients, call, called, known);
    case 'known':
      break;
  }
  // the case says to which subset it was routed
  if (to.subset !== undefined || isGateway) return undefined;
  const route = routeFor(mesh, caller.namespace, called);
  const because =
    route === undefined
      ? clients.serviceRouteTo(called)
      : `VirtualService \`${nameOf(route)}\` decides where calls to \`${called.host}\` go`;
  return because === undefined ? undefined : strayed(because);
}

function isMeant({ workload, served }: CalledEndpoint, end: Workload | undefined, labels: Labels): boolean {
  return (end === undefined || workload === end) && selects(labels, served.labels);
}
