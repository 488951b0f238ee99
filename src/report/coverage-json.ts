/** What the cases touch, for programs: `coverage` of `zero-trust test --coverage --format json`. */
import type { CoverageReport, CoveredPolicy } from '../coverage/coverage-report';
import type { Place } from '../coverage/place';

/** The value, one line a policy. `lines` has for each file how many cases touch a line, as lcov's `DA` does. */
export function coverageJson({ policies, summary }: CoverageReport): string {
  const all = policies.map((policy) => `\n  ${JSON.stringify(policyOf(policy))}`);
  const end = all.length > 0 ? '\n' : '';
  return `{"policies":[${all.join(',')}${end}],\n"lines":${JSON.stringify(linesOf(policies))},\n"summary":${JSON.stringify(summary)}}`;
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
      values: rule.facets.map((facet) => ({
        value: facet.shown,
        field: facet.field,
        ...located(facet.place),
        touched: facet.touched,
      })),
    })),
  };
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
      rule.facets.forEach((facet) => see(facet.place, facet.touched));
    }
  }
  return Object.fromEntries([...lines].map(([file, numbers]) => [file, Object.fromEntries(numbers)]));
}
