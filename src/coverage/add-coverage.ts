/** What do the cases of two meshes touch of one policy together? */
import type { CoveredPolicy, CoveredRegion } from './covered-policy';
import type { Untried } from './policy-coverage';

/** Adds what was found of the policy in another mesh. */
export function addCoverage(sum: CoveredPolicy, other: CoveredPolicy): void {
  sum.asked += other.asked;
  sum.rules.forEach((rule, index) => {
    const more = other.rules[index];
    rule.asked += more?.asked ?? 0;
    rule.matched += more?.matched ?? 0;
    rule.values.forEach((value, place) => {
      value.touched += more?.values[place]?.touched ?? 0;
    });
    rule.regions.forEach((region, place) => {
      const also = more?.regions[place];
      if (also !== undefined) addRegion(region, also);
    });
  });
}

/** What either touches is touched; a case for one of the meshes is a case. */
function addRegion(sum: CoveredRegion, other: CoveredRegion): void {
  sum.touched += other.touched;
  sum.spoken += other.spoken;
  const [mine, theirs] = [sum.untried, other.untried];
  if (mine === undefined || theirs === undefined) delete sum.untried;
  else if (WEIGHT[theirs.kind] > WEIGHT[mine.kind]) sum.untried = theirs;
}

const WEIGHT: Readonly<Record<Untried['kind'], number>> = { case: 2, unknown: 1, empty: 0 };
