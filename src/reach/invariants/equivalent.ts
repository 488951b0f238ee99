/** Exactly the same is allowed as in another mesh, such as before a refactoring, or with sidecars before ambient. */
import { compareReach } from '../compare';
import type { Known } from '../forbidden';
import type { Equivalent, Invariant } from '../invariant';
import { noRequest, type Proof } from '../proof';

/**
 * Exactly the same is allowed as in another mesh.
 *
 * @example equivalent({ name: '…', mesh: meshOf(oldManifests) })
 */
export function equivalent(props: Equivalent): Invariant {
  return { kind: 'equivalent', ...props };
}

/** Whether nobody may send more, or less. */
export function proveEquivalent({ mesh, analystOf, judgeOf }: Known, { mesh: other }: Equivalent): Proof {
  const analyst = analystOf([other, mesh]);
  const { wider, narrower, undecided } = compareReach(analyst, {
    before: other,
    after: mesh,
    judgeOf,
  });
  const differences = [...wider, ...narrower];
  const seen = differences.find(({ witness }) => witness !== undefined)?.witness;
  if (seen !== undefined) {
    const counterexample = { request: seen.request, actual: seen.after, expected: seen.before };
    return { kind: 'fails', counterexample, violations: differences.length };
  }
  const because = [
    ...differences.map(({ to, port }) => `what may be sent to \`${to}\`, port \`${port}\`, is not the same`),
    ...undecided.flatMap((doubt) => doubt.because),
  ];
  if (because.length > 0) return { kind: 'undecided', because: [...new Set(because)] };
  return analyst.targets.length > 0
    ? { kind: 'holds' }
    : { kind: 'holds', vacuity: noRequest('neither mesh has a port by which anything listens') };
}
