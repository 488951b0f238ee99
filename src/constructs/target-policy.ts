/**
 * `<target>-allow` and `<target>-deny`: one AuthorizationPolicy for all routes to one target with one action, so that a
 * change is one atomic update. Rules are merged, sorted, and split at Istio's limits.
 */
import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  AuthorizationPolicy,
  AuthorizationPolicySpecAction,
  type AuthorizationPolicySpec,
  type AuthorizationPolicySpecRules,
  type AuthorizationPolicySpecRulesFromSource as IstioSource,
  type AuthorizationPolicySpecRulesTo,
  type AuthorizationPolicySpecRulesWhen,
} from '../../imports/security.istio.io';
import { MAX_CLIENT_SIDE_APPLY_BYTES, MAX_RULES } from '../istio/limits';
import { ArgoCd, SyncWave } from './argo-cd';
import { sortedUnique } from './field-values';
import { addObject } from './istio-object';
import { type AppCheck, ZeroTrustApp } from './zero-trust-app';
import type { RouteAction } from './route-action';

/** Bytes for all but the spec. */
const METADATA_ALLOWANCE = 4_096;

/** Which workloads a policy is for. @internal */
export interface PolicyTarget {
  readonly name: string;
  readonly namespace: string;
  /** the labels of its workloads, known at synth */
  readonly selector: () => { [key: string]: string };
}

/** One rule as a route means it. No `from`: everybody. @internal */
export interface RouteRule {
  readonly from: readonly IstioSource[];
  readonly to: AuthorizationPolicySpecRulesTo[];
  readonly when: AuthorizationPolicySpecRulesWhen[];
}

/** @internal */
export class TargetPolicy implements AppCheck {
  private readonly app: ZeroTrustApp;
  private readonly groups = new Map<string, RuleGroup>();
  private readonly objects: ApiObject[] = [];
  private lastGroup?: RuleGroup;
  private ruleCount = 0;
  private rendered: AuthorizationPolicySpecRules[] | undefined;

  public constructor(
    private readonly scope: Construct,
    private readonly target: PolicyTarget,
    private readonly action: RouteAction,
  ) {
    this.app = ZeroTrustApp.of(scope);
    this.addObject();
    this.app.addCheck(this);
  }

  /** An object that is too large is no problem, only worth a word. */
  public atSynth(): string[] {
    let characters = JSON.stringify(this.target.selector()).length;
    for (const [key, group] of this.groups) characters += group.maxCharacters(key.length);
    // A character takes at most six bytes of JSON; few policies come near the limit, and only these are written out.
    if (characters * 6 + METADATA_ALLOWANCE > MAX_CLIENT_SIDE_APPLY_BYTES) {
      this.objects.forEach((object, index) => this.checkSize(object, index));
    }
    return [];
  }

  public addRule(rule: RouteRule): void {
    const group = this.groupOf(rule);
    this.ruleCount -= group.maxRuleCount;
    group.addSources(rule.from);
    this.ruleCount += group.maxRuleCount;
    this.rendered = undefined;
    if (this.ruleCount > this.objects.length * MAX_RULES) this.addObject();
    this.app.changed();
  }

  private groupOf({ to, when }: RouteRule): RuleGroup {
    // most routes of a target have the very same `to`
    if (this.lastGroup?.to === to && this.lastGroup.when === when) return this.lastGroup;
    const key = JSON.stringify([to, when]);
    const known = this.groups.get(key);
    const group = known ?? new RuleGroup(to, when);
    if (known === undefined) {
      this.groups.set(key, group);
      this.ruleCount += group.maxRuleCount;
    }
    this.lastGroup = group;
    return group;
  }

  private addObject(): void {
    const index = this.objects.length;
    const suffix = index === 0 ? '' : `-${index + 1}`;
    this.objects.push(
      addObject(this.scope, `${this.action.toLowerCase()}${suffix}`, {
        gvk: AuthorizationPolicy.GVK,
        name: `${this.target.name}-${this.action.toLowerCase()}${suffix}`,
        namespace: this.target.namespace,
        wave: SyncWave.ROUTE,
        restricts: this.action === 'DENY',
        spec: () => this.spec(index),
      }),
    );
  }

  private spec(index: number): AuthorizationPolicySpec {
    this.rendered ??= [...this.groups.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, group]) => group.toRules());
    const rules = this.rendered.slice(index * MAX_RULES, (index + 1) * MAX_RULES);
    return {
      selector: { matchLabels: this.target.selector() },
      action: AuthorizationPolicySpecAction[this.action],
      // An ALLOW policy without rules allows nothing; it stays when the last route goes, as removing it could open the
      // target.
      ...(rules.length === 0 ? {} : { rules }),
    };
  }

  /** Client-side apply stores the object in an annotation; an object too large for that needs the server side. */
  private checkSize(object: ApiObject, index: number): void {
    const bytes = Buffer.byteLength(JSON.stringify(this.spec(index))) + METADATA_ALLOWANCE;
    if (bytes > MAX_CLIENT_SIDE_APPLY_BYTES) {
      ArgoCd.addSyncOptions(object, 'ServerSideApply=true');
      this.app.warn(
        object.node.path,
        `AuthorizationPolicy \`${this.target.namespace}/${object.name}\` has about ${bytes} bytes, more than client-side apply can store (${MAX_CLIENT_SIDE_APPLY_BYTES}); it carries \`ServerSideApply=true\` for Argo CD, and \`kubectl apply\` needs \`--server-side\``,
      );
    }
  }
}

/** Routes with the same `to` and `when`: their sources stand together. */
class RuleGroup {
  /** sources of one positive field, such as principals: their values are united */
  private readonly united = new Map<keyof IstioSource, string[]>();
  /** every other source, by its text */
  private readonly others = new Map<string, IstioSource>();
  private anyone = false;

  public constructor(
    public readonly to: AuthorizationPolicySpecRulesTo[],
    public readonly when: AuthorizationPolicySpecRulesWhen[],
  ) {}

  /** How many rules the sources need, were there no "everybody" among them: never shrinks, whatever the order. */
  public get maxRuleCount(): number {
    return Math.max(1, Math.ceil((this.united.size + this.others.size) / MAX_RULES));
  }

  /** At least as many as its rules have in JSON, given those of `to` and `when`. */
  public maxCharacters(operations: number): number {
    const punctuation = 64;
    let characters = this.maxRuleCount * (operations + punctuation);
    for (const [field, values] of this.united) {
      characters += field.length + punctuation;
      for (const value of values) characters += value.length + 3;
    }
    for (const text of this.others.keys()) characters += text.length + punctuation;
    return characters;
  }

  public addSources(sources: readonly IstioSource[]): void {
    this.anyone ||= sources.length === 0;
    for (const source of sources) {
      const [field, second] = Object.keys(source) as (keyof IstioSource)[];
      // a ∈ P or a ∈ Q ⇔ a ∈ P ∪ Q holds for one positive field; two fields, or a negated one, do not unite
      if (field !== undefined && second === undefined && !field.startsWith('not')) {
        const values = this.united.get(field) ?? [];
        values.push(...(source[field] as string[]));
        this.united.set(field, values);
      } else {
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
    const united = [...this.united].map(([field, values]): IstioSource => ({ [field]: sortedUnique(values) }));
    const sources = [...united, ...this.others.values()]
      .map((source) => ({ source }))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    return Array.from({ length: this.maxRuleCount }, (_, i) => ({
      from: sources.slice(i * MAX_RULES, (i + 1) * MAX_RULES),
      ...rest,
    }));
  }
}
