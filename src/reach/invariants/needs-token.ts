/** Nobody reaches these paths without a token of this issuer. */
import { unlessBeyond } from '../beyond';
import type { Known } from '../forbidden';
import type { Invariant, NeedsToken } from '../invariant';
import { notYet, orVacuously, type Proof, type Vacuity } from '../proof';
import { isCalled } from '../selection';
import { isEmpty } from '../space/request-set';
import { provenAbsent } from '../violation';

/**
 * Nobody reaches this without a token.
 *
 * @example needsToken({ name: '…', to: { workload: 'shop/api' }, requests: { paths: ['/admin/*'] }, issuer: 'https://login.example' })
 */
export function needsToken(props: NeedsToken): Invariant {
  return { kind: 'needsToken', ...props };
}

/** Whether nobody does. */
export function proveNeedsToken(known: Known, invariant: NeedsToken): Proof {
  const { to } = invariant;
  const proof = provenAbsent(known, {
    to: (target) => isCalled(to, target),
    from: () => true,
  });
  return orVacuously(proof, () => noTokenYet(known, invariant));
}

/** Where no token is accepted, nobody gets in with one: it holds as all is refused. */
function noTokenYet({ mesh, analyst, unless }: Known, { to, issuer }: NeedsToken): Vacuity | undefined {
  const targets = analyst.targets.filter((target) => isCalled(to, target));
  const isAccepted = targets.some((target) =>
    unlessBeyond(
      () => unless !== undefined && !isEmpty(analyst.where(target, [unless])),
      () => true, // what cannot be told may be
    ),
  );
  if (isAccepted) return undefined;
  const known = mesh.requestAuthentications.flatMap(({ jwtRules }) => jwtRules.flatMap((rule) => rule.issuer ?? []));
  const token = issuer === undefined ? 'token' : `token of issuer \`${issuer}\``;
  return notYet(`no ${token} is accepted there, and it holds as nobody gets in`, issuer, known);
}
