/** Exactly the same is allowed as in another mesh, such as before a refactoring, or with sidecars before ambient. */
import { compareReach } from '../compare';
import type { Equivalent, Invariant } from '../invariant';
import type { Known, Proof } from '../violation';

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
  const { wider, narrower, undecided } = compareReach(analystOf([other, mesh]), {
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
  return because.length > 0 ? { kind: 'undecided', because: [...new Set(because)] } : { kind: 'holds' };
}
