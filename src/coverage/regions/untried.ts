/** Who touches a region, if no case does? An invariant that speaks of it, or a new case, which is ready to be added. */
import type { JsonObject } from '../../policy/json-object';
import { nameOf } from '../../policy/metadata';
import type { Mesh } from '../../policy/model';
import type { Request } from '../../policy/request';
import { expectationOf } from '../expected-verdict';
import type { Policy } from '../mutant';
import type { PolicyCoverage, Region, Untried } from '../policy-coverage';
import type { TouchingCall } from '../touch/call-touches';
import { type RegionCalls, regionCallsIn } from './region-calls';
import { madeOnce } from './made-once';
import type { RegionPlace } from './region-parts';
import type { SpokenOf } from './spoken-of';
import { type Tried, trialsIn } from './trials';

/** What is touched, and with which cases all would be. */
export interface Explored {
  readonly coverage: readonly PolicyCoverage[];
  /** as case files write them */
  readonly cases: readonly JsonObject[];
}

/** What regions are looked for with. */
export interface Exploring {
  readonly touches: (request: Request) => TouchingCall;
  /** calls of which invariants speak */
  readonly spoken: readonly SpokenOf[];
  /** gives a case the name that it wants, or one that no other has */
  readonly nameCase: (wanted: string) => string;
  /** is told how many policies were looked at */
  readonly tell: (done: number, of: number) => void;
}

/** The coverage of a mesh, with what is known of each region. Each call that is told was put to the engine of calls. */
export function explored(mesh: Mesh, coverage: readonly PolicyCoverage[], exploring: Exploring): Explored {
  const { touches, spoken, nameCase, tell } = exploring;
  const trials = trialsIn(mesh, touches);
  const rules = spoken.flatMap((one) => (one.kind === 'rule' ? [one] : []));
  const calls = spoken.flatMap((one) => (one.kind === 'calls' ? [one.calls.map(trials.keysTouched)] : []));
  const callsIn = regionCallsIn(mesh, rules);
  const cases: JsonObject[] = [];
  const touchedBy = new Map<string, string>();

  function exploredPolicy(one: PolicyCoverage): PolicyCoverage {
    const inRegions = callsIn(one.policy);
    const suggested = madeOnce(trials.suggestedBy(one.policy));
    const regionAt = (region: Region, place: RegionPlace, said: string): Region => {
      const key = trials.keyOf(one.policy.policy, place);
      const isIn = (requests: Iterable<Request>) => trials.firstIn(trials.all(requests), key) !== undefined;
      const speaking =
        rules.filter((about) => isIn(inRegions.some(place, about))).length +
        calls.filter((each) => each.some((keys) => keys.has(key))).length;
      if (region.touched + speaking > 0) return { ...region, spoken: speaking };
      const untried = untriedAt(one.policy, place, inRegions, suggested, said);
      return { ...region, spoken: 0, untried };
    };
    return {
      ...one,
      rules: one.rules.map((rule, r) => ({
        ...rule,
        regions: rule.regions.map((region, place) =>
          regionAt(region, { rule: r, region: place }, `${rule.shown}: ${region.shown}`),
        ),
      })),
    };
  }

  function untriedAt(
    { kind, policy }: Policy,
    place: RegionPlace,
    inRegions: RegionCalls,
    suggested: Iterable<Tried>,
    said: string,
  ): Untried {
    const key = trials.keyOf(policy, place);
    const known = touchedBy.get(key);
    if (known !== undefined) return { kind: 'case', id: known };
    const maybe = inRegions.mayBeThere(place);
    if (maybe === false) return { kind: 'empty' };
    const found = trials.firstIn(trials.all(inRegions.some(place)), key) ?? trials.firstIn(suggested, key);
    if (found === undefined) {
      return { kind: 'unknown', because: maybe === true ? 'no call was found that a case could tell' : maybe.because };
    }
    const id = nameCase(`${policy.name}-region`);
    const because = `${kind} ${nameOf(policy)}, ${said}`;
    cases.push({ id, because, ...found.call, expect: expectationOf(found.verdict) });
    for (const one of found.keys) if (!touchedBy.has(one)) touchedBy.set(one, id);
    return { kind: 'case', id };
  }

  return {
    coverage: coverage.map((one, done) => {
      tell(done, coverage.length);
      return exploredPolicy(one);
    }),
    cases,
  };
}
