/** Which rules come nearest to matching, and what do they miss? A walk over their clauses, whatever these ask for. */
import type { WrittenClause, WrittenCondition, WrittenRule } from './written-rules';

/** A rule that does not match, and the conditions that kept it from matching. */
export interface Miss<F> {
  readonly rule: WrittenRule<F>;
  /** INVARIANT: there is one at least */
  readonly missed: readonly WrittenCondition<F>[];
  readonly missedClauses: number;
  readonly heldClauses: number;
}

/** So many are told at most. */
export const MOST_TOLD = 5;

/** The rules with the fewest missed clauses, and those with one more: the nearest first. */
export function nearestRules<F>(rules: readonly WrittenRule<F>[], facts: F): readonly Miss<F>[] {
  const misses = rules.flatMap((rule) => tryMiss(rule, facts) ?? []).sort(byNearness);
  const fewest = misses[0]?.missedClauses ?? 0;
  return misses.filter(({ missedClauses }) => missedClauses <= fewest + 1).slice(0, MOST_TOLD);
}

/** What the rule misses; nothing, when it matches or may match. */
export function tryMiss<F>(rule: WrittenRule<F>, facts: F): Miss<F> | undefined {
  const missedIn = rule.clauses.map((clause) => missedOf(clause, facts)).filter((missed) => missed.length > 0);
  if (missedIn.length === 0) return undefined;
  return {
    rule,
    missed: missedIn.flat(),
    missedClauses: missedIn.length,
    heldClauses: rule.clauses.length - missedIn.length,
  };
}

/** What is missed in the alternative that misses least; nothing, when one holds or may hold. */
function missedOf<F>({ alternatives }: WrittenClause<F>, facts: F): readonly WrittenCondition<F>[] {
  let least: readonly WrittenCondition<F>[] | undefined;
  for (const conditions of alternatives) {
    const missed = conditions.filter(({ answer }) => answer(facts) === 'no');
    if (missed.length === 0) return missed;
    if (least === undefined || missed.length < least.length) least = missed;
  }
  return least ?? [];
}

function byNearness<F>(a: Miss<F>, b: Miss<F>): number {
  return a.missedClauses - b.missedClauses || a.missed.length - b.missed.length || b.heldClauses - a.heldClauses;
}
