/** Which calls does a rule match? Some of them, each made from one value of each of its conditions. */
import { textsOf } from '../../policy/condition-value';
import type { Condition, Rule } from '../../policy/rule';
import type { Touched } from '../mutant';
import { type Draft, type Step } from './draft';
import { type Scene, stepsFrom, stepsTo } from './samples';

/** How many are made: of each condition so many values, and of the rule so many calls. */
export interface Width {
  readonly values: number;
  readonly calls: number;
}

/** Calls that the rule matches, if the engine agrees; those with touched values come first. */
export function seedsOf(
  rule: Rule,
  base: Draft,
  scene: Scene,
  touched: Touched | undefined,
  width: Width,
): readonly Draft[] {
  const choices = rule.clauses.reduce<readonly (readonly Step[])[]>(
    (before, { alternatives }) =>
      combined(
        before,
        alternatives.flatMap((conditions) => stepsOfAll(conditions, scene, touched, width)),
        width.calls,
      ),
    [[]],
  );
  return choices.map((steps) => steps.reduce((draft, step) => step(draft), base));
}

/** All conditions of one alternative, one way after the other. */
function stepsOfAll(
  conditions: readonly Condition[],
  scene: Scene,
  touched: Touched | undefined,
  width: Width,
): readonly (readonly Step[])[] {
  return conditions.reduce<readonly (readonly Step[])[]>(
    (before, condition) => {
      const steps = stepsOf(condition, scene, touched).slice(0, width.values);
      return steps.length === 0
        ? before
        : combined(
            before,
            steps.map((step) => [step]),
            width.calls,
          );
    },
    [[]],
  );
}

function stepsOf(
  { attribute, values, notValues }: Condition,
  scene: Scene,
  touched: Touched | undefined,
): readonly Step[] {
  if (values.length === 0) return notValues.length === 0 ? [] : stepsFrom(attribute, scene);
  const texts = textsOf(values);
  const isTouched = touched?.attribute.kind === attribute.kind;
  const first = isTouched ? touched.values.filter((value) => texts.includes(value)) : [];
  return [...new Set([...first, ...texts.slice(0, 4)])].flatMap((value) => stepsTo(attribute, value, scene));
}

/** Every pair, as far as there is room; the later list varies first. */
function combined(
  before: readonly (readonly Step[])[],
  after: readonly (readonly Step[])[],
  most: number,
): readonly (readonly Step[])[] {
  const pairs: (readonly Step[])[] = [];
  for (const first of before) {
    for (const second of after) {
      if (pairs.length === most) return pairs;
      pairs.push([...first, ...second]);
    }
  }
  return pairs;
}
