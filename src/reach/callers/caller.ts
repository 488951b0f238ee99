/** Who calls, in answers about meshes. */
import type { ObjectName } from '../../policy/model';

/**
 * Who calls. An identity is one that no workload of the manifests has, a pattern of such (`cluster.local/ns/shop/*`),
 * or `*`: any that is none of the others.
 */
export type ReachCaller =
  | { readonly kind: 'workload'; readonly workload: ObjectName }
  | { readonly kind: 'identity'; readonly identity: string }
  | { readonly kind: 'plaintext' }
  /** whoever is outside and has no identity, through the gateways and where their routes lead */
  | { readonly kind: 'internet' };
