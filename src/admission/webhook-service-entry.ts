/** What Istio's webhook says of a ServiceEntry. */
import type { Findings } from './admission';
import { checkExportTo } from './export-to';
import {
  ipSubnetProblem,
  labelProblem,
  partialWildcardProblem,
  portProblem,
  wildcardDomainProblem,
} from './istio-names';
import { shown } from './json';
import { at, child, children, isSet, type Message, number, text, texts } from './message';
import type { Metadata } from './metadata';
import { isHttp, isTls, protocolProblem } from './protocols';
import { checkSelector } from './selection';
import { checkResolution } from './service-resolution';

const AUTO_ALLOCATE = 'networking.istio.io/enable-autoallocate-ip';

/** @see istio pkg/config/validation/validation.go, `ValidateServiceEntry` */
export function checkServiceEntry(spec: Message, metadata: Metadata, findings: Findings): void {
  const resolution = text(spec, 'resolution') || 'NONE';
  checkSelector(child(spec, 'workloadSelector'), 'labels', findings);
  if (isSet(spec, 'workloadSelector') && isSet(spec, 'endpoints'))
    findings.reject(spec.field, '`workloadSelector` and `endpoints` exclude each other; keep one');
  checkHosts(spec, resolution, findings);
  for (const address of texts(spec, 'addresses')) findings.reject(at(spec, 'addresses'), ipSubnetProblem(address));
  const block = texts(spec, 'addresses').find((address) => address.includes('/'));
  if (block !== undefined && !['NONE', 'STATIC'].includes(resolution))
    findings.reject(
      at(spec, 'addresses'),
      `${shown(block)} is a block, which only resolution \`NONE\` and \`STATIC\` take`,
    );
  checkPorts(spec, hasAddress(spec, metadata, resolution), findings);
  checkResolution(spec, metadata, resolution, findings);
  checkTellsHostsApart(spec, resolution, findings);
  checkExportTo(spec, metadata.namespace, { mayBeHidden: true }, findings);
}

function checkHosts(spec: Message, resolution: string, findings: Findings): void {
  const hosts = texts(spec, 'hosts');
  if (hosts.length === 0) findings.reject(at(spec, 'hosts'), 'a ServiceEntry needs at least one host');
  for (const host of hosts) {
    if (host === '*') findings.reject(at(spec, 'hosts'), 'host `*` would claim every host; name hosts');
    else {
      findings.reject(at(spec, 'hosts'), wildcardDomainProblem(host));
      if (resolution !== 'DYNAMIC_DNS') findings.warn(at(spec, 'hosts'), partialWildcardProblem(host));
    }
  }
}

/**
 * Whether the service has an address of its own, given or allocated: then TCP ports can be told apart.
 * @see istio pilot/pkg/networking/serviceentry/ip_autoallocation.go, `ShouldV2AutoAllocateIPFromConfig`
 */
function hasAddress(spec: Message, metadata: Metadata, resolution: string): boolean {
  const optedOut = metadata.labels[AUTO_ALLOCATE]?.toLowerCase() === 'false';
  return isSet(spec, 'addresses') || (resolution !== 'NONE' && !optedOut);
}

function checkPorts(spec: Message, addressed: boolean, findings: Findings): void {
  const names = new Set<string>();
  const numbers = new Set<number>();
  for (const port of children(spec, 'ports')) {
    const [name, numbered, protocol] = [text(port, 'name'), number(port, 'number'), text(port, 'protocol')];
    if (names.has(name)) findings.reject(at(port, 'name'), `port name ${shown(name)} is there twice; each has its own`);
    if (numbers.has(numbered))
      findings.reject(at(port, 'number'), `port \`${numbered}\` is there twice; each has its own`);
    names.add(name);
    numbers.add(numbered);
    const targetPort = number(port, 'targetPort');
    if (targetPort !== 0) findings.reject(at(port, 'targetPort'), portProblem(targetPort));
    if (!addressed && (protocol === '' || protocol === 'TCP'))
      findings.warn(port.field, 'a TCP port without `addresses` takes all traffic to its number; give addresses');
    findings.reject(at(port, 'name'), labelProblem('port name', name));
    findings.reject(at(port, 'protocol'), protocolProblem(protocol));
    findings.reject(at(port, 'number'), portProblem(numbered));
  }
}

/** HTTP and TLS carry the host; plain TCP does not. */
function checkTellsHostsApart(spec: Message, resolution: string, findings: Findings): void {
  if (resolution === 'NONE' || texts(spec, 'hosts').length < 2) return;
  const plain = children(spec, 'ports').find(
    (port) => !isHttp(text(port, 'protocol')) && !isTls(text(port, 'protocol')),
  );
  if (plain !== undefined)
    findings.reject(
      plain.field,
      'a port without HTTP and TLS cannot tell hosts apart; keep one host, or set the protocol',
    );
}
