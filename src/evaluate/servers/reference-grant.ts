/** May an object of the Gateway API name an object of another namespace? */
import type { Mesh } from '../../policy/model';
import type { ObjectReference } from '../../policy/model-route';

/** Who names. */
export interface Referrer {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
}

/** Whether this may be named: within a namespace always, else by a ReferenceGrant that stands beside what is named. */
export function isGranted({ traffic }: Mesh, from: Referrer, to: ObjectReference): boolean {
  if (from.namespace === to.namespace) return true;
  return traffic.referenceGrants.some(
    (grant) =>
      grant.namespace === to.namespace &&
      grant.from.some(
        ({ group, kind, namespace }) => group === from.group && kind === from.kind && namespace === from.namespace,
      ) &&
      grant.to.some(
        ({ group, kind, name }) => group === to.group && kind === to.kind && (name === undefined || name === to.name),
      ),
  );
}
