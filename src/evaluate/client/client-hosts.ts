/** As which hosts does the proxy of a caller know what is called? It knows Services and ServiceEntries, and no pods. */
import { isIP } from 'node:net';
import type { Mesh, ObjectName, Service, Workload } from '../../policy/model';
import type { ServiceEntry } from '../../policy/model-service-entry';
import { servicesOf, targetPortOf } from '../../policy/port-protocol';
import { remember } from '../../policy/remember';
import type { Target } from '../../policy/request';
import { coversHost, tryServiceName } from '../../policy/short-host';
import { nameOf } from '../../policy/metadata';
import type { CalledHost } from './called-host';
import { entryHost, serviceHost } from './called-host';
import type { Unspoken } from './client-speech';
import { isShown } from './client-scope';
import { strayed, unsettled } from './client-speech';

/** The hosts by which the called may be known; a pod may be behind several. INVARIANT: never empty. */
export interface HostsCalled {
  readonly kind: 'called';
  readonly hosts: readonly CalledHost[];
}

/** Nothing of the manifests has the host, or not with this port. */
export interface Undeclared {
  readonly kind: 'undeclared';
  readonly because: string;
}

/**
 * The hosts of this target for a caller of this namespace; of all that is behind them, only this workload is meant, if
 * one is given.
 */
export type AskHosts = (to: Target, end: Workload | undefined, client: string) => HostsCalled | Undeclared | Unspoken;

/** The hosts of a mesh, each found once: what is in front of pods is the same whoever calls. */
export function hostsIn(mesh: Mesh, near: (namespace: string) => Mesh): AskHosts {
  const ofService = remember(
    ({ name, port }: { readonly name: ObjectName; readonly port: number }) =>
      throughService(near(name.namespace), name, port),
    ({ name, port }) => `${port} ${nameOf(name)}`,
  );
  const ofPods = remember((end: Workload) => remember((port: number) => inFrontOf(near(end.namespace), end, port)));
  return (to, end, client) => {
    switch (to.kind) {
      case 'service':
        return ofService({ name: to.service, port: to.port });
      case 'workload':
        return end === undefined
          ? unsettled(`workload \`${nameOf(to.workload)}\` is not among the manifests`)
          : ofPods(end)(to.port);
      case 'host':
        return named(mesh, near, to, client);
      case 'gateway':
        return unsettled('calls to a Gateway go to its pods, which the case does not name');
    }
  };
}

function throughService(mesh: Mesh, name: ObjectName, port: number): HostsCalled | Unspoken {
  const service = mesh.services.find((each) => nameOf(each) === nameOf(name));
  const host = service === undefined ? undefined : serviceHost(mesh, service, port);
  return host === undefined ? unsettled(`no Service \`${nameOf(name)}\` with port ${port} is there`) : called(host);
}

/** A pod is called through one of the Services in front of it. */
function inFrontOf(mesh: Mesh, workload: Workload, port: number): HostsCalled | Unspoken {
  const hosts = servicesOf(mesh, workload).flatMap((service) =>
    service.ports
      .filter((each) => targetPortOf(each, workload) === port)
      .flatMap((each) => serviceHost(mesh, service, each.port) ?? []),
  );
  return hosts.length > 0
    ? called(...hosts)
    : unsettled(
        `no Service leads to port ${port} of \`${nameOf(workload)}\`, and calls to the pod itself are not judged`,
      );
}

/**
 * A host that several objects declare belongs to one of them, and Istio does not always choose the same. Those that the
 * caller does not see do not count where there is one that it sees.
 */
function named(
  mesh: Mesh,
  near: (namespace: string) => Mesh,
  { host, port }: Extract<Target, { kind: 'host' }>,
  client: string,
): HostsCalled | Undeclared | Unspoken {
  const name = tryServiceName(host);
  const service = name === undefined ? undefined : serviceNamed(near(name.namespace), name);
  const declaring = mesh.traffic.serviceEntries.flatMap((entry) => {
    const declared = mostSpecific(entry, host);
    return declared === undefined ? [] : [{ entry, declared }];
  });
  const seen = declaring.filter(({ entry }) => isShown(exported(mesh, entry), client));
  const entries = seen.length > 0 ? seen : declaring;
  const longest = Math.max(...entries.map(({ declared }) => rank(declared)));
  const [best, ...others] = entries.filter(({ declared }) => rank(declared) === longest);
  if (service !== undefined && best === undefined) return throughService(near(service.namespace), service, port);
  if (best === undefined) {
    const short = mesh.services.find((each) => namesOf(each).includes(host));
    if (short !== undefined) return strayed(`\`${host}\` may be Service \`${nameOf(short)}\`; write its whole host`);
    return isIP(host) === 0
      ? { kind: 'undeclared', because: `nobody declares \`${host}\`` }
      : strayed(`whose address \`${host}\` is, is not known`);
  }
  const lacking = `ServiceEntry \`${nameOf(best.entry)}\` has no port ${port}`;
  const isDeclared = entries.some(({ entry }) => entry.ports.some(({ number }) => number === port));
  if (service === undefined && !isDeclared) return { kind: 'undeclared', because: lacking };
  // the proxy may know one of them, or this port of it, and not the other
  if (service !== undefined || others.length > 0) return strayed(`\`${host}\` is declared more than once`);
  const found = entryHost(near(best.entry.namespace), best.entry, best.declared, port);
  return found === undefined ? strayed(`${lacking}, and another one for \`${host}\` has`) : called(found);
}

function exported(
  { settings }: Mesh,
  { namespace, exportTo }: ServiceEntry,
): Pick<CalledHost, 'exportTo' | 'namespace'> {
  return { namespace, exportTo: exportTo.length === 0 ? settings.defaultServiceExportTo : exportTo };
}

/** What pods may call a Service by, beside its whole host. */
function namesOf({ namespace, name }: Service): readonly string[] {
  return [name, `${name}.${namespace}`, `${name}.${namespace}.svc`];
}

function serviceNamed(mesh: Mesh, name: ObjectName): Service | undefined {
  return mesh.services.find((each) => nameOf(each) === nameOf(name));
}

function mostSpecific({ hosts }: ServiceEntry, host: string): string | undefined {
  return hosts.filter((declared) => coversHost(declared, host)).sort((a, b) => rank(b) - rank(a))[0];
}

/** The host itself before all stars, longer ones before shorter ones. */
function rank(declared: string): number {
  return declared.startsWith('*') ? declared.length : Infinity;
}

function called(...hosts: readonly CalledHost[]): HostsCalled {
  return { kind: 'called', hosts };
}
