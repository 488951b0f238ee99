/** What stands outside the cluster, or beside Kubernetes: ServiceEntry and WorkloadEntry. */
import type { Labels, Metadata } from './metadata';
import type { ExportTo } from './model-destination-rule';
import type { WrittenPort } from './written-port';

/** How the addresses of a host are found. */
export type Resolution = 'NONE' | 'STATIC' | 'DNS' | 'DNS_ROUND_ROBIN' | 'DYNAMIC_DNS';

/** A port of a ServiceEntry. */
export interface EntryPort {
  readonly number: WrittenPort;
  readonly name: string;
  readonly protocol: string;
  readonly targetPort?: WrittenPort;
}

/** One place where a host is served: an address, a name, or a Unix socket. */
export interface Endpoint {
  readonly address: string;
  /** by the name of the entry's port */
  readonly ports: ReadonlyMap<string, WrittenPort>;
  readonly labels: Labels;
  readonly network?: string;
  readonly serviceAccount?: string;
}

/** A ServiceEntry. Without endpoints its pods or WorkloadEntries are selected by labels. */
export interface ServiceEntry extends Metadata {
  readonly hosts: readonly string[];
  readonly addresses: readonly string[];
  readonly ports: readonly EntryPort[];
  readonly location: 'MESH_EXTERNAL' | 'MESH_INTERNAL';
  readonly resolution: Resolution;
  readonly endpoints: readonly Endpoint[];
  readonly selector?: Labels;
  readonly exportTo: ExportTo;
  readonly subjectAltNames: readonly string[];
}

/** A WorkloadEntry: one machine that is no pod. */
export interface WorkloadEntry extends Metadata {
  readonly endpoint: Endpoint;
}
