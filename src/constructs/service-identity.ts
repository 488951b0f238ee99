import type { ApiObject } from 'cdk8s';
import type { AbstractPod } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { checkPrincipal, checkTrustDomain, principalOf } from '../istio/identity';
import { DEFAULT_TRUST_DOMAIN } from '../istio/limits';
import { checkDnsLabel, checkDnsSubdomain, checkSelectorLabels } from '../istio/names';
import { shown } from '../istio/shown';
import { SyncWave } from './argo-cd';
import type { DataPlane } from './data-plane';
import { isText, reportProblems, shapeOf, shapeOfOptional, unknownFields } from './given-shape';
import { identityShape, optionsShape } from './identity-shape';
import { ExternalIdentity } from './external-identity';
import { IdentityRegistry } from './identity-registry';
import { addObject } from './istio-object';
import type { Operation } from './operation';
import { bindPods, type PodBinding } from './pod-binding';
import { AllowRoute, DenyRoute, tryAddRoute } from './route';
import type { IdentityOptions, ServiceAccountReference, ServiceIdentityProps } from './service-identity-props';
import type { Enforcement, IRouteTarget } from './route-target';
import { type IServiceIdentity, type ISource, Source } from './source';
import { TargetAuthentication } from './target-authentication';
import { type PolicyTarget, type RouteRule, TargetPolicy } from './target-policy';
import type { WorkloadPort } from './workload-port';

/**
 * Who a workload is: one ServiceAccount, hence one mTLS principal, bound to the workload that runs under it.
 *
 * As a source it stands for that principal. As a target it has routes: bound to a workload (`attachTo`, `select`), it
 * yields an AuthorizationPolicy `<name>-allow` from the start, which allows nothing until a route is added, and stays
 * when the last one goes.
 *
 * @see https://istio.io/latest/docs/concepts/security/#istio-identity
 * @example
 * const backend = new ServiceIdentity(chart, 'backend', { namespace: shop, ports: [WorkloadPort.http(8080)] });
 * backend.attachTo(deployment);
 * backend.allowFrom(frontend, Operation.get('/api/v1/data'));
 */
export class ServiceIdentity extends Construct implements IServiceIdentity, IRouteTarget {
  /**
   * A service account that exists already, such as that of an ingress gateway. Nothing is written for it unless it is
   * bound.
   */
  public static fromServiceAccount(scope: Construct, id: string, reference: ServiceAccountReference): ServiceIdentity {
    return new ServiceIdentity(scope, id, externalProps(reference), false);
  }

  /**
   * An identity known by its principal only, such as `cluster.local/ns/edge/sa/gateway`. It can call, not be called.
   */
  public static fromPrincipal(scope: Construct, id: string, principal: string): IServiceIdentity {
    return new ExternalIdentity(scope, id, principal);
  }

  public readonly serviceAccountName: string;
  public readonly namespaceName: string;
  public readonly principal: string;
  /** The ServiceAccount object, unless it is owned by somebody else. */
  public readonly apiObject?: ApiObject;
  /** @internal */
  public readonly _enforcement: Enforcement;
  /** @internal */
  public readonly _policyTarget: PolicyTarget;

  private readonly declaredPorts: WorkloadPort[];
  private readonly trustDomain: string;
  private readonly alsoAccept: string[];
  private readonly allowSharing: boolean;
  private readonly bindings: PodBinding[] = [];
  private readonly pending: { action: 'ALLOW' | 'DENY'; rule: RouteRule }[] = [];
  private readonly policies = new Map<'ALLOW' | 'DENY', TargetPolicy>();
  private authentication?: TargetAuthentication;
  private source?: Source;
  /** what is wrong with what the constructor was given */
  private readonly problems: string[];
  private readonly isMisshapen: boolean;
  private isReporting = false;
  private routes = 0;

  public constructor(scope: Construct, id: string, props: ServiceIdentityProps);
  /** @internal */
  public constructor(scope: Construct, id: string, props: OwnProps, owned: boolean);
  public constructor(scope: Construct, id: string, given: OwnProps, owned = true) {
    super(scope, id);
    const misshapen = given?.misshapen ?? identityShape(given);
    const props = misshapen.length > 0 ? UNKNOWN : given;
    this.serviceAccountName = props.name ?? id;
    this.namespaceName = props.namespace.namespaceName;
    this.trustDomain = props.namespace.trustDomain;
    this.principal = principalOf(this.trustDomain, this.namespaceName, this.serviceAccountName);
    this.declaredPorts = [...(props.ports ?? [])];
    this.alsoAccept = props.alsoAccept ?? [];
    this.allowSharing = props.allowSharing ?? false;
    this._enforcement = props.namespace.dataPlane?._enforcement ?? 'http';
    this._policyTarget = {
      name: this.serviceAccountName,
      namespace: this.namespaceName,
      selector: () => this._selector(),
    };
    this.problems = misshapen.length > 0 ? misshapen : this.ownProblems();
    this.isMisshapen = misshapen.length > 0;
    if (this.problems.length > 0) this.report();
    // Nothing is written for an identity that is not understood; the message stops the synth.
    if (misshapen.length > 0) return;
    IdentityRegistry.of(this).add(this);
    if (owned) {
      this.apiObject = addObject(this, 'ServiceAccount', {
        gvk: { apiVersion: 'v1', kind: 'ServiceAccount' },
        name: this.serviceAccountName,
        namespace: this.namespaceName,
        wave: SyncWave.SERVICE_ACCOUNT,
      });
    }
  }

  public get ports(): WorkloadPort[] {
    return [...this.declaredPorts];
  }

  public get principals(): string[] {
    return [this.principal, ...this.alsoAccept];
  }

  public toSource(): Source {
    this.source ??= Source.identities(this);
    return this.source;
  }

  /**
   * Runs the workload under this identity: sets its service account, and takes labels that select its pods. The labels
   * are those of the workload's selector that you chose; where there are none, the pods get `app: <name>`, because the
   * label that cdk8s-plus generates changes whenever a construct moves.
   */
  public attachTo(workload: AbstractPod): void {
    this.bind(bindPods(workload, this.serviceAccountName, this.namespaceName));
  }

  /**
   * Takes the pods with these labels for the workload of this identity: for workloads written elsewhere (plain
   * `ApiObject`, Helm, `Include`), which must name the service account themselves.
   */
  public select(labels: { [key: string]: string }): void {
    const problems = checkSelectorLabels(labels);
    const known = problems.length > 0 ? {} : { ...labels };
    this.bind({ path: shown(labels), problems, selector: () => known, labels: () => known });
  }

  /**
   * Lets the source do this (without operations: anything, on the declared ports). One more route of `<name>-allow`.
   */
  public allowFrom(source: ISource, ...operations: Operation[]): void {
    const props = { to: this, from: [source], operations };
    const id = this.routeId('AllowRoute');
    // Only a route with a problem becomes a construct, which says so at synth: cdk8s walks them all, once a chart.
    if (tryAddRoute('ALLOW', props).length > 0) new AllowRoute(this, id, props);
  }

  /** Refuses this to the source, whatever any route allows. One more rule of `<name>-deny`. */
  public denyFrom(source: ISource, ...operations: Operation[]): void {
    const props = { to: this, from: [source], operations };
    const id = this.routeId('DenyRoute');
    if (tryAddRoute('DENY', props).length > 0) new DenyRoute(this, id, props);
  }

  /** @internal */
  public _addRule(action: 'ALLOW' | 'DENY', rule: RouteRule): void {
    this.pending.push({ action, rule });
    if (this.bindings.length === 0) this.report();
    this.writePending();
  }

  /** @internal */
  public _authentication(): TargetAuthentication {
    if (this.bindings.length === 0) this.report();
    this.authentication ??= new TargetAuthentication(this, this._policyTarget);
    return this.authentication;
  }

  /** The labels that every workload of the identity shares. @internal */
  public _selector(): { [key: string]: string } {
    const [first, ...rest] = this.understood().map((binding) => binding.selector());
    return Object.fromEntries(
      Object.entries(first ?? {}).filter(([key, value]) => rest.every((labels) => labels[key] === value)),
    );
  }

  /** What is known of the labels of its pods, a workload each. @internal */
  public _podLabels(): { [key: string]: string }[] {
    return this.understood().map((binding) => binding.labels());
  }

  /** A binding with a problem stops the synth by that; what would follow from it is not worth a message. */
  private understood(): PodBinding[] {
    return this.bindings.filter((binding) => binding.problems.length === 0);
  }

  private bind(binding: PodBinding): void {
    this.bindings.push(binding);
    if (this.bindings.length > 1 || binding.problems.length > 0) this.report();
    if (!this.policies.has('ALLOW')) this.policies.set('ALLOW', new TargetPolicy(this, this._policyTarget, 'ALLOW'));
    this.writePending();
  }

  /** Routes may come before the workload is bound; only then there is something that a policy could select. */
  private writePending(): void {
    if (this.bindings.length === 0) return;
    for (const { action, rule } of this.pending.splice(0)) {
      const policy = this.policies.get(action) ?? new TargetPolicy(this, this._policyTarget, action);
      this.policies.set(action, policy);
      policy.addRule(rule);
    }
  }

  private routeId(kind: string): string {
    this.routes += 1;
    return `${kind}${this.routes}`;
  }

  /**
   * Reports its problems at synth. Called only where there may be some, as cdk8s runs every validation of the app once
   * a chart.
   */
  private report(): void {
    if (this.isReporting) return;
    this.isReporting = true;
    reportProblems(this, () => (this.isMisshapen ? this.problems : [...this.problems, ...this.bindingProblems()]));
  }

  private ownProblems(): string[] {
    const numbers = this.ports.map((port) => port.port);
    return [
      checkDnsSubdomain('service account', this.serviceAccountName),
      checkDnsLabel('namespace', this.namespaceName),
      checkTrustDomain(this.trustDomain),
      this.serviceAccountName === 'default'
        ? 'service account `default` is what every other pod of the namespace runs as; choose a name of its own, such as that of the workload'
        : undefined,
      ...this.alsoAccept.map(checkPrincipal),
      ...this.ports.flatMap((port) => port._problems()),
      ...numbers
        .filter((port, index) => numbers.indexOf(port) !== index)
        .map((port) => `port \`${port}\` is declared twice; declare each port once`),
    ].filter((problem) => problem !== undefined);
  }

  /** What is wrong with the workloads behind it. */
  private bindingProblems(): string[] {
    const isTarget = this.pending.length > 0 || this.authentication !== undefined;
    return [
      ...this.bindings.flatMap((binding) => binding.problems),
      isTarget && this.bindings.length === 0
        ? `identity \`${this.serviceAccountName}\` has routes and no workload; call \`attachTo(workload)\` or \`select(labels)\`, so that its policies select something`
        : undefined,
      this.bindings.length > 1 && !this.allowSharing
        ? `identity \`${this.serviceAccountName}\` stands for ${this.bindings.length} workloads (${this.bindings.map((b) => `\`${b.path}\``).join(', ')}), so that a grant to one is a grant to all; give each its own, or set \`allowSharing: true\``
        : undefined,
      this.bindings.length > 1 &&
      this.bindings.every((binding) => binding.problems.length === 0) &&
      Object.keys(this._selector()).length === 0
        ? `the workloads of identity \`${this.serviceAccountName}\` share no label, so no policy can select them all; give them a common label`
        : undefined,
    ].filter((problem) => problem !== undefined);
  }
}

interface OwnProps extends IdentityOptions {
  /** what is wrong with a reference that could not be read */
  readonly misshapen?: string[];
  readonly namespace: { readonly namespaceName: string; readonly trustDomain: string; readonly dataPlane?: DataPlane };
  readonly name?: string;
}

/** Stands in for an identity that is not understood, whose message stops the synth. */
const UNKNOWN: OwnProps = { namespace: { namespaceName: 'unknown', trustDomain: DEFAULT_TRUST_DOMAIN } };

function externalProps(reference: ServiceAccountReference): OwnProps {
  const fields = ['namespace', 'name', 'trustDomain', 'ports', 'alsoAccept', 'allowSharing'];
  const unknown = unknownFields('a service account', reference, fields);
  if (unknown.length > 0) return { ...UNKNOWN, misshapen: unknown };
  const { namespace, trustDomain = DEFAULT_TRUST_DOMAIN, ...options } = reference;
  const misshapen = [
    ...shapeOf('namespace', namespace, isText, 'the name of a namespace'),
    ...shapeOf('name', reference.name, isText, 'the name of a service account'),
    ...shapeOfOptional('trustDomain', trustDomain, isText, 'a text'),
    ...optionsShape(reference),
  ];
  return misshapen.length > 0
    ? { ...UNKNOWN, misshapen }
    : { ...options, namespace: { namespaceName: namespace, trustDomain }, misshapen };
}
