/** What should nobody send? An invariant, as far as it forbids requests. */
import type { Mesh } from '../policy/model';
import type { Condition } from '../policy/rule';
import type { Analyst, PortTarget, ReachCaller } from './analyst';
import { intersect, type RequestSet, subtract } from './space/request-set';
import type { Judge } from './witness';

/** Which requests an invariant means. */
export interface Meant {
  /** those for which all of this holds, */
  readonly conditions: readonly Condition[];
  /** and not this */
  readonly unless?: Condition;
  /** the identities of the callers that it names */
  readonly identities?: Condition | undefined;
}

/** What an invariant is judged by. INVARIANT: the analyst was told of its conditions, these very objects. */
export interface Known extends Meant {
  readonly mesh: Mesh;
  readonly analyst: Analyst;
  readonly judge: Judge;
  readonly judgeOf: (mesh: Mesh) => Judge;
  readonly analystOf: (meshes: readonly [Mesh, ...Mesh[]]) => Analyst;
}

/** What nobody should send. */
export interface Forbidden {
  readonly to: (target: PortTarget) => boolean;
  readonly from: (caller: ReachCaller, target: PortTarget) => boolean;
  /** @default - the requests that the invariant means */
  readonly meant?: Meant;
  /** the part of what a caller sends that is meant */
  readonly part?: (from: ReachCaller, set: RequestSet, target: PortTarget) => RequestSet;
}

/** What of a set of requests to the port is meant, whoever sends it. */
export function meantOf(
  { analyst, ...named }: Known,
  { meant: own }: Forbidden,
  target: PortTarget,
): (set: RequestSet) => RequestSet {
  const { conditions, unless } = own ?? named;
  const meant = conditions.length === 0 ? undefined : analyst.where(target, conditions);
  const excused = unless === undefined ? undefined : analyst.where(target, [unless]);
  return (set) => {
    const asked = meant === undefined ? set : intersect(set, meant);
    return excused === undefined ? asked : subtract(asked, excused);
  };
}
