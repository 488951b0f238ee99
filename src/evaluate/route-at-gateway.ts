/**
 * Where does a gateway send a call? Its servers, its own policies, then its routes; what arrives at the target is what
 * the policies there are about.
 */
import { withMadeGateways } from '../policy/made-gateway';
import type { Mesh } from '../policy/model';
import { remember } from '../policy/remember';
import type { Request, Target } from '../policy/request';
import type { Arrival, Refusal } from './arrival';
import { decideAtProxy } from './decide-at-proxy';
import { settledMeshes } from './evaluate';
import { withExtensions } from './extension-on-path';
import type { GatewayPort } from './gateway-port';
import { arriveAtPort } from './gateway-arrival';
import { gatewayPortOf, passOn } from './gateway-port';
import { gatewayProxies } from './gateway-proxy';
import type { GatewayProxy } from './gateway-proxy';
import type { HeardCall } from './heard-call';
import { chainOf, hear } from './heard-call';
import { nameOf } from './network-index';
import type { KnownSecrets } from './server-certificate';
import { routeRequest } from './route-request';
import type { AnyOf, Outcome, Routing, UnclearRouting } from './routing';
import { unclearRouting } from './routing';

/**
 * What gateways do with calls, whose callers are identities, or plaintext. Without a list of Secrets each certificate
 * is taken to be there. Where the version of Istio may behave in several ways, they must all end alike.
 */
export function gatewayRouter(mesh: Mesh, secrets?: KnownSecrets): (request: Request) => Routing {
  const routers = settledMeshes(withMadeGateways(mesh)).map((settled) => settledRouter(settled, secrets));
  return (request) => {
    const [first, ...others] = routers.map((route) => route(request));
    if (first === undefined) return unclearRouting('the version of Istio has no behaviour');
    const isShared = others.every((other) => JSON.stringify(other) === JSON.stringify(first));
    return isShared ? first : unclearRouting('patch releases of this version of Istio do not route alike');
  };
}

function settledRouter(mesh: Mesh, secrets: KnownSecrets): (request: Request) => Routing {
  const portAt = gatewayPorts(mesh, secrets);
  return ({ from, to, http }) => {
    const port = portAt(to);
    if (port.kind === 'undecided') return port;
    if (from.kind === 'workload')
      return unclearRouting('what the proxy of the caller speaks to a gateway is not known');
    const ip = to.ip === undefined ? {} : { ip: to.ip };
    const call = { caller: from, ...ip, ...(http === undefined ? {} : { http }) };
    return routeArrival(port, arriveAtPort(port, call));
  };
}

/** The ports of gateways, each made once. */
function gatewayPorts(mesh: Mesh, secrets: KnownSecrets): (to: Target) => GatewayPort | UnclearRouting {
  const portOf = gatewayPortOf(mesh, secrets);
  const proxyOf = gatewayProxies(mesh);
  const ports = remember(
    ({ proxy, to }: { readonly proxy: GatewayProxy; readonly to: Target }) => portOf(proxy, to),
    ({ proxy, to }) => `${to.kind} ${to.port} ${nameOf(to.kind === 'gateway' ? to.gateway : proxy.workload)}`,
  );
  return (to) => {
    const proxy = proxyOf(to);
    return proxy.kind === 'unknown' ? unclearRouting(proxy.because) : ports({ proxy, to });
  };
}

function routeArrival(port: GatewayPort, arrival: Arrival | Refusal): Routing {
  const heard = hear(port.config, arrival);
  const { verdict } = withExtensions(decideAtProxy(port.config, heard), port.config.extensions, chainOf(heard));
  switch (verdict.verdict) {
    case 'deny':
      return verdict.status === 400 && verdict.layer === undefined
        ? { kind: 'answered', status: 400, because: verdict.because[0] ?? '' }
        : { kind: 'refused', verdict };
    case 'undecided':
      return unclearRouting(verdict.because.join('; '));
    case 'allow':
      return onward(port, heard);
    case 'depends':
      return { ...onward(port, heard), depends: { on: verdict.on } };
  }
}

function onward(port: GatewayPort, heard: HeardCall | Refusal): Outcome | AnyOf {
  if (heard.kind === 'refused') return unclearRouting(heard.verdict.because.join('; '));
  if (heard.kind === 'tcp') return passOn(port, heard.sent.arrival);
  const { sent, tokens } = heard;
  // what was let through is authenticated; anything else would be a gap of ours
  if (tokens.kind !== 'passed') return unclearRouting('whether the tokens are good is not certain');
  return routeRequest(port.hostsAt(sent.arrival.sni), tokens.request);
}
