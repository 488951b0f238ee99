/**
 * Which workloads call alike? Proxies that are told the same speak the same to whatever is called, and an open port of
 * a large mesh has thousands of callers.
 */
import { callersPlaneOf } from '../../evaluate/ways/data-plane';
import { principalOf } from '../../istio/identity';
import { groupBy } from '../../policy/group-by';
import { nameOf } from '../../policy/metadata';
import type { Labels, Mesh, ObjectName, Workload } from '../../policy/model';
import { proxyLabels } from '../../policy/proxy-labels';

/** The workload of a name as a caller. */
export interface Speaker {
  readonly namespace: string;
  /** equal for those whose proxies are told the same, whichever is called, but for what is in their own namespace */
  readonly likeness: string;
  /** undefined: there are several workloads of this name, of which nothing is shared with others */
  readonly alone?: { readonly identity: string; readonly ip?: string };
}

/** The speakers of a mesh, by the names of their workloads. */
export function speakersIn(mesh: Mesh, near: (namespace: string) => Mesh): ReadonlyMap<string, Speaker> {
  const isApart = namespacesApart(mesh);
  const keys = labelsApart(mesh);
  const numbers = new Map<string, number>();
  const likenessOf = (workload: Workload): string => {
    const { namespace, annotations, addresses } = workload;
    const plane = callersPlaneOf(near(namespace), workload);
    const labels = proxyLabels(workload);
    const told = JSON.stringify([
      plane.kind === 'unknown' ? plane : plane.kind,
      isApart(namespace) ? namespace : null,
      keys.map((key) => labels[key] ?? null),
      // routes may ask for the address of the caller
      mesh.traffic.virtualServices.length > 0 ? addresses : [],
      // what leads past the sidecar is told with the name of the workload
      Object.keys(annotations).some(isAboutCapture) ? nameOf(workload) : null,
    ]);
    const number = numbers.get(told) ?? numbers.size;
    numbers.set(told, number);
    return `#${number}`;
  };
  const speakerOf = ([one, ...others]: readonly Workload[], name: string): Speaker => {
    const { namespace = '', serviceAccount = '', addresses = [] } = one ?? {};
    if (one === undefined || others.length > 0) return { namespace, likeness: name };
    const [ip, ...more] = addresses;
    const identity = principalOf(mesh.settings.trustDomain, namespace, serviceAccount);
    const alone = { identity, ...(ip === undefined || more.length > 0 ? {} : { ip }) };
    return { namespace, likeness: likenessOf(one), alone };
  };
  return new Map([...groupBy(mesh.workloads, nameOf)].map(([name, pods]) => [name, speakerOf(pods, name)]));
}

/** Equal for speakers who speak alike to whatever is called in this namespace. */
export function likenessTowards({ likeness, namespace }: Speaker, called: string): string {
  return namespace === called ? `own ${likeness}` : likeness;
}

/** Whether callers of this namespace may be told something else than those of another. */
function namespacesApart(mesh: Mesh): (namespace: string) => boolean {
  const { settings, sidecars, extensions, services, traffic } = mesh;
  const { virtualServices, httpRoutes, grpcRoutes, tlsRoutes, tcpRoutes } = traffic;
  // a route may lead to any namespace, where some callers are at home
  const isRouted = [virtualServices, httpRoutes, grpcRoutes, tlsRoutes, tcpRoutes].some(({ length }) => length > 0);
  // who does not see a Service is told so by the name of his namespace
  const shownTo = [
    settings.defaultServiceExportTo,
    ...services.map(({ annotations }) => [annotations[EXPORT_TO] ?? '']),
  ];
  if (isRouted || shownTo.flat().some((space) => space !== '' && space !== '*')) return () => true;
  const placed: readonly (readonly ObjectName[])[] = [
    ...[sidecars, extensions, traffic.destinationRules, traffic.serviceEntries, traffic.workloadEntries],
  ];
  const apart = new Set([
    settings.rootNamespace,
    ...placed.flat().map(({ namespace }) => namespace),
    ...[...traffic.destinationRules, ...traffic.serviceEntries].flatMap(({ exportTo }) => exportTo),
    ...settings.defaultDestinationRuleExportTo,
  ]);
  return (namespace) => apart.has(namespace);
}

const EXPORT_TO = 'networking.istio.io/exportTo';

/** The labels by which something is meant for some callers only. */
function labelsApart({ sidecars, extensions, traffic }: Mesh): readonly string[] {
  const matches = traffic.virtualServices.flatMap(({ http, tls, tcp }) =>
    [...http, ...tls, ...tcp].flatMap((route): readonly { readonly sourceLabels: Labels }[] => route.matches),
  );
  const selectors: readonly Labels[] = [
    ...sidecars.map(({ selector }) => selector),
    ...extensions.flatMap(({ attachment }) => (attachment.kind === 'selector' ? [attachment.labels] : [])),
    ...traffic.destinationRules.map(({ selector = {} }) => selector),
    ...matches.map(({ sourceLabels }) => sourceLabels),
  ];
  return [...new Set(selectors.flatMap((selector) => Object.keys(selector)))].sort();
}

/** Annotations that tell which calls the sidecar sees. @see client-bypass.ts */
function isAboutCapture(key: string): boolean {
  return key.startsWith('traffic.sidecar.istio.io/') || key === 'sidecar.istio.io/interceptionMode';
}
