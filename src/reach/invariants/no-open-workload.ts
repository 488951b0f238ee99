/** No workload is open to callers of whom nothing is known but that they have some identity, or none. */
import type { Known } from '../forbidden';
import { domainsLetIn } from '../formulas/identity-forms';
import type { Invariant, NoOpenWorkload } from '../invariant';
import type { Proof } from '../proof';
import { isCalled } from '../selection';
import { intersect } from '../space/request-set';
import { unknownIdentities } from '../unknown-identities';
import { provenAbsent } from '../violation';

/**
 * No workload is open to any identity.
 *
 * @example noOpenWorkload({ name: '…', except: [{ namespace: 'edge' }] })
 */
export function noOpenWorkload(props: NoOpenWorkload): Invariant {
  return { kind: 'noOpenWorkload', ...props };
}

/** Whether none is: to any identity, or to any of a trust domain that gets in. */
export function proveNoOpenWorkload(known: Known, { to = {}, except = [] }: NoOpenWorkload): Proof {
  const domains = domainsLetIn(known.mesh.settings);
  return provenAbsent(known, {
    to: (target) => isCalled(to, target) && !except.some((one) => isCalled(one, target)),
    // whom a policy spells out is known
    from: (from) => from.kind === 'plaintext' || (from.kind === 'identity' && from.identity.includes('*')),
    part: (from, set) =>
      from.kind === 'identity' && from.identity !== '*' ? intersect(set, unknownIdentities(set.space, domains)) : set,
  });
}
