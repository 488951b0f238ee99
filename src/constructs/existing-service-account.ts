import type { AbstractPod } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { referencedIdentity } from './known-identity';
import type { Operation } from './operation';
import { bindPods, bindSelected } from './pod-binding';
import { addUnnamedRoute } from './route';
import type { ServiceAccountReference } from './service-identity-props';
import { type ISource, Source } from './source';
import type { IWorkloadIdentity } from './workload-identity';
import type { WorkloadPort } from './workload-port';
import { WorkloadTarget } from './workload-target';

/** The identity of a service account that somebody else writes. */
export class ExistingServiceAccount extends Construct implements IWorkloadIdentity {
  public readonly serviceAccountName: string;
  public readonly namespaceName: string;
  public readonly principal: string;
  /** @internal */
  public readonly _target: WorkloadTarget;

  private source?: Source;

  public constructor(scope: Construct, id: string, reference: ServiceAccountReference) {
    super(scope, id);
    const identity = referencedIdentity(id, reference);
    this.serviceAccountName = identity.serviceAccountName;
    this.namespaceName = identity.namespaceName;
    this.principal = identity.principal;
    this._target = new WorkloadTarget(this, identity);
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
    this._target.bind(bindPods(workload, this.serviceAccountName, this.namespaceName));
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
