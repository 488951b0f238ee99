/** How this library writes an object that Argo CD itself reads. */
import { ApiObject, type GroupVersionKind, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { ZeroTrustApp } from './zero-trust-app';

/** @internal */
export interface ArgoObjectOptions {
  readonly gvk: GroupVersionKind;
  readonly name: string;
  readonly namespace: string;
  readonly finalizers?: string[];
  /** asked for at synth */
  readonly spec: () => object;
}

/** Where Argo CD runs, unless somebody says otherwise. @internal */
export const ARGO_CD_NAMESPACE = 'argocd';

/**
 * A spec of a generated type as JSON has it: the generator alone writes `repoUrl`. @internal
 */
export type Written<Spec> = Spec extends object
  ? { [Field in keyof Spec as Field extends 'repoUrl' ? 'repoURL' : Field]: Written<Spec[Field]> }
  : Spec;

/** Adds the object below `scope`: a plain `ApiObject`, like all others of this library. @internal */
export function addArgoObject(
  scope: Construct,
  { gvk, name, namespace, finalizers, spec }: ArgoObjectOptions,
): ApiObject {
  const object = new ApiObject(scope, gvk.kind, {
    ...gvk,
    metadata: { name, namespace, ...(finalizers === undefined ? {} : { finalizers }) },
    spec: Lazy.any({ produce: spec }),
  });
  ZeroTrustApp.of(object).changed();
  return object;
}
