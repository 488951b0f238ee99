import type { AbstractPod } from 'cdk8s-plus-28';
import type { Operation } from './operation';
import type { IRouteTarget } from './route-target';
import type { IServiceIdentity, ISource } from './source';

/** The identity of workloads, whoever owns its service account. */
export interface IWorkloadIdentity extends IServiceIdentity, IRouteTarget {
  /**
   * Runs the workload under this identity: sets its service account, and takes labels that select its pods. The labels
   * are those of the workload's selector that you chose; where there are none, the pods get `app: <name>`, because the
   * label that cdk8s-plus generates changes whenever a construct moves.
   */
  attachTo(workload: AbstractPod): void;
  /**
   * Takes the pods with these labels for the workload of this identity: for workloads written elsewhere (plain
   * `ApiObject`, Helm, `Include`), which must name the service account themselves.
   */
  select(labels: { [key: string]: string }): void;
  /**
   * Lets the source do this (without operations: anything, on the declared ports). One more route of `<name>-allow`.
   */
  allowFrom(source: ISource, ...operations: Operation[]): void;
  /** Refuses this to the source, whatever any route allows. One more rule of `<name>-deny`. */
  denyFrom(source: ISource, ...operations: Operation[]): void;
}
