/** What may those send whose identity no workload proves? */
import { compareText } from '../../policy/object-order';
import type { Caller } from '../../policy/request';
import { type Bits, has, NO_ATOM, single, toAtoms } from '../../sets/bits';
import { type Allowance, onAnyCaller } from '../allowance';
import type { KnownCallers } from './callers';
import type { CallerReach } from './caller-reach';
import { equals, type RequestSet } from '../space/request-set';
import { strangersOf } from './strangers';
import { type Study, studiedIn } from '../ways/study';
import { partsByDomain, type PatternPart } from './trust-domains';

/** An identity, or all that are of a pattern. */
export interface Stranger {
  readonly identity: string;
  /** as in `CallerReach` */
  readonly around: readonly string[];
  readonly sets: CallerReach['sets'];
}

/** Identities that the proxies tell from others, and as what the network knows who has them. */
export interface StrangerPart {
  readonly atoms: Bits;
  readonly network: readonly Caller[];
}

/** What those send who are of one of the parts; of none: nothing. */
export type SetsOfParts = (parts: readonly StrangerPart[]) => CallerReach['sets'];

/** The identities that no workload proves, and what of them gets in who is among these callers, in order of names. */
export function strangersAmong(study: Study, known: KnownCallers, met: Bits, setsOf: SetsOfParts): readonly Stranger[] {
  const terrains = studiedIn(study);
  const { domains } = known;
  const nowhere = domains.length === 1 ? NO_ATOM : (domains.find(({ name }) => name === undefined)?.atoms ?? NO_ATOM);
  const isLetIn = (atoms: Bits): boolean => (atoms & ~nowhere) !== NO_ATOM || (atoms & met) !== NO_ATOM;
  const setsOfAtoms = (atoms: Bits): CallerReach['sets'] =>
    setsOf(
      toAtoms(atoms & met).map((atom) => ({
        atoms: single(atom),
        network: strangersOf(study.space, terrains, atom).network,
      })),
    );
  const isSame = (some: Bits, others: Bits): boolean => areAlike(setsOfAtoms(some), setsOfAtoms(others));
  const open = [...known.open]
    .filter(([, atoms]) => isLetIn(atoms))
    .map(([identity, atoms]) => ({ identity, parts: partsByDomain({ identity, atoms }, domains, { met, isSame }) }));
  // what is told of any other identity, or of a pattern that these are of, in as far as it may be told of these
  const around = (identity: string, patterns: readonly string[], atoms: Bits): readonly string[] => {
    const alike = domains.filter((domain) => (domain.atoms & atoms) !== NO_ATOM);
    const mayBe = (part: PatternPart): boolean => alike.some((domain) => (domain.atoms & part.atoms) !== NO_ATOM);
    return open
      .filter((one) => one.identity === '*' || patterns.includes(one.identity))
      .flatMap(({ parts: [own, ...apart] }) => [own, ...apart.filter(mayBe)])
      .flatMap((part) => (part.identity === '*' || part.identity === identity ? [] : part.identity));
  };
  const spelt = [...known.spelt]
    .filter(([identity, atom]) => {
      return isLetIn(single(atom)) && terrains.every(({ isProven }) => !isProven(identity));
    })
    .map(([identity, atom]): Stranger => ({
      identity,
      around: around(identity, known.around(identity), single(atom)),
      sets: setsOf(has(met, atom) ? [{ atoms: single(atom), network: [{ kind: 'mtls', identity }] }] : []),
    }));
  const ofPatterns = open.flatMap(({ identity: pattern, parts }) =>
    parts.map(({ identity, atoms }): Stranger => ({
      identity,
      around: around(identity, [pattern], atoms),
      sets: setsOfAtoms(atoms),
    })),
  );
  return [...spelt, ...ofPatterns].sort((a, b) => compareText(a.identity, b.identity));
}

/** Whether the same is told of both in each mesh, whoever of them calls. */
function areAlike(some: CallerReach['sets'], others: CallerReach['sets']): boolean {
  const isSame = (a: RequestSet, b: RequestSet): boolean => equals(onAnyCaller(a), onAnyCaller(b));
  const isAlike = (a: Allowance, b: Allowance): boolean =>
    isSame(a.surely, b.surely) && isSame(a.possibly, b.possibly) && a.undecided.join() === b.undecided.join();
  return some.every((a, mesh) => {
    const b = others[mesh];
    return a === undefined || b === undefined ? a === b : isAlike(a, b);
  });
}
