/** Only these callers reach this target: nobody else does, with no identity that anybody may yet get. */
import type { Known } from '../forbidden';
import type { Invariant, OnlyCallers } from '../invariant';
import type { Proof } from '../proof';
import { isCalled, isCaller } from '../selection';
import { subtract } from '../space/request-set';
import { provenAbsent } from '../violation';

/**
 * Only these callers reach this target.
 *
 * @example onlyCallers({ name: '…', to: { workload: 'shop/payments' }, callers: [{ workload: 'shop/orders' }] })
 */
export function onlyCallers(props: OnlyCallers): Invariant {
  return { kind: 'onlyCallers', ...props };
}

/** Whether only they do. */
export function proveOnlyCallers(known: Known, { to, callers }: OnlyCallers): Proof {
  const { analyst, identities } = known;
  return provenAbsent(known, {
    to: (target) => isCalled(to, target),
    // who comes from outside through a gateway comes as the gateway, which is a caller like others
    from: (from) => from.kind !== 'internet' && !callers.some((one) => isCaller(known.mesh, one, from)),
    part: (from, set, target) =>
      from.kind === 'identity' && identities !== undefined ? subtract(set, analyst.where(target, [identities])) : set,
  });
}
