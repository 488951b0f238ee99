/** What the cases touch, for programs: `coverage` of `zero-trust test --coverage --format json`. */
import type { CoverageReport } from '../coverage/coverage-report';
import type { CoveredPolicy } from '../coverage/covered-policy';
import { isEmpty } from '../coverage/covered-policy';
import type { Place } from '../coverage/place';
import type { Untried } from '../coverage/policy-coverage';

/**
 * The value, one line a policy. `lines` has for each file how many cases touch a line, as lcov's `DA` does, and
 * `branches` how many cases and invariants touch each region of the rule there, as `BRDA` does.
 */
export function coverageJson({ policies, cases, summary }: CoverageReport): string {
  const all = policies.map((policy) => `\n  ${JSON.stringify(policyOf(policy))}`);
  const end = all.length > 0 ? '\n' : '';
  return `{"policies":[${all.join(',')}${end}],\n"cases":${JSON.stringify(cases)},\n"lines":${JSON.stringify(linesOf(policies))},\n"branches":${JSON.stringify(branchesOf(policies))},\n"summary":${JSON.stringify(summary)}}`;
}

function policyOf({ kind, policy, asked, rules, place }: CoveredPolicy): object {
  const [namespace, name] = policy.split('/');
  return {
    object: { kind, namespace, name },
    ...located(place),
    asked,
    rules: rules.map((rule) => ({
      rule: rule.shown,
      field: rule.field,
      ...located(rule.place),
      asked: rule.asked,
      matched: rule.matched,
      values: rule.values.map((value) => ({
        value: value.shown,
        field: value.field,
        ...located(value.place),
        touched: value.touched,
      })),
      regions: rule.regions.map(({ shown, field, place: at, touched, spoken, untried }) => ({
        region: shown,
        field,
        ...located(at),
        touched,
        invariants: spoken,
        ...(untried === undefined ? {} : untriedOf(untried)),
      })),
      ...(rule.tooMany === undefined ? {} : { tooManyCombinations: rule.tooMany }),
    })),
  };
}

function untriedOf(untried: Untried): object {
  switch (untried.kind) {
    case 'case':
      return { case: untried.id };
    case 'empty':
      return { empty: true };
    case 'unknown':
      return { undecided: untried.because };
  }
}

function located(place: Place | undefined): object {
  return place === undefined ? {} : { location: place };
}

/** Of several things on one line the least touched counts. */
function linesOf(policies: readonly CoveredPolicy[]): Readonly<Record<string, Readonly<Record<number, number>>>> {
  const lines = new Map<string, Map<number, number>>();
  const see = (place: Place | undefined, touched: number): void => {
    if (place === undefined) return;
    const file = lines.get(place.file) ?? new Map<number, number>();
    file.set(place.line, Math.min(file.get(place.line) ?? Infinity, touched));
    lines.set(place.file, file);
  };
  for (const { place, asked, rules } of policies) {
    see(place, asked);
    for (const rule of rules) {
      see(rule.place, rule.matched);
      rule.values.forEach((value) => see(value.place, value.touched));
    }
  }
  return Object.fromEntries([...lines].map(([file, numbers]) => [file, Object.fromEntries(numbers)]));
}

/** Rules that begin on one line count together. */
function branchesOf(policies: readonly CoveredPolicy[]): Readonly<Record<string, Readonly<Record<number, number[]>>>> {
  const branches: Record<string, Record<number, number[]>> = {};
  for (const { place, regions } of policies.flatMap(({ rules }) => rules)) {
    const counts = regions.filter((region) => !isEmpty(region)).map(({ touched, spoken }) => touched + spoken);
    if (place === undefined || counts.length === 0) continue;
    const file = (branches[place.file] ??= {});
    (file[place.line] ??= []).push(...counts);
  }
  return branches;
}
