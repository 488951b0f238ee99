/** What is asked by whoever stands before a port. */
import { arriveAtSidecar } from '../evaluate/arrive-at-sidecar';
import type { Point } from '../evaluate/point';
import type { Arrive } from './arrivals';
import { partitionAtDoor } from './door-partition';
import type { DoorReading } from './door-reading';
import { readDoor } from './door-reading';
import type { EnvoyReading } from './envoy-reading';
import { BY_OWN_ACCOUNT, readEnvoy } from './envoy-reading';
import { partitionAtEnvoy } from './envoy-partition';
import type { Literal } from './formula';
import type { Partition } from './partition';
import { untold, wholly } from './partition';
import type { AddressSource } from './scene';
import type { Space } from './space';
import { partitionAtZtunnel } from './ztunnel-partition';
import type { ZtunnelReading } from './ztunnel-reading';
import { readZtunnel } from './ztunnel-reading';

/** Who decides, and what they ask. */
export type PointReading =
  | { readonly kind: 'envoy'; readonly reading: EnvoyReading }
  | { readonly kind: 'ztunnel'; readonly reading: ZtunnelReading }
  /** of a gateway, whatever it does then */
  | { readonly kind: 'door'; readonly reading: DoorReading }
  /** no proxy */
  | { readonly kind: 'open' }
  | { readonly kind: 'untold'; readonly because: string };

/** What this point asks about calls to a port: where addresses are known from, in the order of the connection. */
export function readPoint(point: Point, port: number, source: AddressSource, destination: AddressSource): PointReading {
  switch (point.kind) {
    case 'sidecar': {
      const arrive: Arrive = (caller, http) =>
        arriveAtSidecar(point, { caller, ...(http === undefined ? {} : { http }) });
      return {
        kind: 'envoy',
        reading: readEnvoy({
          config: point.config,
          port,
          arrive,
          source,
          connection: source,
          remote: BY_OWN_ACCOUNT,
          destination,
        }),
      };
    }
    case 'ztunnel':
      return { kind: 'ztunnel', reading: readZtunnel({ guard: point, port, source, destination }) };
    case 'gateway':
      return { kind: 'door', reading: readDoor(point, source, destination) };
    case 'out':
      return { kind: 'open' };
    case 'unknown':
      return { kind: 'untold', because: point.because };
  }
}

/** What has to be told apart for it. */
export function literalsAt(point: PointReading): readonly Literal[] {
  switch (point.kind) {
    case 'envoy':
    case 'ztunnel':
    case 'door':
      return point.reading.literals;
    case 'open':
    case 'untold':
      return [];
  }
}

/** The verdict on each request. */
export function partitionAt(point: PointReading, space: Space): Partition {
  switch (point.kind) {
    case 'envoy':
      return partitionAtEnvoy(point.reading, space);
    case 'ztunnel':
      return partitionAtZtunnel(point.reading, space);
    case 'door':
      return partitionAtDoor(point.reading, space, () => wholly(space.regions, 'allow'));
    case 'open':
      return wholly(space.regions, 'allow');
    case 'untold':
      return untold(space.regions, [point.because]);
  }
}
