/** From the manifest of a VirtualService to its typed form. */
import type { JsonObject } from './json-object';
import { asNumber, asObject, asObjects, asStrings, isObject, tryString } from './json-object';
import type { GatewayReference, TcpMatch, TlsMatch, VirtualService } from './model-virtual-service';
import { present } from './present';
import { readDestination, readWeighted } from './read-destination';
import { readGatewayReference, readHttpMatch, readSourceMatch } from './read-http-match';
import { readHttpAction, readHeaderChanges } from './read-http-action';
import { readMetadata, specOf } from './read-metadata';

/** The VirtualService that this manifest describes. */
export function readVirtualService(manifest: JsonObject): VirtualService {
  const spec = specOf(manifest);
  const metadata = readMetadata(manifest);
  const { namespace } = metadata;
  const gateways = asStrings(spec.gateways, 'gateways').map((name) => readGatewayReference(name, namespace));
  const mesh: GatewayReference = { kind: 'mesh' };
  const matchesOf = <M>(route: JsonObject, read: (match: JsonObject, namespace: string) => M): readonly M[] =>
    asObjects(route.match, 'match').map((match) => read(match, namespace));
  return {
    ...metadata,
    hosts: asStrings(spec.hosts, 'hosts'),
    gateways: gateways.length === 0 ? [mesh] : gateways,
    exportTo: asStrings(spec.exportTo, 'exportTo'),
    http: asObjects(spec.http, 'http').map((route) => ({
      matches: matchesOf(route, readHttpMatch),
      action: readHttpAction(route, namespace),
      headers: readHeaderChanges(route.headers),
      mirrors: readMirrors(route),
      ...present({ name: tryString(route.name, 'name'), abort: readAbort(route) }),
    })),
    tls: asObjects(spec.tls, 'tls').map((route) => ({
      matches: matchesOf(route, readTlsMatch),
      destinations: asObjects(route.route, 'route').map(readWeighted),
    })),
    tcp: asObjects(spec.tcp, 'tcp').map((route) => ({
      matches: matchesOf(route, readTcpMatch),
      destinations: asObjects(route.route, 'route').map(readWeighted),
    })),
  };
}

/** The older `mirror` and the newer `mirrors` may stand together. */
function readMirrors(route: JsonObject) {
  const several = asObjects(route.mirrors, 'mirrors').map((mirror) => asObject(mirror.destination, 'destination'));
  return [...(isObject(route.mirror) ? [route.mirror] : []), ...several].map(readDestination);
}

/** Without percentage none at all. @see istio pilot/pkg/networking/core/route/route.go, `TranslateFault` */
function readAbort(route: JsonObject): { status?: number; percentage: number } | undefined {
  const { abort } = asObject(route.fault, 'fault');
  if (!isObject(abort)) return undefined;
  const percentage = isObject(abort.percentage) ? asNumber(abort.percentage.value, 'value', 0) : 0;
  return { percentage, ...present({ status: asNumber(abort.httpStatus, 'httpStatus', 0) || undefined }) };
}

function readTlsMatch(match: JsonObject, namespace: string): TlsMatch {
  return {
    ...readSourceMatch(match, namespace),
    sniHosts: asStrings(match.sniHosts, 'sniHosts'),
    destinationSubnets: asStrings(match.destinationSubnets, 'destinationSubnets'),
  };
}

function readTcpMatch(match: JsonObject, namespace: string): TcpMatch {
  return {
    ...readSourceMatch(match, namespace),
    destinationSubnets: asStrings(match.destinationSubnets, 'destinationSubnets'),
    ...present({ sourceSubnet: tryString(match.sourceSubnet, 'sourceSubnet') }),
  };
}
