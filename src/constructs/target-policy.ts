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
  type AuthorizationPolicySpecRulesFromSource,
  type AuthorizationPolicySpecRulesTo,
  type AuthorizationPolicySpecRulesWhen,
} from '../../imports/security.istio.io';
import { MAX_CLIENT_SIDE_APPLY_BYTES, MAX_RULES } from '../istio/limits';
import { ArgoCd, SyncWave } from './argo-cd';
import { addObject } from './istio-object';
import { RolloutOfApp, RolloutStage } from './rollout-stage';
import { RuleGroup } from './rule-group';
import { type AppCheck, ZeroTrustApp } from './zero-trust-app';
import type { RouteAction } from './route-action';

/** Bytes for all but the spec. */
const METADATA_ALLOWANCE = 4_096;

/** Which workloads a policy is for. @internal */
export interface PolicyTarget {
  /** where its objects stand in the tree, and what their ids begin with */
  readonly scope: Construct;
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  /** what the policy is attached to, known at synth */
  readonly attachment: () => PolicyAttachment;
  /** the rules as what enforces them sees the calls; without it as they are */
  readonly toEnforced?: (rules: readonly AuthorizationPolicySpecRules[]) => AuthorizationPolicySpecRules[];
}

/** What a policy is attached to: pods by their labels, or the object that stands for a proxy. @internal */
export interface PolicyAttachment {
  readonly selector?: { readonly matchLabels: { [key: string]: string } };
  readonly targetRefs?: { readonly group: string; readonly kind: string; readonly name: string }[];
}

/** One rule as a route means it. No `from`: everybody. @internal */
export interface RouteRule {
  readonly from: readonly AuthorizationPolicySpecRulesFromSource[];
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
    private readonly target: PolicyTarget,
    private readonly action: RouteAction,
  ) {
    this.app = ZeroTrustApp.of(target.scope);
    this.addObject();
    this.app.addCheck(this);
  }

  /** An object that is too large is no problem, only worth a word. */
  public atSynth(): string[] {
    this.tellOfParts();
    let characters = JSON.stringify(this.target.attachment()).length;
    for (const [key, group] of this.groups) characters += group.maxCharacters(key.length);
    // A character takes at most six bytes of JSON; few policies come near the limit, and only these are written out.
    if (characters * 6 + METADATA_ALLOWANCE > MAX_CLIENT_SIDE_APPLY_BYTES) {
      this.objects.forEach((object, index) => this.checkSize(object, index));
    }
    return [];
  }

  /** Policies of one target are no atomic update, and the first that is enforced refuses what the others allow. */
  private tellOfParts(): void {
    const { scope, id, name, namespace } = this.target;
    const parts = this.objects.length;
    if (this.action !== 'ALLOW' || parts === 1) return;
    if (RolloutOfApp.of(scope).stageOf(namespace) !== RolloutStage.DENY) return;
    this.app.warn(
      `${scope.node.path}/${id}`,
      `\`${namespace}/${name}\` needs ${parts} ALLOW policies, which stage \`DENY\` enforces one after the other, so that some of its routes are refused for a moment; join some of them, or move on when nobody calls`,
    );
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

  /** What it says, before it is split. */
  public rules(): readonly AuthorizationPolicySpecRules[] {
    this.rendered ??= [...this.groups.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, group]) => group.toRules());
    return this.rendered;
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
    const { scope, id, name, namespace } = this.target;
    const which = `${this.action.toLowerCase()}${index === 0 ? '' : `-${index + 1}`}`;
    this.objects.push(
      addObject(scope, `${id}.${which}`, {
        gvk: AuthorizationPolicy.GVK,
        name: `${name}-${which}`,
        namespace,
        wave: SyncWave.ROUTE,
        restricts: this.action === 'DENY',
        spec: () => this.spec(index),
      }),
    );
  }

  private spec(index: number): AuthorizationPolicySpec {
    const { attachment, toEnforced = (all: readonly AuthorizationPolicySpecRules[]) => all } = this.target;
    const rules = toEnforced(this.rules().slice(index * MAX_RULES, (index + 1) * MAX_RULES));
    return {
      ...attachment(),
      action: AuthorizationPolicySpecAction[this.action],
      // An ALLOW policy without rules allows nothing; it stays when the last route goes, as removing it could open the
      // target.
      ...(rules.length === 0 ? {} : { rules: [...rules] }),
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
