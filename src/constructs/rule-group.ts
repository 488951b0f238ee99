/** Routes with the same `to` and `when`: their sources stand together in as few rules as Istio takes. */
import type {
  AuthorizationPolicySpecRules,
  AuthorizationPolicySpecRulesFromSource as IstioSource,
  AuthorizationPolicySpecRulesTo,
  AuthorizationPolicySpecRulesWhen,
} from '../../imports/security.istio.io';
import { MAX_RULES } from '../istio/limits';
import { sortedUnique } from './field-values';

type Field = keyof IstioSource;

/** @internal */
export class RuleGroup {
  /** sources of one positive field, such as principals: their values are united */
  private readonly united: { [field in Field]?: string[] } = {};
  /** every other source, by its text; most groups have none */
  private others?: Map<string, IstioSource>;
  private anyone = false;

  public constructor(
    public readonly to: AuthorizationPolicySpecRulesTo[],
    public readonly when: AuthorizationPolicySpecRulesWhen[],
  ) {}

  /** How many rules the sources need, were there no "everybody" among them: never shrinks, whatever the order. */
  public get maxRuleCount(): number {
    const sources = Object.keys(this.united).length + (this.others?.size ?? 0);
    return Math.max(1, Math.ceil(sources / MAX_RULES));
  }

  /** At least as many as its rules have in JSON, given those of `to` and `when`. */
  public maxCharacters(operations: number): number {
    const punctuation = 64;
    let characters = this.maxRuleCount * (operations + punctuation);
    for (const [field, values] of Object.entries(this.united)) {
      characters += field.length + punctuation;
      for (const value of values) characters += value.length + 3;
    }
    for (const text of this.others?.keys() ?? []) characters += text.length + punctuation;
    return characters;
  }

  public addSources(sources: readonly IstioSource[]): void {
    this.anyone ||= sources.length === 0;
    for (const source of sources) {
      const [field, second] = Object.keys(source) as Field[];
      // a ∈ P or a ∈ Q ⇔ a ∈ P ∪ Q holds for one positive field; two fields, or a negated one, do not unite
      if (field !== undefined && second === undefined && !field.startsWith('not')) {
        (this.united[field] ??= []).push(...(source[field] as string[]));
      } else {
        this.others ??= new Map();
        this.others.set(JSON.stringify(source), source);
      }
    }
  }

  public toRules(): AuthorizationPolicySpecRules[] {
    const rest = {
      ...(this.to.length === 0 ? {} : { to: this.to }),
      ...(this.when.length === 0 ? {} : { when: this.when }),
    };
    if (this.anyone) return [rest];
    const united = Object.entries(this.united).map(([field, values]): IstioSource => ({
      [field]: sortedUnique(values),
    }));
    const sources = [...united, ...(this.others?.values() ?? [])]
      .map((source) => ({ source }))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    return Array.from({ length: this.maxRuleCount }, (_, i) => ({
      from: sources.slice(i * MAX_RULES, (i + 1) * MAX_RULES),
      ...rest,
    }));
  }
}
