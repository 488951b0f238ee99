/** What Istio's webhook says of the endpoints of a ServiceEntry, which depends on how its hosts are resolved. */
import type { Findings } from './admission';
import { domainProblem } from './istio-names';
import { shown } from './json';
import { at, children, isSet, type Message, text, texts } from './message';
import type { Metadata } from './metadata';
import { isTcp } from './protocols';
import { addressProblem, checkEndpoint, checkEndpointPorts } from './workload-entry';

const DYNAMIC_PROTOCOLS = ['HTTP', 'TLS', 'GRPC', 'HTTP2'];

/** @see istio pkg/config/validation/validation.go, `ValidateServiceEntry`, the switch on `serviceEntry.Resolution` */
export function checkResolution(spec: Message, metadata: Metadata, resolution: string, findings: Findings): void {
  const endpoints = children(spec, 'endpoints');
  const ports = new Set(children(spec, 'ports').map((port) => text(port, 'name')));
  switch (resolution) {
    case 'NONE':
      if (endpoints.length > 0)
        findings.reject(
          at(spec, 'endpoints'),
          'resolution `NONE` takes no endpoints; set `resolution` to `STATIC` or `DNS`',
        );
      if (isSet(spec, 'workloadSelector'))
        findings.warn(
          at(spec, 'workloadSelector'),
          'resolution `NONE` selects no workloads; set `resolution` to `STATIC`',
        );
      return;
    case 'STATIC':
      for (const endpoint of endpoints) checkEndpoint(endpoint, ports, false, findings);
      return;
    case 'DYNAMIC_DNS':
      return checkDynamic(spec, metadata, findings);
    default:
      return checkDns(spec, resolution, ports, findings);
  }
}

function checkDns(spec: Message, resolution: string, ports: ReadonlySet<string>, findings: Findings): void {
  const [endpoints, hosts] = [children(spec, 'endpoints'), texts(spec, 'hosts')];
  const unresolvable = endpoints.length > 0 ? undefined : hosts.find((host) => domainProblem(host) !== undefined);
  if (unresolvable !== undefined)
    findings.reject(
      at(spec, 'hosts'),
      `host ${shown(unresolvable)} cannot be resolved by DNS; give \`endpoints\`, or a name without wildcard`,
    );
  if (resolution === 'DNS_ROUND_ROBIN' && endpoints.length > 1)
    findings.reject(at(spec, 'endpoints'), 'resolution `DNS_ROUND_ROBIN` takes at most one endpoint; use `DNS`');
  for (const endpoint of endpoints) {
    findings.reject(at(endpoint, 'address'), addressProblem(text(endpoint, 'address'), true));
    checkEndpointPorts(endpoint, ports, findings);
  }
  const tcp = children(spec, 'ports').some((port) => isTcp(text(port, 'protocol')));
  if (isSet(spec, 'addresses') && tcp && hosts.length > 1)
    findings.warn(at(spec, 'hosts'), 'hosts that share an address and a TCP port cannot be told apart; keep one');
}

/** Every name below a wildcard is resolved when it is asked for. */
function checkDynamic(spec: Message, metadata: Metadata, findings: Findings): void {
  for (const host of texts(spec, 'hosts'))
    if (!host.startsWith('*'))
      findings.reject(
        at(spec, 'hosts'),
        `host ${shown(host)} has no wildcard, which \`DYNAMIC_DNS\` needs; use \`DNS\``,
      );
  for (const name of ['addresses', 'endpoints'])
    if (isSet(spec, name))
      findings.reject(at(spec, name), 'resolution `DYNAMIC_DNS` finds addresses itself; remove this');
  for (const port of children(spec, 'ports')) {
    const protocol = text(port, 'protocol');
    if (!DYNAMIC_PROTOCOLS.includes(protocol.toUpperCase()))
      findings.reject(
        at(port, 'protocol'),
        `${shown(protocol)} cannot be resolved by name; use ${DYNAMIC_PROTOCOLS.join(', ')}`,
      );
  }
  const waypoint = metadata.labels['istio.io/use-waypoint'] ?? '';
  if (text(spec, 'location') === 'MESH_INTERNAL' && waypoint !== '' && waypoint.toLowerCase() !== 'none')
    findings.reject(
      at(spec, 'location'),
      'with a waypoint, `DYNAMIC_DNS` is for `MESH_EXTERNAL` only; change one of them',
    );
}
