/** A way to a port, and what is decided on it. */
import type { NoWay, Way } from '../../evaluate/ways/way';
import type { ObjectName } from '../../policy/model';
import type { Target } from '../../policy/request';
import type { EntryReading } from './entry-reading';
import type { ReadOnto, ReadShare } from './route-reading';
import type { SidecarReading } from './sidecar-reading';
import type { WayPartition } from './way-partition';

/** One name of a gateway by which the port may be reached from outside, and to each pod of it what is decided. */
export interface StudiedEntries {
  readonly to: Target;
  /** its atom */
  readonly atom: number;
  readonly ways: readonly StudiedEntry[];
}

/** A destination of a route that may lead to the port, and what is decided there. */
export type StudiedShare =
  | Extract<ReadShare, { readonly kind: 'untold' }>
  | { readonly kind: 'behind'; readonly way: StudiedWay; readonly leads: boolean };

/**
 * One name by which the port is called, and to each pod of the name what is decided on the way. No pods: only routes
 * of sidecars lead from the name to the port.
 */
export interface StudiedWay {
  readonly to: Target;
  /** its atom */
  readonly atom: number;
  readonly ways: readonly (Way | NoWay)[];
  /** one for each of the ways */
  readonly partitions: readonly WayPartition[];
  /** behind a gateway: addresses and server names of its connections are not those of the client */
  readonly isBehind?: true;
  /** the sidecar of the caller has chosen it by its routes */
  readonly isRouted?: true;
  /** what the sidecar of this caller does with what is called so, where it may go by routes */
  readonly sidecarOf?: (caller: ObjectName) => StudiedSidecar | undefined;
}

/** What a sidecar does with what is sent to one host. */
export interface StudiedSidecar {
  readonly read: SidecarReading;
  /** the way itself, for what goes where it is called */
  readonly asCalled: StudiedWay;
  /** what is decided behind each share that was read */
  readonly behind: (onto: ReadOnto) => readonly StudiedShare[];
}

/** A port of a gateway on which a target may be reached. */
export interface StudiedEntry {
  readonly read: EntryReading;
  /** what is decided behind each share that was read */
  readonly behind: (onto: ReadOnto) => readonly StudiedShare[];
}
