/** What one who was asked tells: steps, and what comes nearest where they deny. */
import type { NearMiss, Outcome, Step } from '../explanation';
import type { PointKind } from '../verdict';

/** A part of an explanation. */
export interface Told {
  readonly steps: readonly Step[];
  readonly nearest: readonly NearMiss[];
}

/** Makes the steps of one proxy. `by` is the policy that has the say, and its rule. */
export type StepHere = (
  layer: Step['layer'],
  outcome: Outcome,
  why: string,
  by?: Pick<Step, 'policy' | 'rule'>,
) => Step;

/** The steps of this proxy. */
export function stepsAt(point: PointKind, at: string): StepHere {
  return (layer, outcome, why, by) =>
    by === undefined ? { layer, point, at, outcome, why } : { layer, point, at, outcome, ...by, why };
}

/** The rule of this name, `namespace/name#index`. */
export function ruleNamed(by: string): { readonly policy: string; readonly rule: number } {
  const hash = by.lastIndexOf('#');
  return { policy: by.slice(0, hash), rule: Number(by.slice(hash + 1)) };
}

/** Rules in a sentence: rule 0 of `shop/a`, rule 1 of `shop/b`. */
export function rulesInWords(names: readonly string[]): string {
  return names
    .map((name) => {
      const { policy, rule } = ruleNamed(name);
      return `rule ${rule} of \`${policy}\``;
    })
    .join(', ');
}
