/** What Istio's webhook says of an endpoint: WorkloadEntry, and the endpoints of a ServiceEntry. */
import type { Findings } from './admission';
import { isIpAddress } from './go/ip-address';
import { domainProblem, labelProblem, portProblem, socketProblem, tagProblems } from './istio-names';
import { shown } from './json';
import { at, entries, type Message, text, textEntries } from './message';

const UNIX = 'unix://';

/** @see istio pkg/config/validation/validation.go, `ValidateWorkloadEntry` */
export function checkWorkloadEntry(entry: Message, findings: Findings): void {
  checkEndpoint(entry, undefined, true, findings);
}

/**
 * An endpoint, with the names of the ports that its service has, if known.
 * @see istio pkg/config/validation/validation.go, `validateWorkloadEntry`
 */
export function checkEndpoint(
  entry: Message,
  servicePorts: ReadonlySet<string> | undefined,
  mayBeName: boolean,
  findings: Findings,
): void {
  const address = text(entry, 'address');
  if (address === '') {
    const network = text(entry, 'network');
    if (network === '') return findings.reject(at(entry, 'address'), 'an `address` is required, or a `network`');
    findings.warn(at(entry, 'address'), `there is no address in network \`${network}\`; its gateway is used`);
  }
  if (address.startsWith(UNIX)) {
    findings.reject(at(entry, 'address'), socketProblem(address.slice(UNIX.length)));
    if (entries(entry, 'ports').length > 0)
      findings.reject(at(entry, 'ports'), 'a Unix socket has no ports; remove them');
    if (servicePorts !== undefined && servicePorts.size !== 1)
      findings.reject(at(entry, 'address'), 'a Unix socket serves exactly one port of the service');
  } else if (address !== '') findings.reject(at(entry, 'address'), addressProblem(address, mayBeName));
  checkEndpointPorts(entry, servicePorts, findings);
}

/** What is wrong with an address that is no socket. */
export function addressProblem(address: string, mayBeName: boolean): string | undefined {
  if (isIpAddress(address) || (mayBeName && domainProblem(address) === undefined)) return undefined;
  return `${shown(address)} is not an IP address${mayBeName ? ' or a host name' : '; use resolution `DNS` for names'}`;
}

/** The ports and labels of an endpoint. */
export function checkEndpointPorts(
  entry: Message,
  servicePorts: ReadonlySet<string> | undefined,
  findings: Findings,
): void {
  for (const [name, port] of entries(entry, 'ports')) {
    if (servicePorts !== undefined && !servicePorts.has(name))
      findings.reject(at(entry, 'ports'), `port ${shown(name)} is none of the service; use a name of \`spec.ports\``);
    findings.reject(at(entry, 'ports'), labelProblem('port name', name));
    findings.reject(at(entry, 'ports'), portProblem(typeof port === 'number' ? port : 0));
  }
  for (const problem of tagProblems(textEntries(entry, 'labels'))) findings.reject(at(entry, 'labels'), problem);
}
