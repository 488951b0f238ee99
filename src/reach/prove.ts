/** Does each invariant hold in a mesh, or what is a counterexample? */
import type { MeshSettings } from '../policy/mesh-settings';
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
import { conditionsOf, identitiesOf, withToken } from './selection';
import type { Known, Meant } from './forbidden';
import type { Proof } from './proof';
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
  const meant = invariants.map((invariant) => meantBy(invariant, mesh.settings));
  const analyst = analystOf(
    [mesh],
    meant.flatMap(({ conditions, unless, identities }) => [...conditions, unless ?? [], identities ?? []].flat()),
  );
  const judge = judgeOf(mesh);
  return invariants.map((invariant, index) => {
    const known: Known = { mesh, analyst, judge, judgeOf, analystOf, ...(meant[index] as Meant) };
    return { invariant, proof: proofOf(known, invariant) };
  });
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

function meantBy(invariant: Invariant, settings: MeshSettings): Meant {
  switch (invariant.kind) {
    case 'onlyCallers':
      return {
        conditions: conditionsOf(invariant.requests),
        identities: identitiesOf(invariant.callers, settings),
      };
    case 'neverReaches':
      return { conditions: conditionsOf(invariant.requests), identities: identitiesOf([invariant.from], settings) };
    case 'noOpenWorkload':
      return { conditions: conditionsOf(invariant.requests) };
    case 'needsToken':
      return { conditions: conditionsOf(invariant.requests), unless: withToken(invariant.issuer) };
    case 'noPlaintext':
    case 'mustAllow':
    case 'equivalent':
      return { conditions: [] };
  }
}
