/** Does anybody send what nobody should? The search that most invariants share. */
import { nameOf } from '../policy/metadata';
import type { Allowance, PortTarget, ReachCaller } from './analyst';
import { unlessBeyond } from './beyond';
import { type Forbidden, type Known, meantOf } from './forbidden';
import { nameOfCaller } from './matrix';
import { type Counterexample, orVacuously, type Proof } from './proof';
import { isEmpty, type RequestSet } from './space/request-set';
import { withoutRequests } from './vacuity';
import { witnessIn } from './witness';

/** Whether nobody sends this. One that surely does is a counterexample; one that perhaps does leaves it undecided. */
export function provenAbsent(known: Known, forbidden: Forbidden): Proof {
  return orVacuously(searched(known, forbidden), () => withoutRequests(known, forbidden));
}

function searched(known: Known, forbidden: Forbidden): Proof {
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
  forbidden: Forbidden,
  {
    from,
    target,
    allowance,
  }: { readonly from: ReachCaller; readonly target: PortTarget; readonly allowance: Allowance },
): Sent {
  const within = meantOf(known, forbidden, target);
  const part = (set: RequestSet) => within(forbidden.part?.(from, set, target) ?? set);
  const surely = part(allowance.surely);
  if (!isEmpty(surely)) return { kind: 'surely', set: surely };
  if (isEmpty(part(allowance.possibly))) return { kind: 'nothing' };
  return { kind: 'perhaps', because: allowance.undecided.length > 0 ? allowance.undecided : [AUTHORIZER] };
}

const AUTHORIZER = 'an external authorizer decides';
const UNTOLD = 'something gets through that no case can tell';

function placeOf(from: ReachCaller, { workload, port }: PortTarget): string {
  return `${nameOfCaller(from)} to \`${nameOf(workload)}\`, port \`${port}\``;
}
