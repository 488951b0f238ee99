/** Which small change might somebody make to a policy by mistake? A mutant is a mesh with one such change. */
import type { FieldPath } from '../policy/field-path';
import type {
  AuthorizationPolicy,
  Mesh,
  NetworkPolicy,
  PeerAuthentication,
  RequestAuthentication,
} from '../policy/model';
import type { Attribute } from '../policy/rule';
import type { MeshNames } from './mesh-names';

/** A policy of one of the kinds that are changed. */
export type Policy =
  | { readonly kind: 'AuthorizationPolicy'; readonly policy: AuthorizationPolicy }
  | { readonly kind: 'RequestAuthentication'; readonly policy: RequestAuthentication }
  | { readonly kind: 'PeerAuthentication'; readonly policy: PeerAuthentication }
  | { readonly kind: 'NetworkPolicy'; readonly policy: NetworkPolicy };

/** One change to a policy of this kind. */
export interface Edit<P> {
  /** where, in the object as somebody wrote it */
  readonly field: FieldPath;
  /** what is other than before, as a sentence: rule 0 is left out */
  readonly change: string;
  /** the policy as it is then; absent: there is none */
  readonly after?: P;
  /** the rule that it is in */
  readonly rule?: number;
  /** the values that it is about */
  readonly touched?: Touched;
}

/** Values of an attribute, with and without which a rule matches other calls. */
export interface Touched {
  readonly attribute: Attribute;
  readonly values: readonly string[];
}

/** A way to change policies of a kind, known by its name. */
export interface Mutation<P> {
  readonly name: string;
  readonly edits: (policy: P, names: MeshNames) => readonly Edit<P>[];
}

/** One change to one policy of a mesh. */
export interface Mutant extends Omit<Edit<never>, 'after'> {
  /** the name of the mutation */
  readonly mutation: string;
  readonly before: Policy;
  /** absent: the policy is left out */
  readonly after?: Policy;
}

/** The mesh with this change. */
export function mutate(mesh: Mesh, { before, after }: Mutant): Mesh {
  const changed = <P extends object>(policies: readonly P[]): readonly P[] =>
    policies.flatMap((policy) => {
      if ((policy as object) !== before.policy) return [policy];
      return after === undefined ? [] : [after.policy as object as P];
    });
  switch (before.kind) {
    case 'AuthorizationPolicy':
      return { ...mesh, authorizationPolicies: changed(mesh.authorizationPolicies) };
    case 'RequestAuthentication':
      return { ...mesh, requestAuthentications: changed(mesh.requestAuthentications) };
    case 'PeerAuthentication':
      return { ...mesh, peerAuthentications: changed(mesh.peerAuthentications) };
    case 'NetworkPolicy':
      return { ...mesh, networkPolicies: changed(mesh.networkPolicies) };
  }
}
