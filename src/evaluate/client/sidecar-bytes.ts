/** Where does the sidecar of a caller pass a connection that it does not read as HTTP? */
import type { SourceMatch, TcpMatch, TlsMatch } from '../../policy/model-virtual-service';
import type { Sent } from '../../policy/request';
import { ownTlsOf } from '../matching/arrival';
import { chainFor, doChainsClash } from '../ways/gateway-chain';
import { doHostsMeet } from '../servers/gateway-host';
import type { BytesRoute } from '../routes/route-bytes';
import { passBytes } from '../routes/route-bytes';
import { isForPort, isFromProxy, namesGateway } from '../routes/route-source';
import type { RoutedProxy } from '../routes/route-table';
import type { EdgeVirtualService } from '../routes/route-virtual-service';
import type { AnyOf, Outcome } from '../routes/routing';
import { unclearRouting } from '../routes/routing';
import type { CalledHost } from './called-host';

/** What becomes of a connection with this in it; undefined: it goes to the host that is called. */
export type PassConnection = (sent: Sent) => Outcome | AnyOf | undefined;

/**
 * The connections to a port that is not declared as HTTP.
 * @see istio pilot/pkg/networking/core/tls.go, `buildSidecarOutboundTLSFilterChainOpts` and
 * `buildSidecarOutboundTCPFilterChainOpts`
 */
export function connectionRoute(
  called: CalledHost,
  followed: readonly EdgeVirtualService[],
  proxy: RoutedProxy,
): PassConnection {
  const about = routesAbout(followed, called);
  return called.protocol === 'tls' ? byName(called, about, followed, proxy) : byPort(called, about, proxy);
}

/** Those that are for the host. */
export function routesAbout(
  followed: readonly EdgeVirtualService[],
  { host: called }: CalledHost,
): readonly EdgeVirtualService[] {
  return followed.filter(({ hosts }) => hosts.some((host) => doHostsMeet(host, called)));
}

/** The first TCP route that is for the caller takes all. */
function byPort(called: CalledHost, about: readonly EdgeVirtualService[], proxy: RoutedProxy): PassConnection {
  for (const by of about) {
    for (const { matches, destinations } of by.tcp) {
      const meant = matches.filter((match) => isForCaller(match, called, proxy));
      if (destinations.length === 0 || (matches.length > 0 && meant.length === 0)) continue;
      const subnets = meant.every(isForSubnets) && meant.length > 0;
      return subnets ? () => unclearSubnets(by) : () => passOn({ by, destinations }, called, proxy);
    }
  }
  return () => undefined;
}

/** TLS routes go by server name. One that no route is for may be another host's, or nobody's. */
function byName(
  called: CalledHost,
  about: readonly EdgeVirtualService[],
  followed: readonly EdgeVirtualService[],
  proxy: RoutedProxy,
): PassConnection {
  const chains = chainsIn(about, called, proxy);
  const others = chainsIn(followed, called, proxy).filter(({ by }) => !about.includes(by));
  const isOthers = (name: string): boolean => others.some(({ names }) => names.some((one) => doHostsMeet(one, name)));
  return (sent) => {
    const name = ownTlsOf(sent)?.sni?.toLowerCase();
    if (chains.length === 0 && (name === undefined || (name === called.host && !isOthers(name)))) return undefined;
    if (name === undefined) {
      return unclearRouting(`TLS to \`${called.host}\` is routed by its server name, which the call does not tell`);
    }
    const chain = chainFor(chains, name);
    if (chain === undefined || isOthers(name)) {
      return unclearRouting(
        `the sidecar goes by the server name, and no route to \`${called.host}\` alone is for \`${name}\``,
      );
    }
    if (doChainsClash(chains)) {
      return unclearRouting(`two routes to \`${called.host}\` are for one server name, which Envoy refuses`);
    }
    if (chain.isForSubnets) return unclearSubnets(chain.by);
    return passOn(chain, called, proxy);
  };
}

interface NamedRoute extends BytesRoute {
  readonly by: EdgeVirtualService;
  readonly names: readonly string[];
  readonly isForSubnets: boolean;
}

/** One for each match; of those that ask for the same, the first counts. */
function chainsIn(
  virtualServices: readonly EdgeVirtualService[],
  called: CalledHost,
  proxy: RoutedProxy,
): readonly NamedRoute[] {
  const known = new Set<string>();
  return virtualServices.flatMap((by) =>
    by.tls.flatMap(({ matches, destinations }) =>
      (destinations.length === 0 ? [] : matches)
        .filter((match) => isForCaller(match, called, proxy))
        .filter(({ sniHosts, destinationSubnets }) => {
          const asked = JSON.stringify([sniHosts, destinationSubnets]);
          return !known.has(asked) && known.add(asked);
        })
        .map((match) => ({ by, destinations, names: match.sniHosts, isForSubnets: isForSubnets(match) })),
    ),
  );
}

function isForCaller(match: SourceMatch, called: CalledHost, proxy: RoutedProxy): boolean {
  const isForSidecars = match.gateways.length === 0 || namesGateway(match, { kind: 'mesh' });
  return isForSidecars && isForPort(match, called) && isFromProxy(match, proxy);
}

function isForSubnets({ destinationSubnets }: TlsMatch | TcpMatch): boolean {
  return destinationSubnets.length > 0;
}

function unclearSubnets({ namespace, name }: EdgeVirtualService): Outcome {
  return unclearRouting(
    `VirtualService \`${namespace}/${name}\` goes by the address that is called, which is not known`,
  );
}

function passOn(route: BytesRoute, { port }: CalledHost, proxy: RoutedProxy): Outcome | AnyOf {
  return passBytes(route, { called: port, shown: port, endsTls: false, point: 'sidecar' }, proxy);
}
