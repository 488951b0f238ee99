/** Whether an invariant holds, with what shows that it does not, or that it says nothing. */
import { nearWord } from '../policy/near-word';
import type { Request } from '../policy/request';
import type { Outcome } from './differences';

/** A call for which an invariant does not hold. */
export interface Counterexample {
  readonly request: Request;
  readonly actual: Outcome;
  /** in the mesh that this one should equal */
  readonly expected?: Outcome;
  /** the calls that lead there, one after the other, this one last */
  readonly through?: readonly Request[];
}

/** Whether an invariant holds. */
export type Proof =
  | {
      readonly kind: 'holds';
      /** it says nothing about any call of these manifests */
      readonly vacuity?: Vacuity;
    }
  | {
      readonly kind: 'fails';
      readonly counterexample: Counterexample;
      /** callers and ports for which it fails: this one and others */
      readonly violations: number;
    }
  | { readonly kind: 'undecided'; readonly because: readonly string[] };

/** Why an invariant holds without saying anything about a call of these manifests. */
export interface Vacuity {
  /** `no-request`: it speaks of none; `not-yet`: only of such as might come once others are there */
  readonly kind: 'no-request' | 'not-yet';
  /** a sentence for people */
  readonly because: string;
}

/** The proof, which holds vacuously where there is a reason for it. */
export function orVacuously(proof: Proof, reason: () => Vacuity | undefined): Proof {
  if (proof.kind !== 'holds' || proof.vacuity !== undefined) return proof;
  const vacuity = reason();
  return vacuity === undefined ? proof : { kind: 'holds', vacuity };
}

/** An invariant that forbids nothing. */
export function noRequest(because: string): Vacuity {
  return { kind: 'no-request', because };
}

/** An invariant about what is not there yet, with the known name that may be meant. */
export function notYet(because: string, name?: string, known: readonly string[] = []): Vacuity {
  const meant = name === undefined ? undefined : nearWord(name, known);
  return { kind: 'not-yet', because: `${because}${meant === undefined ? '' : `; did you mean \`${meant}\`?`}` };
}
