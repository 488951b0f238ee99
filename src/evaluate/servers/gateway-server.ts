/**
 * Which servers does a gateway's proxy have? Those of classic Gateways that select it, and the listeners of Gateways of
 * the Gateway API, in one form and in the order in which the first one wins.
 */
import type { Gateway, Mesh } from '../../policy/model';
import type { IstioServer, ServerHost } from '../../policy/model-gateway';
import { byAge } from '../../policy/object-order';
import { isApiGateway } from '../../policy/made-gateway';
import type { EdgeServer, PlacedServer } from './edge-server';
import { distinctListeners } from './gateway-conflict';
import type { GatewayProxy } from './gateway-proxy';
import { isSelecting, podPortsOf } from './gateway-proxy';
import { serverOfListener } from './gateway-listener';
import { isSecretThere } from './server-certificate';

/** The servers of this proxy. @see istio pilot/pkg/model/push_context.go, `mergeGateways` */
export function serversOf(mesh: Mesh, proxy: GatewayProxy): readonly PlacedServer[] {
  const classic = mesh.gateways.filter(
    (gateway) => isSelecting(gateway, proxy.proxy.labels) && isMerged(gateway, proxy),
  );
  return [...classic, ...proxy.gateways]
    .sort(byAge)
    .flatMap((gateway) =>
      serversIn(mesh, proxy, gateway).flatMap((server) =>
        podPortsOf(mesh, proxy, gateway, server.port).map((podPort) => ({ ...server, podPort })),
      ),
    );
}

function serversIn(mesh: Mesh, proxy: GatewayProxy, gateway: Gateway): readonly EdgeServer[] {
  if (isApiGateway(gateway)) {
    return distinctListeners(gateway.api.listeners).map((listener) => serverOfListener(mesh, gateway, listener));
  }
  const servers = gateway.api.kind === 'istio' ? gateway.api.servers : [];
  return servers.map((server) => classicServer(mesh, proxy, gateway, server));
}

/**
 * A classic Gateway of another namespace is kept off pods that are made for one of the Gateway API.
 * @see istio pilot/pkg/model/push_context.go, `filterStrictGatewayMerging`
 */
function isMerged({ namespace }: Gateway, { gateways }: GatewayProxy): boolean {
  const made = gateways.filter(({ api }) => api.addresses.every(({ type }) => type !== 'Hostname'));
  return made.length === 0 || made.some((gateway) => gateway.namespace === namespace);
}

function classicServer(
  mesh: Mesh,
  { proxy }: GatewayProxy,
  { namespace, name }: Gateway,
  server: IstioServer,
): EdgeServer {
  const { port, portName, protocol, bind, tls, httpsRedirect, credentialNames } = server;
  const secretsNamed = credentialNames
    .filter((secret) => !secret.includes('://')) // such as `builtin://`, which is no Secret
    .map((secret) => ({ namespace: proxy.namespace, name: secret }));
  const [missing] = secretsNamed.every((secret) => !isSecretThere(mesh, secret)) ? secretsNamed : [];
  const problem = missing && `there is no Secret \`${missing.namespace}/${missing.name}\` with the certificate`;
  return {
    gateway: { namespace, name },
    port,
    portName,
    protocol,
    tls,
    httpsRedirect,
    hosts: server.hosts.some(isEverywhere) ? [{ host: '*' }] : server.hosts,
    ...(bind === undefined ? {} : { bind }),
    ...(problem === undefined ? {} : { withoutCertificate: problem }),
  };
}

function isEverywhere({ host, namespace }: ServerHost): boolean {
  return host === '*' && namespace === undefined;
}
