/** Through which ports of gateways may a call from outside come to a Service, and with which request? */
import type { JsonObject } from '../../policy/json-object';
import type { Mesh, ObjectName } from '../../policy/model';
import type { HttpMatch } from '../../policy/model-virtual-service';
import { neighbourhoodsOf } from '../../policy/neighbourhood';
import { servicesOf } from '../../policy/port-protocol';
import { isGateway } from '../../policy/proxy-labels';
import { readCase } from '../../policy/read-case';
import { nameOf } from '../../policy/metadata';
import { unseenGateways } from '../../policy/unseen-gateways';
import type { GatewayChain } from '../ways/gateway-chain';
import { chainFor } from '../ways/gateway-chain';
import { arriveAtPort } from '../ways/gateway-arrival';
import type { GatewayPort } from '../ways/gateway-port';
import { gatewayPorts } from '../ways/gateway-port';
import { gatewayProxies } from '../servers/gateway-proxy';
import { hear } from '../proxies/heard-call';
import { outcomesOf } from '../course/onward';
import { routeThrough } from '../ways/route-at-gateway';
import { virtualHostFor } from '../routes/route-request';
import type { PathMatch } from '../routes/route-path';
import type { EdgeRoute } from '../routes/route-table';
import { targetsOf } from '../routes/route-table';
import type { RouteTarget } from '../routes/routing';
import { concreteHost, requestFor } from './outside-request';

/** A port of a Service. */
export interface ServicePortName {
  readonly service: ObjectName;
  readonly port: number;
}

/** A call that a gateway sends there, or may, in the words of case files. */
export interface OutsideCall {
  readonly call: JsonObject;
  /** the route that sends it there, in words */
  readonly route: string;
  /** what else the route takes; absent where it is no HTTP */
  readonly takes?: Takes;
}

/** Which requests a route takes. */
export interface Takes {
  readonly path: PathMatch;
  readonly match: HttpMatch;
  /** that of its virtual host, perhaps with a star */
  readonly host: string;
}

/** What was found. */
export interface OutsideRoutes {
  readonly calls: readonly OutsideCall[];
  /** why there may be more, in sentences */
  readonly unclear: readonly string[];
}

/** Calls, and why there may be more. */
type Found = readonly (OutsideCall | string)[];

/**
 * The calls that lead to one of these ports, one for each route that does; `given` is what is known of the request, in
 * the words of case files, and undefined for a TCP connection. Routes that do not take it are none.
 */
export function outsideRoutes(mesh: Mesh, wanted: readonly ServicePortName[], given?: JsonObject): OutsideRoutes {
  const proxies = gatewayProxies(mesh);
  const ports = gatewayPorts(mesh, neighbourhoodsOf(mesh));
  const gatewayServices = new Set(
    mesh.workloads.filter(isGateway).flatMap((pods) => servicesOf(mesh, pods).map(nameOf)),
  );
  const calls = new Map<string, OutsideCall>();
  const unclear: string[] = [...(unseenGateways(mesh)?.(wanted) ?? [])];
  for (const pods of mesh.workloads.filter(isGateway)) {
    const proxy = proxies.of(pods);
    for (const number of new Set(ports.serversOf(proxy).map(({ podPort }) => podPort))) {
      const port = ports.at(proxy, number);
      const found = port.kind === 'undecided' ? [port.because] : port.chains.flatMap((chain) => tried(port, chain));
      for (const one of found) {
        if (typeof one === 'string') unclear.push(`port ${number} of \`${nameOf(pods)}\`: ${one}`);
        else calls.set(JSON.stringify(one.call), one);
      }
    }
  }
  return { calls: [...calls.values()], unclear: [...new Set(unclear)] };

  function tried(port: GatewayPort, chain: GatewayChain): Found {
    const { does, server } = chain;
    if (does.kind === 'lost') return [does.because];
    const to = { gateway: gatewayNamed(server.gateway), port: server.port };
    if (does.kind === 'http') return given === undefined ? [] : throughRoutes(port, chain, to);
    const asker = { namespace: does.by.namespace, port: server.port };
    const leads = does.destinations.some((one) => isWanted(port.routing.find(one, asker)));
    if (!leads) return [];
    const sni = nameFor(port, chain, given?.sni ?? given?.host);
    if (sni === undefined) return [];
    const request = sni === '' ? given : { ...given, host: given?.host ?? sni, sni };
    return [{ call: { to, ...(request === undefined ? {} : { request }) }, route: `\`${nameOf(does.by)}\`` }];
  }

  function throughRoutes(port: GatewayPort, chain: GatewayChain, to: JsonObject): Found {
    const hosts = port.hostsAt(nameFor(port, chain, undefined) ?? '');
    const meant = given?.host === undefined ? undefined : virtualHostFor(hosts, String(given.host));
    return [...hosts].flatMap(([host, virtualHost]): Found => {
      if (virtualHost.redirectsToTls && chain.server.tls === 'none') return [];
      if (given?.host !== undefined && virtualHost !== meant) return [];
      return virtualHost.routes.flatMap((route) => {
        if (targetsOf(route).some(isWanted)) return through(port, chain, to, route, host);
        if (route.copies().some(isWanted)) return [`${route.shown} sends copies of requests there`];
        return targetsOf(route).some(leadsElsewhere) ? [`${route.shown} leads to what is not followed here`] : [];
      });
    });
  }

  function through(port: GatewayPort, chain: GatewayChain, to: JsonObject, route: EdgeRoute, host: string): Found {
    const { match, shown } = route;
    const fitting = requestFor(match, host, given ?? {});
    if ('lacks' in fitting) {
      return [`${shown} leads there for host \`${host}\`, and which ${fitting.lacks} it takes is said by patterns`];
    }
    const { request } = fitting;
    const sni = nameFor(port, chain, given?.sni ?? request.host);
    if (sni === undefined) return [];
    const call = { to, request: sni === '' ? request : { ...request, sni } };
    const takes = { path: route.path, match, host };
    return isTaken(port, call) ? [{ call, route: shown, takes }] : missed(shown, host);
  }

  /** What is given may as well be for another route; what was made up here should have been taken. */
  function missed(shown: string, host: string): Found {
    const isMadeUp = Object.keys(given ?? {}).length === 0;
    return isMadeUp ? [`${shown} leads there for some requests to host \`${host}\`, which were not found`] : [];
  }

  function isTaken(port: GatewayPort, call: JsonObject): boolean {
    const { http } = readCase({ from: { plaintext: true }, ...call });
    const arrival = arriveAtPort(port, { caller: { kind: 'plaintext' }, ...(http === undefined ? {} : { http }) });
    const heard = hear(port.config, arrival);
    if (heard.kind === 'refused') return true; // whoever refuses is told
    return outcomesOf(routeThrough(port, heard)).some(
      (outcome) => outcome.kind === 'undecided' || (outcome.kind === 'routed' && isWanted(outcome.to)),
    );
  }

  /** To another gateway, or to a host behind which pods are. */
  function leadsElsewhere({ service, host }: RouteTarget): boolean {
    if (service !== undefined) return gatewayServices.has(nameOf(service));
    return mesh.traffic.serviceEntries.some(({ hosts, selector }) => selector !== undefined && hosts.includes(host));
  }

  function isWanted(target: RouteTarget | undefined): boolean {
    const { service, port } = target ?? {};
    if (service === undefined) return false;
    return wanted.some((one) => one.port === port && nameOf(one.service) === nameOf(service));
  }
}

/** A server name that leads to this chain, that of the host first; empty without TLS, undefined when there is none. */
function nameFor({ chains }: GatewayPort, chain: GatewayChain, host: unknown): string | undefined {
  if (chain.server.tls === 'none') return '';
  const first = typeof host === 'string' ? [host.replace(/:\d*$/, '')] : [];
  const own = (chain.names ?? ['*']).map(concreteHost);
  return [...first, ...own].find((name) => chainFor(chains, name.toLowerCase()) === chain);
}

/** A listener has a name of its own, behind that of its Gateway. */
function gatewayNamed({ namespace, name }: ObjectName): string {
  return `${namespace}/${name.split('~')[0] ?? name}`;
}
