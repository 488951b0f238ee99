/** Nobody reaches these workloads in plaintext, neither strangers nor workloads whose proxy speaks none. */
import { inPlaintext } from '../callers/speech';
import type { Known } from '../forbidden';
import type { Invariant, NoPlaintext } from '../invariant';
import type { Proof } from '../proof';
import { isCalled } from '../selection';
import { provenAbsent } from '../violation';

/**
 * Nobody reaches these workloads in plaintext.
 *
 * @example noPlaintext({ name: '…', except: [{ workload: 'edge/ingress' }] })
 */
export function noPlaintext(props: NoPlaintext): Invariant {
  return { kind: 'noPlaintext', ...props };
}

/** Whether nobody does. */
export function proveNoPlaintext(known: Known, { to = {}, except = [] }: NoPlaintext): Proof {
  return provenAbsent(known, {
    to: (target) => isCalled(to, target) && !except.some((one) => isCalled(one, target)),
    from: () => true,
    part: inPlaintext(known.mesh),
  });
}
