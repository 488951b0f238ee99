/** What can differ between requests to one port, as far as somebody asks: the dimensions of its request sets. */
import type { Regions } from '../sets/regions';

/** The dimensions of the requests to one port. */
export interface Space {
  readonly regions: Regions;
}
