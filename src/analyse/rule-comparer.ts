/**
 * Questions about rules that only sets of requests answer, put to them where the rules are in force. It is loaded when
 * the first check asks, as most manifests need none of it.
 */
import { evaluator } from '../evaluate/evaluate';
import type { Verdict } from '../evaluate/verdict';
import { behavioursOf } from '../istio/behaviour';
import type { JsonObject } from '../policy/json-object';
import type { MeshSettings } from '../policy/mesh-settings';
import { nameOf } from '../policy/metadata';
import type { AuthorizationPolicy } from '../policy/model';
import { remember } from '../policy/remember';
import type { Request } from '../policy/request';
import { writeCase } from '../policy/write-case';
import { whyBeyond } from '../reach/beyond';
import { comparisonIn, type RuleComparison } from '../reach/rule-comparison';
import type { PlacedRule } from '../reach/ways/rule-reading';
import { type RulePlace, ruleSpaces } from '../reach/space/rule-space';
import type { Inventory } from './inventory';
import { MOST_PORTS, placeOf, portsIn, type PortsMeant, waysTo } from './rule-place';
import { shapeOf } from './rule-shape';

/** Who compares rules. */
export interface RuleComparer {
  /**
   * What `look` finds about these rules, where the policy is in force. Undefined: nothing, or nothing that is so under
   * each behaviour that the version of Istio may have, or it cannot be told. INVARIANT: whether `look` finds something
   * depends on the question and on the shape of the rules; what it finds may depend on all. If served ports are meant,
   * nothing is found unless the rules name each of them. @default - any port is meant
   */
  readonly compare: <T>(
    question: string,
    policy: AuthorizationPolicy,
    rules: readonly PlacedRule[],
    look: (comparison: RuleComparison) => T | undefined,
    meant?: PortsMeant,
  ) => T | undefined;
  /** the request as a case, if the decision engine judges it so */
  readonly replayed: (request: Request | undefined, verdict: Verdict['verdict']) => JsonObject | undefined;
  /** what could not be compared, and why, in sentences */
  readonly untold: () => readonly string[];
}

/** Nothing was found: because there is nothing, or because it cannot be told. */
interface Nothing {
  readonly because?: string;
}

/** The comparer of rules of these manifests. */
export function ruleComparerOf(inventory: Inventory, settings: MeshSettings): RuleComparer {
  const behaviours = behavioursOf(settings.istioVersion);
  const spaceOf = ruleSpaces();
  const reasons = new Map<string, string>();
  const known = new Map<string, Nothing>();
  let judge: ((request: Request) => Verdict) | undefined;
  const placeAt = remember((policy: AuthorizationPolicy) => placeOf(policy, inventory, settings.rootNamespace));
  const lookInAll = <T>(
    place: Omit<RulePlace, 'ways' | 'settings'>,
    ways: RulePlace['ways'] | undefined,
    rules: readonly PlacedRule[],
    look: (comparison: RuleComparison) => T | undefined,
  ): { readonly found: T } | Nothing => {
    if (ways === undefined) return { because: `they name more than ${MOST_PORTS} ports` };
    try {
      const spaces = behaviours.map((behaviour) =>
        spaceOf(rules, { ...place, ways, settings: { ...settings, behaviour } }),
      );
      const found = spaces.map((space) => look(comparisonIn(space)));
      const [first] = found;
      if (first !== undefined && !found.includes(undefined)) return { found: first };
      const [because] = spaces.flatMap((space) => space.because);
      return because === undefined ? {} : { because };
    } catch (error) {
      return { because: whyBeyond(error) };
    }
  };
  return {
    compare(question, policy, rules, look, meant = 'any') {
      const place = placeAt(policy);
      const ports = portsIn(rules);
      if (meant === 'served' && !place.isServedOnlyAt(ports)) return undefined;
      const { readers, isWithinMesh, seesSource } = place;
      const key = JSON.stringify([question, meant, readers, isWithinMesh, seesSource, shapeOf(rules)]);
      const answer = known.get(key) ?? lookInAll(place, waysTo(place, ports, meant), rules, look);
      if ('found' in answer) return answer.found;
      known.set(key, answer);
      if (answer.because === undefined) return undefined;
      const name = nameOf(policy);
      const what = `what rules of AuthorizationPolicy \`${name}\` have in common was not told`;
      reasons.set(name, `${what}: ${answer.because}`);
      return undefined;
    },
    replayed(request, verdict) {
      if (request === undefined) return undefined;
      judge ??= evaluator(inventory.mesh);
      return judge(request).verdict === verdict ? writeCase(request) : undefined;
    },
    untold: () => [...reasons.values()],
  };
}
