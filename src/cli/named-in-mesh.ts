/** Whom does a name on the command line mean? One workload or Service of the manifests, or near names to pick from. */
import { nameOf } from '../policy/metadata';
import type { Gateway, Mesh, ObjectName, Service, Workload } from '../policy/model';
import { distance } from '../policy/near-word';
import { isGateway } from '../policy/proxy-labels';
import { portsListenedOn, servicesOf } from '../policy/port-protocol';

/** What was found, or why it is not clear, in a sentence. */
export type Found<T> = { readonly found: T } | { readonly problem: string };

/** The workload of this name; the namespace may be left out where only one has it. */
export function workloadNamed(mesh: Mesh, option: string, text: string): Found<Workload> {
  const result = onlyOne(mesh.workloads, option, text, 'workload');
  if ('found' in result || mesh.workloads.some((workload) => isNamed(workload, text))) return result;
  const service = option === '--to' ? mesh.services.find((one) => isNamed(one, text)) : undefined;
  if (service === undefined) return result;
  return { problem: `${result.problem}; a Service has this name: write \`service:${nameOf(service)}\`` };
}

/** The Service of this name. */
export function serviceNamed(mesh: Mesh, option: string, text: string): Found<Service> {
  return onlyOne(mesh.services, option, text, 'Service');
}

/** The Gateway of this name, of either API, or the pods of a gateway, where no Gateway has it. */
export function gatewayNamed(mesh: Mesh, option: string, text: string): Found<Gateway | Workload> {
  const pods = mesh.workloads.filter(isGateway);
  const arePods = !mesh.gateways.some((one) => isNamed(one, text)) && pods.some((one) => isNamed(one, text));
  return arePods ? onlyOne(pods, option, text, 'gateway') : onlyOne(mesh.gateways, option, text, 'Gateway');
}

/** Why the Gateway does not have the port; of pods, any may be one. */
export function checkGatewayPort(gateway: Gateway | Workload, port: number): string | undefined {
  if (!('servers' in gateway)) return undefined;
  const known = [...new Set<number>(gateway.servers.map((server) => server.port))];
  if (known.includes(port)) return undefined;
  return `Gateway \`${nameOf(gateway)}\` has no \`--port ${port}\`; it has ${known.length === 0 ? 'none' : listed(known.map(String), 'and')}`;
}

/** Why nobody listens there, where manifests tell which ports there are. */
export function checkWorkloadPort(mesh: Mesh, workload: Workload, port: number): string | undefined {
  const known = portsListenedOn(mesh, workload);
  if (known.length === 0 || known.includes(port)) return undefined;
  const leading = servicesOf(mesh, workload).find(({ ports }) => ports.some((one) => one.port === port));
  const hint =
    leading === undefined
      ? ''
      : `; for that port of Service \`${nameOf(leading)}\` write \`--to service:${nameOf(leading)}\``;
  return `nobody listens on \`--port ${port}\` of \`${nameOf(workload)}\`; it has ${listed(known.map(String), 'and')}${hint}`;
}

/** Why the Service does not have the port. */
export function checkServicePort(service: Service, port: number): string | undefined {
  if (service.ports.some((one) => one.port === port)) return undefined;
  const known = service.ports.map((one) => String(one.port));
  const behind = service.ports.find((one) => one.targetPort === port);
  const hint = behind === undefined ? '' : `; \`${behind.port}\` leads to \`${port}\` of its pods`;
  return `Service \`${nameOf(service)}\` has no \`--port ${port}\`; it has ${known.length === 0 ? 'none' : listed(known, 'and')}${hint}`;
}

function onlyOne<T extends ObjectName>(objects: readonly T[], option: string, text: string, kind: string): Found<T> {
  const [found, ...others] = objects.filter((object) => isNamed(object, text));
  const shown = `\`${option} ${text}\``;
  if (found === undefined) return { problem: `${shown}: no ${kind} has this name${nearNames(objects, text)}` };
  if (others.length === 0) return { found };
  const places = [...new Set([found, ...others].map(nameOf))];
  if (places.length > 1) {
    return { problem: `${shown}: several namespaces have a ${kind} of this name; write ${listed(places)}` };
  }
  const kinds = [found, ...others].flatMap((object) => ('kind' in object ? String(object.kind) : kind));
  return { problem: `${shown}: ${listed(kinds, 'and')} have this name; rename all but one` };
}

function isNamed(object: ObjectName, text: string): boolean {
  return text === (text.includes('/') ? nameOf(object) : object.name);
}

/** So many are listed at most. */
const MOST = 3;

/** Names that differ little, and the same name elsewhere, the nearest first. */
function nearNames(objects: readonly ObjectName[], text: string): string {
  const bare = text.slice(text.indexOf('/') + 1);
  const ranked = [...new Set(objects.map(nameOf))]
    .map((name) => {
      const [, own = ''] = name.split('/');
      return { name, by: own === bare ? 0 : Math.min(distance(name, text), distance(own, bare)) };
    })
    .filter(({ by }) => by <= Math.max(2, Math.floor(bare.length / 3)))
    .sort((a, b) => a.by - b.by || (a.name < b.name ? -1 : 1));
  if (ranked.length > 0) return `; did you mean ${listed(ranked.slice(0, MOST).map(({ name }) => name))}?`;
  const some = objects.slice(0, MOST).map(nameOf);
  return some.length === 0 ? ', as there are none' : `; there are ${objects.length}, such as ${listed(some)}`;
}

function listed(names: readonly string[], conjunction = 'or'): string {
  const shown = names.map((name) => `\`${name}\``);
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}
