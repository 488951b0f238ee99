/** What a policy or setting applies to: everything, pods by labels, or objects by name. */
import type { Labels } from './metadata';

/** What a policy applies to, as written. `selector: {}` and no selector differ in ambient, so both are kept. */
export type Attachment =
  | { readonly kind: 'everything' }
  | { readonly kind: 'selector'; readonly labels: Labels }
  | { readonly kind: 'targets'; readonly targets: readonly TargetReference[] };

/** One of the `targetRefs` of a policy. */
export interface TargetReference {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}
