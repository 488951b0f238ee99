/** Which pods get what a DestinationRule makes callers speak, and which mutual TLS do they ask for? */
import { selects } from '../policy/in-force';
import type { Manifest } from '../policy/manifest';
import type { Service, Workload } from '../policy/model';
import type { DestinationRule } from '../policy/model-destination-rule';
import { type EffectiveMode, mtlsMode } from '../policy/mtls-mode';
import { targetPortOf } from '../policy/port-protocol';
import { proxyLabels } from '../policy/proxy-labels';
import { coversHost, fullHost, hostOf } from '../policy/short-host';
import { type PolicyPlace, policyPlaces } from './client-tls-places';
import { servicesOfHost } from './host-services';
import type { Inventory } from './inventory';

/** A port of pods, and what PeerAuthentications among the manifests ask of calls to it. */
export interface Receiver {
  readonly workload: Workload;
  readonly servicePort: number;
  /** `NO_PROXY`: the pods have none, and take what their program takes */
  readonly mode: EffectiveMode | 'NO_PROXY';
}

/** A place of a DestinationRule with its receivers. */
export interface ReceivedPlace {
  readonly rule: DestinationRule;
  readonly manifest: Manifest;
  readonly place: PolicyPlace;
  readonly receivers: readonly Receiver[];
}

/**
 * Every place of every rule. Under a host with a star, a Service that has a rule of its own is left out: which of the
 * two counts depends on the caller.
 */
export function* receivedPlaces(inventory: Inventory): Iterable<ReceivedPlace> {
  const hosts = inventory.mesh.traffic.destinationRules.map(({ host, namespace }) => fullHost(host, namespace));
  const exact = new Set(hosts);
  const stars = hosts.filter((host) => host.startsWith('*'));
  const hasNearerRule = (service: Service, star: string) => {
    const full = hostOf(service);
    return exact.has(full) || stars.some((other) => other.length > star.length && coversHost(other, full));
  };
  for (const { rule, manifest, places } of policyPlaces(inventory)) {
    const services = servicesOfHost(inventory, rule.host, rule.namespace).filter(
      (service) => !rule.host.startsWith('*') || !hasNearerRule(service, rule.host),
    );
    for (const place of places) {
      yield { rule, manifest, place, receivers: services.flatMap((service) => behind(inventory, service, place)) };
    }
  }
}

function behind(inventory: Inventory, service: Service, place: PolicyPlace): readonly Receiver[] {
  const isMeant = (port: number) => (place.port === undefined ? !place.around.ports.has(port) : place.port === port);
  return inventory
    .podsBehind(service)
    .filter((workload) => ['sidecar', 'outside'].includes(inventory.dataPlaneOf(workload)))
    .filter((workload) => place.subset === undefined || selects(place.subset.labels, proxyLabels(workload)))
    .flatMap((workload) =>
      service.ports
        .filter(({ port, transport }) => transport === 'TCP' && isMeant(port))
        .flatMap((port): readonly Receiver[] => {
          const target = targetPortOf(port, workload);
          if (target === undefined) return [];
          return [{ workload, servicePort: port.port, mode: modeAt(inventory, workload, target) }];
        }),
    );
}

function modeAt(inventory: Inventory, workload: Workload, port: number): Receiver['mode'] {
  const { dataPlaneOf, mesh, peerAuthenticationsIn } = inventory;
  if (dataPlaneOf(workload) === 'outside') return 'NO_PROXY';
  const namespaces = [...new Set([mesh.settings.rootNamespace, workload.namespace])];
  return mtlsMode({ ...mesh, peerAuthentications: namespaces.flatMap(peerAuthenticationsIn) }, workload, port);
}
