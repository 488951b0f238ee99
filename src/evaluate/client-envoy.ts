/** What does the sidecar or gateway of a caller speak? */
import { selects } from '../policy/in-force';
import type { Labels, Workload } from '../policy/model';
import { proxyLabels } from '../policy/proxy-labels';
import type { CalledEndpoint, CalledHost } from './called-host';
import { agreed } from './client-agreed';
import { bypassOf, outboundExtension } from './client-bypass';
import type { ClientCall, Clients } from './client-call';
import { hostsCalled } from './client-hosts';
import { routeFor, routeTo } from './client-route';
import type { Known } from './client-scope';
import { knowledgeOf } from './client-scope';
import type { ClientTls } from './client-speech';
import { connectionTo, PLAINTEXT, speechesTo, strayed, unsettled } from './client-speech';
import { nameOf } from './network-index';

/** What it speaks to the hosts by which the called may be known. */
export function fromEnvoy(clients: Clients, call: ClientCall, kind: 'sidecar' | 'gateway'): ClientTls {
  const { mesh, near } = clients;
  const extension = outboundExtension(near(call.caller.namespace), call.caller, kind);
  if (extension !== undefined) {
    return strayed(`${extension.kind} \`${nameOf(extension)}\` may change what the caller's proxy does`);
  }
  const called = hostsCalled(mesh, near, call.to, call.end);
  if (called.kind !== 'called') return called;
  return agreed(
    called.hosts.map((host) => toHost(clients, call, kind, host)),
    'nothing is called',
  );
}

function toHost(clients: Clients, call: ClientCall, kind: 'sidecar' | 'gateway', called: CalledHost): ClientTls {
  const { mesh, near, ruleFor } = clients;
  const { caller, to, end } = call;
  const isGateway = kind === 'gateway';
  const bypass = bypassOf(caller, called.port);
  if (!isGateway && bypass.kind === 'past') return PLAINTEXT;
  if (!isGateway && bypass.kind === 'unsettled') return bypass;
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
  const route = to.subset === undefined && !isGateway ? routeFor(mesh, caller.namespace, called) : undefined;
  if (route !== undefined) {
    return strayed(`VirtualService \`${nameOf(route)}\` decides where calls to \`${called.host}\` go`);
  }
  const client = { namespace: caller.namespace, labels: proxyLabels(caller) };
  const connection = connectionTo(called, to.subset, ruleFor(client, called), isGateway);
  if (connection.kind !== 'connection') return connection;
  const subset = connection.rule?.subsets.find(({ name }) => name === to.subset);
  const endpoints = called.endpoints.filter((endpoint) => isMeant(endpoint, end, subset?.labels ?? {}));
  return agreed(speechesTo(near(called.namespace), connection, endpoints), `\`${called.host}\` has no such endpoint`);
}

function isMeant({ workload, served }: CalledEndpoint, end: Workload | undefined, labels: Labels): boolean {
  return (end === undefined || workload === end) && selects(labels, served.labels);
}

/** To a host that the proxy does not know: past all rules, or not at all. */
function toUnknown(
  { mesh }: Clients,
  { caller, isHttp }: ClientCall,
  called: CalledHost,
  { policy, because }: Extract<Known, { readonly kind: 'unknown' }>,
): ClientTls {
  if (policy.egressProxy !== undefined) {
    return strayed(`${because}, and calls to unknown hosts go to \`${policy.egressProxy.host}\``);
  }
  const route = routeTo(mesh, caller.namespace, called);
  if (route !== undefined) return strayed(`${because}, but VirtualService \`${nameOf(route)}\` may lead there`);
  const entry = mesh.traffic.serviceEntries.find(
    ({ addresses, ports }) => addresses.length === 0 && ports.some(({ number }) => number === called.port),
  );
  if (entry !== undefined) return strayed(`${because}, and ServiceEntry \`${nameOf(entry)}\` may take the call`);
  if (policy.mode === 'REGISTRY_ONLY') {
    return { kind: 'blocked', because: `${because}, and calls to unknown hosts are refused (\`REGISTRY_ONLY\`)` };
  }
  // a port that other hosts have as HTTP is read as HTTP
  return isHttp || called.protocol === 'tcp' || called.protocol === 'tls'
    ? PLAINTEXT
    : unsettled(`${because}, and the port may be read as HTTP`);
}
