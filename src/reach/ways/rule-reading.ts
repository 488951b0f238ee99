/** What does a rule ask, whichever workload stands behind it? Its formula, as each of its readers takes it. */
import { enforcedRules } from '../../evaluate/proxies/enforced-rules';
import { convertRule } from '../../evaluate/matching/layer4-rule';
import type { MeshSettings } from '../../policy/mesh-settings';
import type { AuthorizationPolicy } from '../../policy/model';
import type { Condition, Rule } from '../../policy/rule';
import { rulesFrom } from '../../policy/rule';
import type { Formula } from '../formulas/formula';
import { allOf, anyOf, NEVER } from '../formulas/formula';
import { domainsLetIn } from '../formulas/identity-forms';
import { conditionFormula } from '../formulas/rule-formula';
import type { AddressSource, Scene } from '../formulas/scene';
import { layer4Formula } from './ztunnel-reading';

/** Who reads rules: an Envoy where HTTP is spoken and where it is not, and ztunnel. */
export type Reader = 'http' | 'tcp' | 'ztunnel';

/** A rule, and the policy that it is of. */
export interface PlacedRule {
  readonly policy: AuthorizationPolicy;
  readonly rule: Rule;
}

/** Where rules are read. */
export interface RuleScene {
  readonly settings: MeshSettings;
  /** whether TLS lets in callers of the mesh's own trust domains only */
  readonly isWithinMesh: boolean;
  /** whether the other end of connections is the caller, and not a tunnel */
  readonly seesSource: boolean;
}

/** The formula of a rule about calls to a port. Envoy's conditions are read once, whatever rule they stand in. */
export type ReadRule = (placed: PlacedRule, port: number, reader: Reader) => Formula;

/** Reads rules in this scene. */
export function ruleReader(scene: RuleScene): ReadRule {
  const known = { http: new Map<Condition, Formula | undefined>(), tcp: new Map<Condition, Formula | undefined>() };
  const conditionOf = (policy: AuthorizationPolicy, condition: Condition, port: number, chain: 'http' | 'tcp') => {
    const made = known[chain];
    if (made.has(condition)) return made.get(condition);
    const formula = readCondition(policy, condition, sceneAt(scene, port, chain), scene.settings);
    if (condition.attribute.kind !== 'port') made.set(condition, formula);
    return formula;
  };
  return ({ policy, rule }, port, reader) => {
    if (reader === 'ztunnel') return readAtZtunnel(policy, rule, sceneAt(scene, port, 'tcp'), scene.settings);
    const clauses = rule.clauses.map(({ alternatives }) =>
      alternatives.map((all) => all.map((condition) => conditionOf(policy, condition, port, reader))),
    );
    // what Istio cannot give to Envoy takes the rule away
    return allOf(
      clauses.flat(2).includes(undefined)
        ? [NEVER]
        : clauses.map((alternatives) => anyOf(alternatives.map((all) => allOf(all.map((one) => one ?? NEVER))))),
    );
  };
}

/** As Envoy is given it; undefined: it is not, with the whole rule. */
function readCondition(
  policy: AuthorizationPolicy,
  condition: Condition,
  scene: Scene,
  settings: MeshSettings,
): Formula | undefined {
  const alone: Rule = { index: 0, clauses: [{ part: 'when', alternatives: [[condition]] }] };
  const [enforced] = enforcedRules([{ ...policy, rules: rulesFrom([alone]) }], scene.chain, settings);
  if (enforced === undefined) return undefined;
  return allOf(enforced.clauses.flatMap((c) => c.alternatives.flat()).map((each) => conditionFormula(each, scene)));
}

function readAtZtunnel(policy: AuthorizationPolicy, rule: Rule, scene: Scene, settings: MeshSettings): Formula {
  const { kind } = policy.action;
  if (kind === 'CUSTOM' || kind === 'AUDIT') return NEVER; // ztunnel has no such action
  const { rule: converted } = convertRule(kind, rule);
  if (converted === undefined) return NEVER;
  return layer4Formula(converted, { ...scene, trustDomain: settings.trustDomain });
}

function sceneAt({ settings, isWithinMesh, seesSource }: RuleScene, port: number, chain: 'http' | 'tcp'): Scene {
  const source: AddressSource = seesSource
    ? { kind: 'asked', about: { kind: 'source' } }
    : { kind: 'unknown', because: 'who stands next to a waypoint or gateway is not told' };
  return {
    behaviour: settings.behaviour,
    chain,
    port,
    trustDomains: isWithinMesh ? domainsLetIn(settings) : undefined,
    source,
    remote: chain === 'http' ? { kind: 'asked', about: { kind: 'remote' } } : source,
    destination: { kind: 'asked', about: { kind: 'destination' } },
    readsTokens: chain === 'http',
    // the values that proxies write are some of those that there are
    rewritten: new Map(),
  };
}
