/** Does the mesh hold what a case names? A misspelt caller would be refused like any stranger, for the wrong reason. */
import type { FieldPath } from '../policy/field-path';
import { withMadeGateways } from '../policy/made-gateway';
import { nameOf } from '../policy/metadata';
import type { Mesh, ObjectName } from '../policy/model';
import { nearWord } from '../policy/near-word';
import { isGateway } from '../policy/proxy-labels';
import type { Request } from '../policy/request';
import type { Mistake } from '../policy/shape';

/** Tells of each call which of its names the mesh does not hold; the paths begin at the call. */
export function unknownNamesIn(given: Mesh): (request: Request) => readonly Mistake[] {
  const mesh = withMadeGateways(given);
  const workloads = new Set(mesh.workloads.map(nameOf));
  const services = new Map(mesh.services.map((service) => [nameOf(service), service]));
  const gateways = new Set([...mesh.gateways, ...mesh.workloads.filter(isGateway)].map(nameOf));
  const look = (what: string, names: Iterable<string>, isKnown: boolean, name: ObjectName, path: FieldPath) =>
    isKnown ? [] : [{ path, message: `is \`${nameOf(name)}\`: ${notAmong(what, name, [...names])}` }];
  const workload = (name: ObjectName, path: FieldPath) =>
    look('workload', workloads, workloads.has(nameOf(name)), name, path);

  return ({ from, to }) => {
    const caller = from.kind === 'workload' ? workload(from.workload, ['from', 'workload']) : [];
    switch (to.kind) {
      case 'workload':
        return [...caller, ...workload(to.workload, ['to', 'workload'])];
      case 'service': {
        const service = services.get(nameOf(to.service));
        const behind = to.workload === undefined ? [] : workload(to.workload, ['to', 'workload']);
        if (service === undefined) {
          return [...caller, ...look('Service', services.keys(), false, to.service, ['to', 'service']), ...behind];
        }
        const ports = service.ports.map(({ port }) => `\`${port}\``);
        const isServed = service.ports.some(({ port }) => port === to.port);
        const message = `is \`${to.port}\`, and Service \`${nameOf(to.service)}\` has ${
          ports.length === 0 ? 'no port' : `only ${ports.join(', ')}`
        }`;
        return [...caller, ...behind, ...(isServed ? [] : [{ path: ['to', 'port'], message }])];
      }
      case 'gateway':
        return [
          ...caller,
          ...look('Gateway', gateways, gateways.has(nameOf(to.gateway)), to.gateway, ['to', 'gateway']),
        ];
      case 'host':
        return caller;
    }
  };
}

function notAmong(what: string, name: ObjectName, known: readonly string[]): string {
  const nameless = `no ${what} of this name is among the manifests`;
  if (known.length === 0) return `no ${what} is among the manifests; are they all given?`;
  const sameName = known.filter((one) => one.slice(one.indexOf('/') + 1) === name.name);
  if (sameName.length > 0) return `${nameless}; did you mean ${quoted(sameName)}?`;
  const meant = nearWord(nameOf(name), known);
  if (meant !== undefined) return `${nameless}; did you mean \`${meant}\`?`;
  const neighbours = known.filter((one) => one.startsWith(`${name.namespace}/`));
  if (neighbours.length > 0) return `${nameless}; in namespace \`${name.namespace}\` there are ${quoted(neighbours)}`;
  const namespaces = [...new Set(known.map((one) => one.slice(0, one.indexOf('/'))))];
  return `${nameless}; namespaces with one are ${quoted(namespaces)}`;
}

/** The first few, and how many more there are. */
function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `\`${name}\``);
  return names.length > 5 ? `${shown.join(', ')} and ${names.length - 5} more` : shown.join(', ');
}
