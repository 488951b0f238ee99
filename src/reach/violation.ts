/** Does anybody send what nobody should? The search that most invariants share. */
import { nameOf } from '../policy/metadata';
import type { Mesh } from '../policy/model';
import type { Request } from '../policy/request';
import type { Condition } from '../policy/rule';
import type { Allowance, Analyst, PortTarget, ReachCaller } from './analyst';
import { unlessBeyond } from './beyond';
import type { Outcome } from './differences';
import { nameOfCaller } from './matrix';
import { intersect, isEmpty, type RequestSet, subtract } from './space/request-set';
import { type Judge, witnessIn } from './witness';

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

/** A call for which an invariant does not hold. */
export interface Counterexample {
  readonly request: Request;
  readonly actual: Outcome;
  /** in the mesh that this one should equal */
  readonly expected?: Outcome;
  /** the calls that lead there, one after the other, this one last */
  readonly through?: readonly Request[];
}

/** Whether an invariant holds. */
export type Proof =
  | { readonly kind: 'holds' }
  | {
      readonly kind: 'fails';
      readonly counterexample: Counterexample;
      /** callers and ports for which it fails: this one and others */
      readonly violations: number;
    }
  | { readonly kind: 'undecided'; readonly because: readonly string[] };

/** What nobody should send. */
export interface Forbidden {
  readonly to: (target: PortTarget) => boolean;
  readonly from: (caller: ReachCaller, target: PortTarget) => boolean;
  /** @default - the requests that the invariant means */
  readonly meant?: Meant;
  /** the part of what a caller sends that is meant */
  readonly part?: (from: ReachCaller, set: RequestSet, target: PortTarget) => RequestSet;
}

/** Whether nobody sends this. One that surely does is a counterexample; one that perhaps does leaves it undecided. */
export function provenAbsent(known: Known, forbidden: Forbidden): Proof {
  const { analyst, judge } = known;
  const because = new Set<string>();
  let first: Counterexample | undefined;
  let violations = 0;
  for (const target of analyst.targets.filter(forbidden.to)) {
    for (const { from, sets } of analyst.reach(target)) {
      const [allowance] = sets;
      if (allowance === undefined || !forbidden.from(from, target)) continue;
      const sent = unlessBeyond(
        () => sentOf(known, forbidden, { from, target, allowance }),
        (reason): Sent => ({ kind: 'perhaps', because: [reason] }),
      );
      if (sent.kind === 'nothing') continue;
      if (sent.kind === 'perhaps') {
        sent.because.forEach((reason) => because.add(`${placeOf(from, target)}: ${reason}`));
        continue;
      }
      if (first !== undefined) {
        violations += 1;
        continue;
      }
      const ofSet = { from, set: sent.set };
      const witness = witnessIn(analyst, ofSet, (request) => judge(request).verdict === 'allow');
      if (witness.kind === 'request') {
        first = { request: witness.request, actual: judge(witness.request) };
        violations += 1;
      } else because.add(`${placeOf(from, target)}: ${witness.kind === 'disputed' ? witness.because : UNTOLD}`);
    }
  }
  if (first !== undefined) return { kind: 'fails', counterexample: first, violations };
  return because.size > 0 ? { kind: 'undecided', because: [...because] } : { kind: 'holds' };
}

/** What a caller sends of what nobody should. */
type Sent =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'surely'; readonly set: RequestSet }
  | { readonly kind: 'perhaps'; readonly because: readonly string[] };

function sentOf(
  known: Known,
  { meant: own, part = (_, set) => set }: Forbidden,
  {
    from,
    target,
    allowance,
  }: { readonly from: ReachCaller; readonly target: PortTarget; readonly allowance: Allowance },
): Sent {
  const { conditions, unless } = own ?? known;
  const meant = conditions.length === 0 ? undefined : known.analyst.where(target, conditions);
  const excused = unless === undefined ? undefined : known.analyst.where(target, [unless]);
  const within = (set: RequestSet) => {
    const sent = part(from, set, target);
    const asked = meant === undefined ? sent : intersect(sent, meant);
    return excused === undefined ? asked : subtract(asked, excused);
  };
  const surely = within(allowance.surely);
  if (!isEmpty(surely)) return { kind: 'surely', set: surely };
  if (isEmpty(within(allowance.possibly))) return { kind: 'nothing' };
  return { kind: 'perhaps', because: allowance.undecided.length > 0 ? allowance.undecided : [AUTHORIZER] };
}

const AUTHORIZER = 'an external authorizer decides';
const UNTOLD = 'something gets through that no case can tell';

function placeOf(from: ReachCaller, { workload, port }: PortTarget): string {
  return `${nameOfCaller(from)} to \`${nameOf(workload)}\`, port \`${port}\``;
}
