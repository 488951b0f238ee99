/** Where is a policy in force, as far as it matters to what its rules match? */
import { ofKind } from '../policy/condition-value';
import type { AuthorizationPolicy, Service, Workload } from '../policy/model';
import { portsListenedOn } from '../policy/port-protocol';
import { isGateway } from '../policy/proxy-labels';
import type { Target } from '../policy/request';
import type { PlacedRule } from '../reach/ways/rule-reading';
import type { RulePlace } from '../reach/space/rule-space';
import type { Inventory } from './inventory';

/** A policy's place. */
export interface PolicyPlace extends Pick<RulePlace, 'readers' | 'isWithinMesh' | 'seesSource'> {
  /** something that is called there, at this port */
  readonly target: (port: number) => Target & { readonly port: number };
  /** at which it may be called */
  readonly ports: readonly number[];
  /** whether all that is called there is called at these ports only, as far as manifests tell */
  readonly isServedOnlyAt: (ports: readonly number[]) => boolean;
}

/** Any port, or those that manifests tell of where rules name each of them. */
export type PortsMeant = 'any' | 'served';

/** More ports than these are not told apart. */
export const MOST_PORTS = 32;
/** Those that rules do not name stand for each other: one that examples may show. */
const USUAL_PORTS = [8080, ...Array.from({ length: MOST_PORTS }, (_, index) => 9000 + index)];

/** The place of this policy. */
export function placeOf(
  { attachment, namespace }: AuthorizationPolicy,
  inventory: Inventory,
  rootNamespace: string,
): PolicyPlace {
  if (attachment.kind === 'targets') {
    const { targets } = attachment;
    const services = inventory.servicesIn(namespace);
    const called = targets.map((one) => services.find(({ name }) => one.kind === 'Service' && one.name === name));
    const service = called.find((one) => one !== undefined);
    const name = service?.name ?? '';
    return {
      readers: ['http', 'tcp'],
      isWithinMesh: targets.every(({ kind }) => kind === 'Service' || kind === 'ServiceEntry'),
      seesSource: false,
      target: (port) => ({ kind: 'service', service: { namespace, name }, port }),
      ports: portsOfService(service),
      isServedOnlyAt: (ports) => called.every((one) => isWithin(portsOfService(one), ports)),
    };
  }
  const labels = attachment.kind === 'selector' ? attachment.labels : {};
  const workloads = inventory.workloadsWith(labels, namespace === rootNamespace ? undefined : namespace);
  const [first] = workloads;
  const workload = { namespace: first?.namespace ?? namespace, name: first?.name ?? '' };
  const isAmbient = workloads.some((one) => inventory.dataPlaneOf(one) === 'ambient');
  return {
    readers: ['http', 'tcp', ...(isAmbient ? (['ztunnel'] as const) : [])],
    isWithinMesh: first !== undefined && !workloads.some(isGateway),
    seesSource: true,
    target: (port) => ({ kind: 'workload', workload, port }),
    ports: first === undefined ? [] : portsOf(first, inventory),
    isServedOnlyAt: (ports) =>
      workloads.length > 0 && workloads.every((one) => isWithin(portsOf(one, inventory), ports)),
  };
}

/** One way for each of the ports that rules name, and if any is meant for another one; undefined: they are too many. */
export function waysTo(
  { target, ports }: PolicyPlace,
  named: readonly number[],
  meant: PortsMeant,
): RulePlace['ways'] | undefined {
  if (named.length > MOST_PORTS) return undefined;
  const other = meant === 'any' ? [...ports, ...USUAL_PORTS].find((port) => !named.includes(port)) : undefined;
  const all = [...named, ...(other === undefined ? [] : [other])];
  // examples are looked for in this order
  return [...all.filter((port) => ports.includes(port)), ...all.filter((port) => !ports.includes(port))].map(target);
}

/** Where no port is known, any may be served. */
function isWithin(served: readonly number[], ports: readonly number[]): boolean {
  return served.length > 0 && served.every((port) => ports.includes(port));
}

function portsOfService(service: Service | undefined): readonly number[] {
  return service?.ports.map(({ port }) => port) ?? [];
}

function portsOf(workload: Workload, { mesh, servicesBefore }: Inventory): readonly number[] {
  return portsListenedOn({ ...mesh, services: servicesBefore(workload) }, workload);
}

/** The ports that these rules name. */
export function portsIn(rules: readonly PlacedRule[]): readonly number[] {
  const conditions = rules.flatMap(({ rule }) => rule.clauses.flatMap(({ alternatives }) => alternatives.flat()));
  const values = conditions
    .filter(({ attribute }) => attribute.kind === 'port')
    .flatMap((condition) => [...condition.values, ...condition.notValues]);
  return [...new Set(ofKind(values, 'port').map(({ port }) => port as number))];
}
