/** Does each invariant hold in a mesh, or what is a counterexample? */
import type { Mesh } from '../policy/model';
import type { Condition } from '../policy/rule';
import type { Analyst } from './analyst';
import type { Invariant } from './invariant';
import { proveEquivalent } from './invariants/equivalent';
import { proveMustAllow } from './invariants/must-allow';
import { proveNeedsToken } from './invariants/needs-token';
import { proveNeverReaches } from './invariants/never-reaches';
import { proveNoOpenWorkload } from './invariants/no-open-workload';
import { proveNoPlaintext } from './invariants/no-plaintext';
import { proveOnlyCallers } from './invariants/only-callers';
import { conditionsOf, WITHOUT_IDENTITY, withoutToken } from './selection';
import type { Known, Proof } from './violation';
import type { Judge } from './witness';

/** An invariant, and whether it holds. */
export interface Proven {
  readonly invariant: Invariant;
  readonly proof: Proof;
}

/** Who answers. */
export interface Engines {
  readonly analystOf: (meshes: readonly [Mesh, ...Mesh[]], alsoTell?: readonly Condition[]) => Analyst;
  readonly judgeOf: (mesh: Mesh) => Judge;
}

/** Whether each of these holds in the mesh. */
export function prove(
  mesh: Mesh,
  invariants: readonly Invariant[],
  { analystOf, judgeOf }: Engines,
): readonly Proven[] {
  const analyst = analystOf([mesh], invariants.flatMap(conditionsIn));
  const known: Known = { mesh, analyst, judge: judgeOf(mesh), judgeOf, analystOf };
  return invariants.map((invariant) => ({ invariant, proof: proofOf(known, invariant) }));
}

function proofOf(known: Known, invariant: Invariant): Proof {
  switch (invariant.kind) {
    case 'onlyCallers':
      return proveOnlyCallers(known, invariant);
    case 'needsToken':
      return proveNeedsToken(known, invariant);
    case 'noPlaintext':
      return proveNoPlaintext(known, invariant);
    case 'noOpenWorkload':
      return proveNoOpenWorkload(known, invariant);
    case 'neverReaches':
      return proveNeverReaches(known, invariant);
    case 'mustAllow':
      return proveMustAllow(known, invariant);
    case 'equivalent':
      return proveEquivalent(known, invariant);
  }
}

/** What sets must tell apart for it. */
function conditionsIn(invariant: Invariant): readonly Condition[] {
  switch (invariant.kind) {
    case 'onlyCallers':
    case 'noOpenWorkload':
    case 'neverReaches':
      return conditionsOf(invariant.requests);
    case 'needsToken':
      return [...conditionsOf(invariant.requests), withoutToken(invariant.issuer)];
    case 'noPlaintext':
      return [WITHOUT_IDENTITY];
    case 'mustAllow':
    case 'equivalent':
      return [];
  }
}
