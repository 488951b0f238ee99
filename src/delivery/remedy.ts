/** What keeps a delivery from opening or breaking something on its way? Nothing is told that was not tried. */

import type { SyncStep } from './sync-plan';

/** A change to how one object is delivered, by its kind and name. */
export type DeliveryChange =
  /** its annotation `sync-wave` */
  | { readonly kind: 'wave'; readonly object: string; readonly wave: number }
  /** one of its `sync-options` */
  | { readonly kind: 'pruneLast'; readonly object: string }
  /** it stays as it is in this sync, and is changed or removed by one of its own after it */
  | { readonly kind: 'later'; readonly object: string; readonly action: SyncStep['action'] };

/** With these changes nothing opens or fails at these targets, nor anywhere else where it did not. */
export interface Remedy {
  readonly changes: readonly DeliveryChange[];
  /** of objects that are there: they must be changed by a sync before this one */
  readonly isEarlier: boolean;
  /** `namespace/name` of workloads */
  readonly targets: readonly string[];
}
