/** Which calls are in a region, at any place where its policy decides? Sets of requests tell. */
import { settledMeshes } from '../../evaluate/settled-meshes';
import { principalOf } from '../../istio/identity';
import { groupBy } from '../../policy/group-by';
import { nameOf } from '../../policy/metadata';
import type { Mesh } from '../../policy/model';
import { once } from '../../policy/remember';
import type { Request } from '../../policy/request';
import { whyBeyond } from '../../reach/beyond';
import { comparisonIn, type KnownIdentity, type RuleComparison } from '../../reach/rule-comparison';
import type { PlacedRule } from '../../reach/ways/rule-reading';
import { ruleSpaces } from '../../reach/space/rule-space';
import type { Policy } from '../mutant';
import { partsOf, placed, type RegionPlace } from './region-parts';
import type { SpokenOf } from './spoken-of';
import { type Standing, standingsIn } from './standing';
import { type RulesThere, rulesThere } from './wanted';

/** The calls in the regions of one policy. */
export interface RegionCalls {
  /** calls that should be in the region, which the engine of calls confirms; of those that an invariant is about */
  readonly some: (place: RegionPlace, about?: SpokenRule) => Iterable<Request>;
  /** whether there may be any, or why that cannot be told */
  readonly mayBeThere: (place: RegionPlace) => boolean | { readonly because: string };
}

/** Calls of which an invariant speaks. */
export type SpokenRule = SpokenOf & { readonly kind: 'rule' };

/** What the sets tell at one place. */
type Told =
  | {
      readonly kind: 'told';
      readonly there: RulesThere;
      readonly spokenBy: ReadonlyMap<SpokenRule, PlacedRule>;
      readonly comparison: RuleComparison;
    }
  | { readonly kind: 'untold'; readonly because: string };

/** So many workloads near by are tried as callers. */
const MOST_CALLERS = 8;

/** Tells which calls are in the regions of policies of this mesh. */
export function regionCallsIn(mesh: Mesh, spoken: readonly SpokenRule[]): (policy: Policy) => RegionCalls {
  const standingsOf = settledMeshes(mesh).map(standingsIn);
  const spaceOf = ruleSpaces();
  const workloadsIn = groupBy(mesh.workloads, ({ namespace }) => namespace);
  return (policy) => {
    const { all, wantedAt } = partsOf(policy);
    const found = standingsOf.map((of) => of(policy));
    const places = found.flatMap((one) => one.all.map((standing) => ({ standing, tell: tellerAt(standing, all) })));
    return {
      *some(place, about) {
        for (const { standing, tell } of places) {
          if (about !== undefined && !about.isAt(standing.workload)) continue;
          const told = tell();
          if (told.kind === 'untold') continue;
          const also = about === undefined ? [] : [told.spokenBy.get(about) as PlacedRule];
          for (const wanted of wantedAt(place, told.there) ?? []) {
            const within = { ...wanted, matches: [...wanted.matches, ...also] };
            yield* told.comparison.examplesOf(within, callersNear(standing.workload));
          }
        }
      },
      mayBeThere(place) {
        if (policy.kind !== 'AuthorizationPolicy') return true;
        const because = found.find(({ missed }) => missed !== undefined)?.missed;
        if (because !== undefined) return { because };
        for (const { tell } of places) {
          const told = tell();
          if (told.kind === 'untold') return told;
          if (wantedAt(place, told.there)?.some((one) => told.comparison.mayBeThere(one)) !== false) return true;
        }
        return false;
      },
    };
  };

  /** The sets are made when somebody asks. */
  function tellerAt({ place, policies, workload }: Standing, parts: readonly PlacedRule[]): () => Told {
    return once(() => {
      const there = rulesThere(policies);
      const near = spoken.filter(({ isAt }) => isAt(workload));
      const spokenBy = new Map(near.map((one) => [one, placed(one.rule)] as const));
      const rules = [...there.denying, ...(there.allowing ?? []), ...parts, ...spokenBy.values()];
      try {
        return { kind: 'told', there, spokenBy, comparison: comparisonIn(spaceOf(rules, place)) };
      } catch (error) {
        return { kind: 'untold', because: whyBeyond(error) };
      }
    });
  }

  function callersNear(workload: string): readonly KnownIdentity[] {
    const [namespace = ''] = workload.split('/');
    return (workloadsIn.get(namespace) ?? [])
      .filter((one) => nameOf(one) !== workload)
      .slice(0, MOST_CALLERS)
      .map((one) => ({
        workload: { namespace: one.namespace, name: one.name },
        identity: principalOf(mesh.settings.trustDomain, one.namespace, one.serviceAccount),
      }));
  }
}
