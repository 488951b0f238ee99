/** What a caller may send to one port, in answers about meshes. */
import type { Allowance } from '../allowance';
import type { ReachCaller } from './caller';

/** What one caller may send, in each mesh. */
export interface CallerReach {
  readonly from: ReachCaller;
  /** of an identity that is told apart: the patterns that it is of, but for `*` */
  readonly around?: readonly string[];
  /** one for each mesh; undefined: the caller or the target is not in that mesh */
  readonly sets: readonly (Allowance | undefined)[];
}
