/** What the cases of a run touch, in words and with places: what every reporter of coverage shows. */
import { showFieldPath } from '../policy/field-path';
import { nameOf } from '../policy/metadata';
import type { Policy } from './mutant';
import type { Place, PlacesOf } from './place';
import type { PolicyCoverage } from './policy-coverage';

/** A part of a policy: its field as in YAML, and the line. */
interface Placed {
  readonly field: string;
  readonly place?: Place;
}

/** Something that a rule tells apart, and how many cases touch it. */
export interface CoveredFacet extends Placed {
  readonly shown: string;
  touched: number;
}

/** A rule, and how many cases were held against it and matched it. */
export interface CoveredRule extends Placed {
  readonly shown: string;
  asked: number;
  matched: number;
  readonly facets: readonly CoveredFacet[];
}

/** A policy, and on how many cases it had a say. */
export interface CoveredPolicy extends Placed {
  readonly kind: Policy['kind'];
  /** `namespace/name` */
  readonly policy: string;
  asked: number;
  readonly rules: readonly CoveredRule[];
}

/** How many of something there are, and how many of these are touched. */
export interface Share {
  readonly touched: number;
  readonly all: number;
}

/** A whole run. */
export interface CoverageReport {
  readonly policies: readonly CoveredPolicy[];
  readonly summary: Readonly<Record<'policies' | 'rules' | 'values', Share>>;
}

/** What the cases of one mesh touch, with the places of its policies. */
export interface CoveredMesh {
  readonly coverage: readonly PolicyCoverage[];
  readonly placesOf: PlacesOf;
}

/** The report. The cases of a policy that stands in several meshes are added up. */
export function coverageReport(meshes: readonly CoveredMesh[]): CoverageReport {
  const known = new Map<string, CoveredPolicy>();
  for (const policy of meshes.flatMap(placed)) {
    const key = JSON.stringify([policy.kind, policy.policy, policy.place, policy.rules.map(({ shown }) => shown)]);
    const before = known.get(key);
    if (before === undefined) known.set(key, policy);
    else add(before, policy);
  }
  const policies = [...known.values()];
  const rules = policies.flatMap((policy) => policy.rules);
  const share = <T>(all: readonly T[], isTouched: (one: T) => boolean): Share => ({
    touched: all.filter(isTouched).length,
    all: all.length,
  });
  return {
    policies,
    summary: {
      policies: share(policies, ({ asked }) => asked > 0),
      rules: share(rules, ({ matched }) => matched > 0),
      values: share(
        rules.flatMap(({ facets }) => facets),
        ({ touched }) => touched > 0,
      ),
    },
  };
}

function placed({ coverage, placesOf }: CoveredMesh): readonly CoveredPolicy[] {
  const fields = coverage.flatMap(({ policy: { policy }, rules }) =>
    [[], ...rules.flatMap((rule) => [rule.field, ...rule.facets.map(({ field }) => field)])].map((field) => ({
      policy,
      field,
    })),
  );
  const places = placesOf(fields)[Symbol.iterator]();
  const next = (field: Parameters<typeof showFieldPath>[0]): Placed => {
    const place = places.next().value as Place | undefined;
    return { field: showFieldPath(field), ...(place === undefined ? {} : { place }) };
  };
  // in the order in which the fields were listed
  return coverage.map(({ policy: { kind, policy }, asked, rules }) => ({
    ...next([]),
    kind,
    policy: nameOf(policy),
    asked,
    rules: rules.map(({ field, shown, facets, ...counts }) => ({
      ...next(field),
      shown,
      asked: counts.asked,
      matched: counts.matched,
      facets: facets.map((facet) => ({ ...next(facet.field), shown: facet.shown, touched: facet.touched })),
    })),
  }));
}

function add(sum: CoveredPolicy, other: CoveredPolicy): void {
  sum.asked += other.asked;
  sum.rules.forEach((rule, index) => {
    const more = other.rules[index];
    rule.asked += more?.asked ?? 0;
    rule.matched += more?.matched ?? 0;
    rule.facets.forEach((facet, place) => {
      facet.touched += more?.facets[place]?.touched ?? 0;
    });
  });
}
