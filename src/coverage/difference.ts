/** Is a mutant another policy at all? Only a call that it decides otherwise proves so. */
import type { CaseRequest } from '../cases/case-request';
import { evaluator } from '../evaluate/evaluate';
import type { Allowed, Denied, Verdict } from '../evaluate/verdict';
import type { Mesh } from '../policy/model';
import type { Request } from '../policy/request';
import type { MeshNames } from './mesh-names';
import type { Mutant } from './mutant';

/** A call that is decided otherwise. */
export interface DecidedOtherwise {
  readonly kind: 'found';
  readonly call: CaseRequest;
  readonly before: Allowed | Denied;
  readonly after: Allowed | Denied;
}

/** What a mutant changes: `none` is proven, and `unknown` is neither shown nor proven. */
export type Difference =
  DecidedOtherwise | { readonly kind: 'none' } | { readonly kind: 'unknown'; readonly because: string };

/** A mesh, and how it decides: what is found out about it for one call is known for the next. */
export interface DecidingMesh {
  readonly mesh: Mesh;
  readonly decide: (request: Request) => Verdict;
}

/** The mesh; it is searched when the first call is decided. */
export function deciding(mesh: Mesh): DecidingMesh {
  let decide: DecidingMesh['decide'] | undefined;
  return { mesh, decide: (request) => (decide ??= evaluator(mesh))(request) };
}

/** Looks for differences in this mesh, which may be a part of one in which these callers are. */
export type SearchIn = (mesh: DecidingMesh, callers: MeshNames) => FindDifference;

/** Finds what this mutant of a mesh changes. */
export type FindDifference = (mutant: Mutant, mutated: DecidingMesh) => Difference;
