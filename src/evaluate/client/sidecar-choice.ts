/** What does the sidecar of a caller do with what is sent to one host? */
import type { Mesh } from '../../policy/model';
import type { HttpRequest, Sent, Target } from '../../policy/request';
import { writtenPort } from '../../policy/written-port';
import type { Arrival } from '../matching/arrival';
import { ownTlsOf } from '../matching/arrival';
import { badRequest } from '../proxies/conclusion';
import { doHostsMeet } from '../servers/gateway-host';
import { MESH } from '../routes/mesh-virtual-services';
import { receive } from '../matching/received-request';
import { routeAmong } from '../routes/route-request';
import type { EdgeRoute, RoutedProxy } from '../routes/route-table';
import { routesOf } from '../routes/route-table';
import type { EdgeVirtualService } from '../routes/route-virtual-service';
import type { AnyOf, Outcome } from '../routes/routing';
import { unclearRouting } from '../routes/routing';
import type { CalledHost } from './called-host';
import type { AskAstray } from './sidecar-astray';
import { connectionRoute, routesAbout } from './sidecar-bytes';
import { hostNamed, isIpHost, namesOfHost, parentsOf } from './sidecar-host';

/** It goes to the host that is called, or where a route says. */
export type SidecarChoice = { readonly kind: 'asCalled' } | PastRoutes | Outcome | AnyOf;

/**
 * It goes past all routes to the address that is called, in plaintext, or is answered by the sidecar itself, which is
 * not measured; `because` says why.
 * @see istio pilot/pkg/networking/core/httproute.go, `buildCatchAllVirtualHost`, and listener.go,
 * `buildSidecarOutboundListener`
 */
export interface PastRoutes {
  readonly kind: 'past';
  readonly because: string;
}

const AS_CALLED = { kind: 'asCalled' } as const;

/** What is called, and the host by which the sidecar knows it. */
export interface Called {
  readonly called: CalledHost;
  readonly to: Target;
}

/** What the sidecar goes by for what is sent to one host, before anything is sent. */
export interface SidecarChooser {
  readonly choose: (sent: Sent) => SidecarChoice;
  /** of what is no HTTP, and has no TLS of its own */
  readonly bytes: () => SidecarChoice;
  /** of HTTP that it reads; undefined: of all that is sent it sees no more than bytes */
  readonly requests?: {
    /** by which requests name the host; what becomes of others is not told where there are routes */
    readonly names: readonly string[];
    /** undefined: requests go to the host that is called */
    readonly routes: readonly EdgeRoute[] | undefined;
  };
}

/** What the sidecar chooses among the VirtualServices that it follows, for what is sent to this host. */
export function routeTo(
  mesh: Mesh,
  { called, to }: Called,
  followed: readonly EdgeVirtualService[],
  proxy: RoutedProxy,
  askAstray: AskAstray,
): SidecarChooser {
  const point = { gateway: MESH, port: called.port, isTls: false };
  const port = writtenPort(called.port);
  // the proxy looks for a destination without port at the port that is called
  const atCalledPort: RoutedProxy = {
    ...proxy,
    find: (destination, asker) => proxy.find({ ...destination, port: destination.port ?? port }, asker),
  };
  // of several VirtualServices for one host the first that has routes here counts, alone
  const routes = followedFor(followed, called.host)
    .map((one) => routesOf(one, point, atCalledPort))
    .find((made) => made.length > 0);
  const pass = connectionRoute(called, followed, proxy);
  const readsHttp = called.protocol === 'http' || called.protocol === 'auto';
  const connections = called.protocol === 'http' ? [] : routesAbout(followed, called);
  const astray = askAstray({ called, requests: (readsHttp ? routes : undefined) ?? [], connections }, proxy);
  if (astray !== undefined) return choosingUnclear(astray);
  const names = namesFor(called.host, to);
  const choose = (sent: Sent): SidecarChoice => {
    const { http } = sent;
    if (http !== undefined && ownTlsOf(sent) === undefined && readsHttp) {
      return chooseByRequest(mesh, http, { called, names, routes, followed, proxy });
    }
    if (called.protocol !== 'http') return pass(sent) ?? AS_CALLED;
    return routes === undefined
      ? AS_CALLED
      : past(`port ${called.port} of \`${called.host}\` is HTTP, and what its sidecar does with else is not told`);
  };
  return {
    choose,
    bytes: () => choose({}),
    ...(readsHttp ? { requests: { names, routes } } : {}),
  };
}

/** It is not told what it chooses, whatever is sent. */
export function choosingUnclear(because: string): SidecarChooser {
  return { choose: () => unclearRouting(because), bytes: () => unclearRouting(because) };
}

/** Where the call does not say its host, that is the name of the workload. */
function namesFor(host: string, to: Target): readonly string[] {
  const names = namesOfHost(host);
  return to.kind === 'workload' && !names.includes(to.workload.name) ? [...names, to.workload.name] : names;
}

interface Routes extends Pick<Called, 'called'> {
  readonly names: readonly string[];
  readonly routes: readonly EdgeRoute[] | undefined;
  readonly followed: readonly EdgeVirtualService[];
  readonly proxy: RoutedProxy;
}

/** HTTP is routed by the host of the request, whatever address is called. */
function chooseByRequest(
  mesh: Mesh,
  http: HttpRequest,
  { called, names, routes, followed, proxy }: Routes,
): SidecarChoice {
  const host = http.host.toLowerCase().replace(/:\d*$/, '');
  if (!names.includes(host)) {
    const named = [host, hostNamed(host, proxy.namespace)];
    const isRouted = followed.some(({ hosts }) => named.some((name) => hosts.some((one) => doHostsMeet(one, name))));
    const asker = { namespace: proxy.namespace, port: called.port };
    const isKnown = (name: string): boolean =>
      proxy.find({ host: name, port: writtenPort(called.port) }, asker) !== undefined;
    const other = named.find(isKnown);
    const whose = other === undefined ? '' : `, but of \`${other}\``;
    const because = `the sidecar goes by the host of the request, and \`${host}\` is not a name of \`${called.host}\`${whose}`;
    if (isRouted || other !== undefined) return unclearRouting(because);
    if (routes !== undefined) {
      const parents = parentsOf(host).map((parent) => hostNamed(parent, proxy.namespace));
      return isIpHost(host) || parents.some(isKnown) ? unclearRouting(because) : past(because);
    }
  }
  if (routes === undefined) return AS_CALLED;
  const { namespace, labels } = proxy;
  const arrival: Arrival = {
    kind: 'arrived',
    proxy: { kind: 'sidecar', namespace, labels },
    trustedProxies: undefined,
    tls: false,
    source: { kind: 'unknown' },
    connection: { kind: 'unknown' },
    destination: { kind: 'unknown' },
    port: called.port,
    sni: '',
    http,
  };
  const request = receive(arrival, http, mesh.settings);
  if (request === undefined) return { kind: 'refused', verdict: badRequest(arrival) };
  return routeAmong(routes, request);
}

function past(because: string): PastRoutes {
  return { kind: 'past', because };
}

/** Those that are for the host: all that name it, or else the first of those with the longest star that covers it. */
function followedFor(followed: readonly EdgeVirtualService[], host: string): readonly EdgeVirtualService[] {
  const naming = followed.filter(({ hosts }) => hosts.includes(host));
  if (naming.length > 0) return naming;
  const [widest] = followed
    .flatMap(({ hosts }) => hosts.filter((one) => one.startsWith('*') && doHostsMeet(one, host)))
    .sort((a, b) => b.length - a.length);
  return followed.filter(({ hosts }) => widest !== undefined && hosts.includes(widest)).slice(0, 1);
}
