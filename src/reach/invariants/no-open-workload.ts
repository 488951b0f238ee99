/** No workload is open to callers of whom nothing is known but that they have some identity, or none. */
import type { Invariant, NoOpenWorkload } from '../invariant';
import { isCalled } from '../selection';
import { type Known, type Proof, provenAbsent } from '../violation';

/**
 * No workload is open to any identity.
 *
 * @example noOpenWorkload({ name: '…', except: [{ namespace: 'edge' }] })
 */
export function noOpenWorkload(props: NoOpenWorkload): Invariant {
  return { kind: 'noOpenWorkload', ...props };
}

/** Whether none is. */
export function proveNoOpenWorkload(known: Known, { to = {}, except = [] }: NoOpenWorkload): Proof {
  return provenAbsent(known, {
    to: (target) => isCalled(to, target) && !except.some((one) => isCalled(one, target)),
    from: (from) => from.kind === 'plaintext' || (from.kind === 'identity' && from.identity === '*'),
  });
}
