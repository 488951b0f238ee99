/** Nobody reaches these paths without a token of this issuer. */
import type { Invariant, NeedsToken } from '../invariant';
import { isCalled } from '../selection';
import { type Known, type Proof, provenAbsent } from '../violation';

/**
 * Nobody reaches this without a token.
 *
 * @example needsToken({ name: '…', to: { workload: 'shop/api' }, requests: { paths: ['/admin/*'] }, issuer: 'https://login.example' })
 */
export function needsToken(props: NeedsToken): Invariant {
  return { kind: 'needsToken', ...props };
}

/** Whether nobody does. */
export function proveNeedsToken(known: Known, { to }: NeedsToken): Proof {
  return provenAbsent(known, {
    to: (target) => isCalled(to, target),
    from: () => true,
  });
}
