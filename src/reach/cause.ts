/** Which changes made a difference? The fewest without which the call is judged as before. */
import type { Mesh } from '../policy/model';
import type { Request } from '../policy/request';
import type { Revertible } from './changes';
import type { Judge, Word } from './witness';

/** A difference, and the changes that may have to do with it. */
export interface Changed {
  /** a call that is judged otherwise than before; without one, all changes count as the cause */
  readonly call?: {
    readonly request: Request;
    readonly before: readonly Word[];
    /** whether it comes to the port that is compared */
    readonly isThere: (mesh: Mesh) => boolean;
  };
  readonly candidates: readonly Revertible[];
}

/**
 * The cause of each of these, in the mesh of after. Taken back alone, one change may do; else changes are left out as
 * long as those that remain do, so that none of a cause can be left out of it.
 */
export function causesOf(
  changed: readonly Changed[],
  after: Mesh,
  judgeOf: (mesh: Mesh) => Judge,
): readonly (readonly Revertible[])[] {
  const without = (changes: readonly Revertible[]): Without => {
    const mesh = changes.reduce((rest, { revert }) => revert(rest), after);
    return { mesh, judge: judgeOf(mesh) };
  };
  const causes = changed.map(({ call, candidates }) =>
    call === undefined || candidates.length < 2 ? candidates : undefined,
  );
  // one change at a time for all calls: the mesh without it is searched once
  for (const one of new Set(changed.flatMap(({ candidates }, index) => (causes[index] ? [] : candidates)))) {
    let rest: Without | undefined;
    changed.forEach((each, index) => {
      if (causes[index] !== undefined || !each.candidates.includes(one)) return;
      rest ??= without([one]);
      if (isAsBefore(each, rest)) causes[index] = [one];
    });
  }
  const several: { readonly cause: readonly Revertible[]; readonly rest: Without }[] = [];
  return changed.map((each, index) => {
    const { candidates } = each;
    const known =
      causes[index] ??
      several.find(({ cause, rest }) => cause.every((one) => candidates.includes(one)) && isAsBefore(each, rest))
        ?.cause;
    if (known !== undefined) return known;
    const cause = candidates.reduce<readonly Revertible[]>((kept, one) => {
      const fewer = kept.filter((other) => other !== one);
      return isAsBefore(each, without(fewer)) ? fewer : kept;
    }, candidates);
    several.push({ cause, rest: without(cause) });
    return cause;
  });
}

/** The mesh without some changes. */
interface Without {
  readonly mesh: Mesh;
  readonly judge: Judge;
}

function isAsBefore({ call }: Changed, { mesh, judge }: Without): boolean {
  if (call === undefined) return false;
  return call.before.includes(call.isThere(mesh) ? judge(call.request).verdict : 'deny');
}
