/** Which requests? Exact sets of the requests to one port, with the operations that every kind of set has. */
import type { Region } from '../../sets/region';
import type { Space } from './space';

/**
 * Requests to one port. Sets of one `Space` can be combined: all that one analyst tells of one target. What callers are
 * told of is a part of the space, too, and so is the way on which a request comes.
 */
export interface RequestSet {
  readonly space: Space;
  readonly region: Region;
}

/** The requests of either. */
export function union(a: RequestSet, b: RequestSet): RequestSet {
  return { space: a.space, region: a.space.regions.union(a.region, b.region) };
}

/** The requests of both. */
export function intersect(a: RequestSet, b: RequestSet): RequestSet {
  return { space: a.space, region: a.space.regions.intersect(a.region, b.region) };
}

/** The requests of the first that are not in the second. */
export function subtract(a: RequestSet, b: RequestSet): RequestSet {
  return { space: a.space, region: a.space.regions.subtract(a.region, b.region) };
}

/** The other requests. */
export function complement(a: RequestSet): RequestSet {
  return { space: a.space, region: a.space.regions.complement(a.region) };
}

/** Whether there is no request in it. */
export function isEmpty(a: RequestSet): boolean {
  return a.space.regions.isEmpty(a.region);
}

/** Whether each request of the first is in the second. */
export function isSubset(a: RequestSet, b: RequestSet): boolean {
  return a.space.regions.isSubset(a.region, b.region);
}

/** Whether both have the same requests. */
export function equals(a: RequestSet, b: RequestSet): boolean {
  return a.space.regions.equals(a.region, b.region);
}

/** One of the requests, as the atoms of its attributes; undefined: there is none. */
export function witness(a: RequestSet): readonly number[] | undefined {
  return a.space.regions.witness(a.region);
}
