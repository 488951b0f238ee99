import { ApiObject } from 'cdk8s';
import type { AbstractPod } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { addSyncWave, SyncWave } from './argo-cd';
import { ExistingServiceAccount } from './existing-service-account';
import { ExternalIdentity } from './external-identity';
import { ownIdentity } from './known-identity';
import type { Operation } from './operation';
import { bindPods, bindSelected } from './pod-binding';
import { addUnnamedRoute } from './route';
import { isRouteTarget } from './route-target';
import type { ServiceAccountReference, ServiceIdentityProps } from './service-identity-props';
import { type IServiceIdentity, type ISource, Source } from './source';
import type { IWorkloadIdentity } from './workload-identity';
import type { WorkloadPort } from './workload-port';
import { WorkloadTarget } from './workload-target';

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
export class ServiceIdentity extends ApiObject implements IWorkloadIdentity {
  /**
   * A service account that exists already, such as that of an ingress gateway. Nothing is written for it unless it is
   * bound.
   */
  public static fromServiceAccount(
    scope: Construct,
    id: string,
    reference: ServiceAccountReference,
  ): IWorkloadIdentity {
    return new ExistingServiceAccount(scope, id, reference);
  }

  /**
   * An identity known by its principal only, such as `cluster.local/ns/edge/sa/gateway`. It can call, not be called.
   */
  public static fromPrincipal(scope: Construct, id: string, principal: string): IServiceIdentity {
    return new ExternalIdentity(scope, id, principal);
  }

  /** `ApiObject` says of itself that any object is one; an identity is more than that. @internal */
  public static override [Symbol.hasInstance](value: unknown): value is ServiceIdentity {
    return isRouteTarget(value);
  }

  public readonly serviceAccountName: string;
  public readonly namespaceName: string;
  public readonly principal: string;
  /** @internal */
  public readonly _target: WorkloadTarget;

  private source?: Source;

  public constructor(scope: Construct, id: string, props: ServiceIdentityProps) {
    const identity = ownIdentity(id, props);
    const { serviceAccountName, namespaceName } = identity;
    super(scope, id, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: serviceAccountName, namespace: namespaceName },
    });
    this.serviceAccountName = serviceAccountName;
    this.namespaceName = namespaceName;
    this.principal = identity.principal;
    this._target = new WorkloadTarget(this, identity);
    addSyncWave(this, SyncWave.SERVICE_ACCOUNT);
  }

  public get ports(): WorkloadPort[] {
    return [...this._target.identity.ports];
  }

  public get principals(): string[] {
    return [...this._target.identity.principals];
  }

  public toSource(): Source {
    this.source ??= Source.identities(this);
    return this.source;
  }

  public attachTo(workload: AbstractPod): void {
    const labels = this._target.podWaypointLabels();
    this._target.bind(bindPods(workload, this.serviceAccountName, this.namespaceName, labels));
  }

  public select(labels: { [key: string]: string }): void {
    this._target.bind(bindSelected(labels));
  }

  public allowFrom(source: ISource, ...operations: Operation[]): void {
    addUnnamedRoute('ALLOW', this, source, operations);
  }

  public denyFrom(source: ISource, ...operations: Operation[]): void {
    addUnnamedRoute('DENY', this, source, operations);
  }
}
