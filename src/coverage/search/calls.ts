/** Which calls may a mutant decide otherwise? The likely ones first: those of its own rules, then their neighbours. */
import type { CaseRequest } from '../../cases/case-request';
import type { Rule } from '../../policy/rule';
import { rulesOf } from '../../policy/rule';
import type { Mutant, Policy } from '../mutant';
import { callOf, type Draft, sending, type Step } from './draft';
import { neighbours } from './neighbours';
import type { Place } from './places';
import { type Scene, strangerOf } from './samples';
import { seedsOf, type Width } from './seeds';

/** Values of a condition, and calls of a rule, that are tried. */
const OWN: Width = { values: 6, calls: 48 };
const OTHERS: Width = { values: 2, calls: 4 };
const MOST_RULES = 40;

/** A policy, and what of it calls are to be about: all of it, or a change. */
export type AboutPolicy = Pick<Mutant, 'before' | 'after' | 'rule' | 'touched'>;

/** Calls to these places. */
export function* callsAbout(
  mutant: AboutPolicy,
  places: readonly Place[],
  callers: Pick<Scene, 'principals' | 'trustDomain'>,
): Generator<CaseRequest> {
  const { touched } = mutant;
  const own = changedRules(mutant);
  const scenes = places.map((place) => ({ place, scene: { ...callers, jwtRules: place.jwtRules } }));
  const seeds = (rules: readonly Rule[], { place, scene }: PlacedScene, width: Width): readonly Draft[] =>
    rules.slice(0, MOST_RULES).flatMap((rule) => seedsOf(rule, baseAt(place, scene), scene, touched, width));
  const waves: readonly ((at: PlacedScene) => Iterable<Draft>)[] = [
    (at) => seeds(own, at, OWN),
    (at) => varied([...seeds(own, at, OWN).slice(0, 24), baseAt(at.place, at.scene)], neighbours(touched, at.scene)),
    (at) => seeds(at.place.rules, at, OTHERS),
    (at) => varied(seeds(at.place.rules, at, OTHERS), neighbours(touched, at.scene)),
  ];
  for (const wave of waves) {
    for (const at of scenes) {
      for (const draft of wave(at)) yield* callsOf(draft, at.place);
    }
  }
}

interface PlacedScene {
  readonly place: Place;
  readonly scene: Scene;
}

/** The rules of the policy that the change is in, as they are and as they were. */
function changedRules({ before, after, rule }: AboutPolicy): readonly Rule[] {
  const rules = [...rulesIn(after), ...rulesIn(before)];
  return rule === undefined ? rules : rules.filter(({ index }) => index === rule);
}

function rulesIn(policy: Policy | undefined): readonly Rule[] {
  return policy?.kind === 'AuthorizationPolicy' ? rulesOf(policy.policy.rules) : [];
}

function baseAt({ hosts: [host] }: Place, { trustDomain }: Scene): Draft {
  const draft: Draft = { from: { identity: strangerOf(trustDomain) }, http: {} };
  return host === undefined ? draft : sending({ host })(draft);
}

function* varied(drafts: readonly Draft[], steps: readonly Step[]): Generator<Draft> {
  for (const draft of drafts) {
    for (const step of steps) yield step(draft);
  }
}

/** The call at each port, by each caller. */
function* callsOf(draft: Draft, place: Place): Generator<CaseRequest> {
  const { to, ports, isClosed, jwtRules, callers, addresses = [] } = place;
  const asked = draft.port === undefined || isClosed ? ports : [draft.port];
  for (const port of asked.length === 0 ? USUAL_PORTS : asked) {
    for (const from of callers ?? [draft.from]) {
      const placed = from.ip === undefined ? addresses.map((ip) => ({ ...from, ip })) : [];
      for (const each of [from, ...placed]) yield callOf({ ...draft, from: each }, { ...to, port }, jwtRules);
    }
  }
}

/** Where nobody says what a workload listens on. */
const USUAL_PORTS: readonly number[] = [8080];
