/**
 * Where does the sidecar of a caller send a call? VirtualServices of the `mesh` may choose another place than the host
 * that is called, by what is sent.
 */
import { principalOf } from '../../istio/identity';
import { namedIn } from '../../policy/named-in';
import type { Mesh, ObjectName, Workload } from '../../policy/model';
import { proxyLabels } from '../../policy/proxy-labels';
import { once, remember } from '../../policy/remember';
import type { Request, Sent, Target } from '../../policy/request';
import { callersPlaneOf } from '../ways/data-plane';
import { doHostsMeet } from '../servers/gateway-host';
import { meshVirtualServices, seenInMesh } from '../routes/mesh-virtual-services';
import { targetsIn } from '../routes/route-cluster';
import type { RoutedProxy } from '../routes/route-table';
import type { EdgeVirtualService } from '../routes/route-virtual-service';
import type { CalledHost } from './called-host';
import { bypassOf, outboundExtension } from './client-bypass';
import { hostsIn } from './client-hosts';
import { knowledgeOf, namesPort, routeImports } from './client-scope';
import { astrayIn } from './sidecar-astray';
import type { SidecarChoice, SidecarChooser } from './sidecar-choice';
import { choosingUnclear, routeTo } from './sidecar-choice';
import { serviceRoute, unfollowedRoutesIn } from './sidecar-host';
import { onlyTo } from './sidecar-end';

/** What the sidecar of this caller does with what is sent to one target. */
export interface SidecarRoute {
  readonly caller: ObjectName;
  readonly choose: (sent: Sent) => SidecarChoice;
  /** the same before it is asked whether it leads to the one workload that is called */
  readonly chooser: SidecarChooser;
}

/**
 * What the callers' sidecars do with a call; undefined for calls of which it is told elsewhere why they are not known
 * well enough.
 * @see istio pilot/pkg/networking/core/httproute.go, `BuildSidecarOutboundVirtualHosts`
 */
export function sidecarRoutes(
  mesh: Mesh,
  near: (namespace: string) => Mesh,
): (ends: Pick<Request, 'from' | 'to'>) => SidecarRoute | undefined {
  const unfollowed = unfollowedRoutesIn(mesh);
  const roots = once(() => meshVirtualServices(mesh));
  const seenBy = remember((namespace: string) => seenInMesh(mesh, roots(), namespace));
  const followedBy = remember((caller: Workload) =>
    remember((port: number) => {
      const isImported = routeImports(near(caller.namespace), caller, port);
      return seenBy(caller.namespace).filter(isImported);
    }),
  );
  const targets = targetsIn(mesh);
  const askAstray = astrayIn(mesh);
  const proxyOf = remember((caller: Workload): RoutedProxy => {
    const { namespace, serviceAccount } = caller;
    const labels = proxyLabels(caller);
    const identity = principalOf(mesh.settings.trustDomain, namespace, serviceAccount);
    return { namespace, labels, identity, behaviour: mesh.settings.behaviour, find: targets({ namespace, labels }) };
  });
  const planeOf = remember((caller: Workload) => callersPlaneOf(near(caller.namespace), caller).kind);
  const hosts = hostsIn(mesh, near);
  const workloadsNamed = namedIn(mesh.workloads);
  return ({ from, to }) => {
    if (from.kind !== 'workload' || to.subset !== undefined) return undefined;
    const around = near(from.workload.namespace);
    const [caller, ...others] = workloadsNamed(from.workload);
    if (caller === undefined || others.length > 0) return undefined;
    const called = hostBetween(caller, to);
    if (called === undefined || planeOf(caller) !== 'sidecar') return undefined;
    if (!isThroughSidecar(around, caller, called.port)) return undefined;
    if (knowledgeOf(around, caller, false, called).kind !== 'known') return undefined;
    const followed = followedBy(caller)(called.port);
    const proxy = proxyOf(caller);
    const unclear = whyUnclear(around, caller, called, followed, serviceRoute(unfollowed, called));
    const chooser: SidecarChooser =
      unclear === undefined ? routeTo(mesh, { called, to }, followed, proxy, askAstray) : choosingUnclear(unclear);
    if (to.kind !== 'workload') return { caller: from.workload, choose: chooser.choose, chooser };
    return {
      caller: from.workload,
      chooser,
      choose: (sent) => {
        const choice = chooser.choose(sent);
        return choice.kind === 'asCalled' || choice.kind === 'past' ? choice : onlyTo(near, to, choice);
      },
    };
  };

  /** The one host by which the sidecar knows what is called. */
  function hostBetween(caller: Workload, to: Target): CalledHost | undefined {
    if (to.kind === 'gateway') return undefined;
    const [end, ...others] = to.kind === 'workload' ? workloadsNamed(to.workload) : [];
    if (others.length > 0) return undefined;
    const found = hosts(to, end, caller.namespace);
    return found.kind === 'called' && found.hosts.length === 1 ? found.hosts[0] : undefined;
  }
}

/** Patches of the sidecar, and ways past it, are told of where it is asked what it speaks. */
function isThroughSidecar(around: Mesh, caller: Workload, port: number): boolean {
  return bypassOf(caller, port).kind === 'through' && outboundExtension(around, caller, 'sidecar') === undefined;
}

/** What is not established of the routes to this host, though there are some. */
function whyUnclear(
  around: Mesh,
  caller: Workload,
  { host, port }: CalledHost,
  followed: readonly EdgeVirtualService[],
  ofService: string | undefined,
): string | undefined {
  if (ofService !== undefined) return ofService;
  const about = followed.find(({ hosts }) => hosts.some((one) => doHostsMeet(one, host)));
  if (about === undefined) return undefined;
  // what is made of routes of the Gateway API has their names
  const ofRoute = about.semantics === 'gateway' ? about.http[0]?.name : undefined;
  const shown = ofRoute ?? `VirtualService \`${about.namespace}/${about.name}\``;
  if (host.startsWith('*')) return `${shown} decides where calls to hosts of \`${host}\` go, which is not followed`;
  return namesPort(around, caller, port)
    ? `${shown} decides where calls to \`${host}\` go, and the Sidecar has a listener of its own for port ${port}`
    : undefined;
}
