/**
 * The workloads behind an identity, and the policies in front of them. Routes may come before the workload is bound;
 * nothing is written until there is something that a policy could select.
 */
import type { Construct } from 'constructs';
import type { AuthorizationPolicySpecRules } from '../../imports/security.istio.io';
import { reportProblems } from './given-shape';
import { IdentityRegistry } from './identity-registry';
import type { KnownIdentity } from './known-identity';
import { NetworkOfApp } from './network-pods';
import type { PodBinding } from './pod-binding';
import { TargetAuthentication } from './target-authentication';
import type { RouteAction } from './route-action';
import { type PolicyTarget, type RouteRule, TargetPolicy } from './target-policy';
import { WaypointDoors } from './waypoint-doors';
import { LED_FROM_GATEWAYS } from './waypoint';
import { addWaypointLock } from './waypoint-lock';
import { ZeroTrustApp } from './zero-trust-app';

/** @internal */
export class WorkloadTarget {
  /** how calls come to it, if it stands behind a waypoint */
  public readonly doors?: WaypointDoors;

  private readonly policyTarget: PolicyTarget;
  private readonly bindings: PodBinding[] = [];
  private readonly pending: { action: RouteAction; rule: RouteRule }[] = [];
  private readonly policies: { [action in RouteAction]?: TargetPolicy } = {};
  private tokens?: TargetAuthentication;
  private isReporting = false;
  private isLocked = false;
  private routes = 0;

  /** @param construct the identity: beside it the policies are written, and under its path problems are reported */
  public constructor(
    public readonly construct: Construct,
    public readonly identity: KnownIdentity,
  ) {
    const { serviceAccountName: name, namespaceName: namespace, waypoint } = identity;
    const attachment = () => ({ selector: { matchLabels: this.selector() } });
    // Beside the identity and not below it: cdk8s walks the tree once a chart, and every node with children costs.
    const place = { scope: construct.node.scope as Construct, id: construct.node.id, name, namespace };
    if (waypoint === undefined) {
      this.policyTarget = { ...place, attachment };
    } else {
      const doors = new WaypointDoors(construct, identity, waypoint, () => this.podLabels());
      this.doors = doors;
      if (identity.namesWaypoint) waypoint._serveIdentity(namespace, name);
      this.policyTarget = {
        ...place,
        // without a door there is nothing at the waypoint, and nothing is opened
        attachment: () => doors.attachment() ?? attachment(),
        toEnforced: (rules) => (doors.attachment() === undefined ? [] : doors.rulesAtWaypoint(rules)),
      };
    }
    ZeroTrustApp.of(construct).changed();
    if (identity.problems.length > 0) this.report();
    if (identity.isUnderstood) IdentityRegistry.of(construct).add(this);
  }

  public bind(binding: PodBinding): void {
    ZeroTrustApp.of(this.construct).changed();
    this.bindings.push(binding);
    if (this.bindings.length > 1 || binding.problems.length > 0) this.report();
    this.policy('ALLOW');
    for (const { action, rule } of this.pending.splice(0)) this.addTo(action, rule);
    if (this.isBound && this.bindings.length === 1) NetworkOfApp.of(this.construct).add(this);
  }

  public addRule(action: RouteAction, rule: RouteRule): void {
    if (this.bindings.length > 0) {
      this.addTo(action, rule);
      return;
    }
    this.pending.push({ action, rule });
    this.report();
  }

  /** The tokens that the workloads accept. */
  public authentication(): TargetAuthentication {
    if (this.bindings.length === 0 || this.doors !== undefined) this.report();
    this.tokens ??= new TargetAuthentication(this.policyTarget);
    return this.tokens;
  }

  /** The labels by which its pods choose a waypoint of their own. */
  public podWaypointLabels(): { [key: string]: string } {
    const { waypoint, namespaceName } = this.identity;
    return waypoint?._isForPods === true ? waypoint._labelsIn(namespaceName) : {};
  }

  /** The labels by which its Services do; before Istio 1.30 gateways look at those of Services only. */
  private serviceWaypointLabels(): { [key: string]: string } {
    const { namesWaypoint, waypoint, namespaceName } = this.identity;
    if (waypoint === undefined || waypoint._isForPods) return {};
    return namesWaypoint ? waypoint._labelsIn(namespaceName) : LED_FROM_GATEWAYS;
  }

  /** Whether workloads are known that run as this identity. */
  public get isBound(): boolean {
    return this.bindings.length > 0 && this.identity.isUnderstood;
  }

  /** Whether its pods are told to be a gateway. */
  public get isGateway(): boolean {
    return this.bindings.some((binding) => binding.isGateway());
  }

  /** What its `<name>-allow` says. */
  public allowRules(): readonly AuthorizationPolicySpecRules[] {
    return this.policies.ALLOW?.rules() ?? [];
  }

  /** The number of one more route that was added without a name. */
  public nextRoute(): number {
    this.routes += 1;
    return this.routes;
  }

  /** The labels that every workload of the identity shares. */
  public selector(): { [key: string]: string } {
    const [first = {}, ...rest] = this.understood().map((binding) => binding.selector());
    if (rest.length === 0) return first;
    return Object.fromEntries(
      Object.entries(first).filter(([key, value]) => rest.every((labels) => labels[key] === value)),
    );
  }

  /** What is known of the labels of its pods, a workload each. */
  public podLabels(): { [key: string]: string }[] {
    return this.understood().map((binding) => binding.labels());
  }

  /** A binding with a problem stops the synth by that; what would follow from it is not worth a message. */
  private understood(): PodBinding[] {
    return this.bindings.filter((binding) => binding.problems.length === 0);
  }

  private addTo(action: RouteAction, rule: RouteRule): void {
    this.policy(action).addRule(rule);
    if (this.doors === undefined) return;
    this.report();
    if (action === 'ALLOW') this.lock(this.doors);
  }

  /** Lets in only the waypoint, once it has somebody to let through; until then nobody gets in. */
  private lock(doors: WaypointDoors): void {
    if (this.isLocked) return;
    this.isLocked = true;
    const { scope, id, name, namespace } = this.policyTarget;
    const allowed = () => this.policy('ALLOW').rules();
    addWaypointLock({ scope, id, name, namespace, selector: () => this.selector(), allowed }, doors);
  }

  private policy(action: RouteAction): TargetPolicy {
    return (this.policies[action] ??= new TargetPolicy(this.policyTarget, action));
  }

  /**
   * Reports its problems at synth. Called only where there may be some, as cdk8s runs every validation of the app once
   * a chart.
   */
  private report(): void {
    if (this.isReporting) return;
    this.isReporting = true;
    reportProblems(this.construct, () => [
      ...this.identity.problems,
      ...(this.identity.isUnderstood ? this.bindingProblems() : []),
    ]);
  }

  /** What is wrong with the workloads behind it. */
  private bindingProblems(): string[] {
    const { serviceAccountName: name, allowSharing } = this.identity;
    const isTarget = this.pending.length > 0 || this.tokens !== undefined;
    return [
      ...this.bindings.flatMap((binding) => binding.problems),
      isTarget && this.bindings.length === 0
        ? `identity \`${name}\` has routes and no workload; call \`attachTo(workload)\` or \`select(labels)\`, so that its policies select something`
        : undefined,
      this.bindings.length > 1 && !allowSharing
        ? `identity \`${name}\` stands for ${this.bindings.length} workloads (${this.bindings.map((b) => `\`${b.path}\``).join(', ')}), so that a grant to one is a grant to all; give each its own, or set \`allowSharing: true\``
        : undefined,
      this.bindings.length > 1 &&
      this.bindings.every((binding) => binding.problems.length === 0) &&
      Object.keys(this.selector()).length === 0
        ? `the workloads of identity \`${name}\` share no label, so no policy can select them all; give them a common label`
        : undefined,
      ...(this.bindings.length > 0 ? this.doorProblems() : []),
    ].filter((problem) => problem !== undefined);
  }

  /** cdk8s validates all before it writes anything, so this is the moment when the Services are known. */
  private doorProblems(): string[] {
    this.doors?.label(this.serviceWaypointLabels());
    const rulesOf = (action: RouteAction) => this.policies[action]?.rules() ?? [];
    return this.doors?.problems(rulesOf('ALLOW'), rulesOf('DENY'), this.tokens !== undefined) ?? [];
  }
}
