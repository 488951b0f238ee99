/** Which workloads may get to a port, and of which of them does the same become there? An open port has them all. */
import { nameOf } from '../../policy/metadata';
import { remember } from '../../policy/remember';
import type { Bits } from '../../sets/bits';
import { has, NO_ATOM, toAtoms } from '../../sets/bits';
import type { KnownCallers } from './callers';
import type { Everyone, KnownWorkload } from './everyone';
import { identityAtoms, openPatterns } from './identity-atoms';
import { type Study, studiedIn } from '../ways/study';

/** A workload that may call. */
export interface LikenedWorkload {
  readonly from: KnownWorkload['from'];
  /** itself, or another one of which the same becomes here */
  readonly like: KnownWorkload;
}

/** The workloads that may be among these callers, in order of names. */
export function callingWorkloads(
  study: Study,
  known: KnownCallers,
  met: Bits,
  everyone: Everyone,
): readonly LikenedWorkload[] {
  const { workloads, homes, crowds } = everyone;
  if ((met & ~known.closed) === NO_ATOM && !isAnybodyAmong(known, met)) {
    return placesOfSpelt(study, known, everyone, met)
      .sort((a, b) => a - b)
      .flatMap((place) => workloads[place] ?? [])
      .map((caller) => ({ from: caller.from, like: caller }));
  }
  const atHome = homes.get(study.target.workload.namespace) ?? [];
  const apart = new Set([...placesOfSpelt(study, known, everyone), ...atHome]);
  const crowdOf = crowds(openPatterns(study.literals));
  const firsts: KnownWorkload[] = [];
  const mayCall = remember(amongCallers(study, known, met));
  const calling: LikenedWorkload[] = [];
  workloads.forEach((caller, place) => {
    const like = apart.has(place) ? caller : (firsts[crowdOf[place] ?? 0] ??= caller);
    if (mayCall(like)) calling.push({ from: caller.from, like });
  });
  return calling;
}

/** Whether there are callers without identity: they may be anybody. */
function isAnybodyAmong({ plaintext, tls }: KnownCallers, met: Bits): boolean {
  return has(met, plaintext) || has(met, tls);
}

/** The places of the workloads whose identity is spelt out, is among these callers if that is asked, each once. */
function placesOfSpelt(study: Study, { spelt }: KnownCallers, { places }: Everyone, among?: Bits): number[] {
  const terrains = studiedIn(study);
  const identities = [...spelt].flatMap(([identity, atom]) =>
    among === undefined || has(among, atom) ? [identity] : [],
  );
  const workloads = terrains.flatMap(({ byIdentity }) => identities.flatMap((each) => byIdentity.get(each) ?? []));
  return [...new Set(workloads.flatMap((workload) => places.get(nameOf(workload)) ?? []))];
}

/** Whether a workload may be one of these callers. */
function amongCallers(study: Study, known: KnownCallers, met: Bits): (caller: KnownWorkload) => boolean {
  if (isAnybodyAmong(known, met)) return () => true;
  const atoms = new Set(toAtoms(met));
  const views = studiedIn(study).map((terrain) => ({
    speakers: terrain.speakers(),
    atomOf: identityAtoms(study.space, known, study.literals, terrain.shapesOf),
  }));
  return ({ name }) =>
    views.some(({ speakers, atomOf }) => {
      const speaker = speakers.get(name);
      // of several workloads of a name each may get in
      if (speaker?.alone === undefined) return speaker !== undefined;
      const atom = atomOf(speaker.alone.identity);
      // an identity that Istio does not issue is told apart by nobody
      return atom === undefined || atoms.has(atom);
    });
}
