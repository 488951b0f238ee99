/** What does a proxy speak to a host that it does not know? What it makes of such calls its mesh or a Sidecar says. */
import type { Mesh } from '../../policy/model';
import type { ServiceEntry } from '../../policy/model-service-entry';
import { nameOf } from '../../policy/metadata';
import { protocolOf, servicePortProtocol } from '../../policy/port-protocol';
import type { CalledHost } from './called-host';
import type { ClientCall, Clients } from './client-call';
import { routeAbout } from './client-route';
import type { UnknownHost } from './client-scope';
import { routeImports } from './client-scope';
import type { ClientTls } from './client-speech';
import { plaintextTo, strayed, unsettled } from './client-speech';

/** What is spoken to it: past all rules, or not at all. */
export function toUnknown(
  { mesh, near }: Clients,
  { caller, isHttp }: ClientCall,
  { host, port }: Pick<CalledHost, 'host' | 'port'>,
  { policy, because }: UnknownHost,
): ClientTls {
  if (policy.egressProxy !== undefined) {
    return strayed(`${because}, and calls to unknown hosts go to \`${policy.egressProxy.host}\``);
  }
  const route = routeAbout(mesh, caller.namespace, host, routeImports(near(caller.namespace), caller, port));
  if (route !== undefined) return strayed(`${because}, but VirtualService \`${nameOf(route)}\` may lead there`);
  const entry = mesh.traffic.serviceEntries.find((each) => takesAll(each, port));
  if (entry !== undefined) return strayed(`${because}, and ServiceEntry \`${nameOf(entry)}\` may take the call`);
  if (policy.mode === 'REGISTRY_ONLY') {
    return { kind: 'blocked', because: `${because}, and calls to unknown hosts are refused (\`REGISTRY_ONLY\`)` };
  }
  return isHttp || !isReadAsHttp(mesh, port)
    ? plaintextTo(port)
    : unsettled(`${because}, and port ${port} is HTTP for other hosts, so that nothing else may get through`);
}

/** TCP to a host without address is told apart by its port alone. */
function takesAll({ addresses, ports }: ServiceEntry, port: number): boolean {
  return (
    addresses.length === 0 &&
    ports.some(({ number, protocol }) => number === port && ['tcp', 'auto'].includes(protocolOf(protocol)))
  );
}

function isReadAsHttp({ services }: Mesh, number: number): boolean {
  return services.some(({ ports }) =>
    ports.some((port) => port.port === number && servicePortProtocol(port) === 'http'),
  );
}
