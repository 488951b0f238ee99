/** What the cases of a run touch, in words and with places: what every reporter of coverage shows. */
import { showFieldPath } from '../policy/field-path';
import type { JsonObject } from '../policy/json-object';
import { nameOf } from '../policy/metadata';
import { addCoverage } from './add-coverage';
import type { CoveredPolicy, Placed } from './covered-policy';
import { isEmpty, isTried } from './covered-policy';
import type { Place, PlacesOf } from './place';
import type { Untried } from './policy-coverage';
import type { Explored } from './regions/untried';

/** How many of something there are, and how many of these are touched. */
export interface Share {
  readonly touched: number;
  readonly all: number;
}

/** A whole run. */
export interface CoverageReport {
  readonly policies: readonly CoveredPolicy[];
  /** cases that would touch what none does, as case files write them */
  readonly cases: readonly JsonObject[];
  readonly summary: Readonly<Record<'policies' | 'rules' | 'values' | 'regions', Share>>;
}

/** What the cases of one mesh touch, with the places of its policies. */
export interface CoveredMesh extends Explored {
  readonly placesOf: PlacesOf;
}

/** The report. The cases of a policy that stands in several meshes are added up. */
export function coverageReport(meshes: readonly CoveredMesh[]): CoverageReport {
  const known = new Map<string, CoveredPolicy>();
  for (const policy of meshes.flatMap(placed)) {
    const key = JSON.stringify([policy.kind, policy.policy, policy.place, policy.rules.map(({ shown }) => shown)]);
    const before = known.get(key);
    if (before === undefined) known.set(key, policy);
    else addCoverage(before, policy);
  }
  const policies = [...known.values()];
  const rules = policies.flatMap((policy) => policy.rules);
  const share = <T>(all: readonly T[], isTouched: (one: T) => boolean): Share => ({
    touched: all.filter(isTouched).length,
    all: all.length,
  });
  const used = new Set(rules.flatMap(({ regions }) => regions.flatMap(({ untried }) => idOf(untried) ?? [])));
  return {
    policies,
    cases: meshes.flatMap(({ cases }) => cases).filter(({ id }) => used.has(String(id))),
    summary: {
      policies: share(policies, ({ asked }) => asked > 0),
      rules: share(rules, ({ matched }) => matched > 0),
      values: share(
        rules.flatMap(({ values }) => values),
        ({ touched }) => touched > 0,
      ),
      regions: share(
        rules.flatMap(({ regions }) => regions).filter((region) => !isEmpty(region)),
        isTried,
      ),
    },
  };
}

function idOf(untried: Untried | undefined): string | undefined {
  return untried?.kind === 'case' ? untried.id : undefined;
}

function placed({ coverage, placesOf }: CoveredMesh): readonly CoveredPolicy[] {
  const fields = coverage.flatMap(({ policy: { policy }, rules }) =>
    [[], ...rules.flatMap((rule) => [rule.field, ...[...rule.values, ...rule.regions].map(({ field }) => field)])].map(
      (field) => ({ policy, field }),
    ),
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
    rules: rules.map(({ field, shown, values, regions, tooMany, ...counts }) => ({
      ...next(field),
      shown,
      asked: counts.asked,
      matched: counts.matched,
      values: values.map((value) => ({ ...next(value.field), shown: value.shown, touched: value.touched })),
      regions: regions.map(({ field: at, spoken = 0, ...region }) => ({ ...region, ...next(at), spoken })),
      ...(tooMany === undefined ? {} : { tooMany }),
    })),
  }));
}
