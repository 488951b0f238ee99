/** What happens on the way, for programs: the contract of `zero-trust rollout --format json`. */
import { shownObject } from '../delivery/delivered-object';
import type { Failed, Gap, GapDoubt } from '../delivery/gap';
import type { Course } from '../delivery/course';
import type { Rollout } from '../delivery/rollout';
import type { SyncStep } from '../delivery/sync-plan';
import type { WayBack } from '../delivery/way-back';
import { writeCase } from '../policy/write-case';
import { wordsOf } from './outcome-words';
import { isAsked, summaryOfRollout, withoutRemedy } from './rollout-rows';

/** One line a step and a gap. */
export function rolloutJson(rollout: Rollout): string {
  const list = (key: string, items: readonly object[]) =>
    `"${key}":[${items.map((item) => `\n  ${JSON.stringify(item)}`).join(',')}${items.length > 0 ? '\n' : ''}]`;
  const gaps = (isMeant: (course: Course) => boolean) =>
    (['exposure', 'outage'] as const).map((kind) =>
      list(`${kind}s`, rollout.gaps.filter((gap) => gap.kind === kind && isMeant(gap.course)).map(gapOf)),
    );
  const failing = gaps((course) => course === 'failedSync');
  const back = gaps((course) => course === 'rollback');
  const backFromFailure = gaps((course) => course === 'rollbackOfFailed');
  const told = [...rollout.gaps, ...rollout.undecided].flatMap(({ failed }) => failed?.way ?? []);
  const ways = rollout.waysBack.flatMap((way, index) => (told.includes(index) ? wayOf(way, index) : []));
  return `{${[
    list('steps', rollout.steps.map(stepOf)),
    ...gaps(isAsked),
    `"ifItFails":{${failing.join(',\n')}}`,
    `"rollback":{${[list('steps', rollout.rollback.map(stepOf)), ...back].join(',\n')}}`,
    `"rollbackOfFailed":{${[list('ways', ways), ...backFromFailure].join(',\n')}}`,
    list('remedies', rollout.remedies),
    `"withoutRemedy":${JSON.stringify(withoutRemedy(rollout))}`,
    list('undecided', rollout.undecided.map(doubtOf)),
    `"summary":${JSON.stringify(summaryOfRollout(rollout))}`,
  ].join(',\n')}}\n`;
}

function stepOf({ wave, phase, action, objects }: SyncStep): object {
  return { wave, phase, action, objects: objects.map(shownObject) };
}

function wayOf({ failed, steps }: WayBack, way: number): object {
  return { way, failed, steps: steps.map(stepOf) };
}

function doubtOf({ failed, ...doubt }: GapDoubt): object {
  return { ...doubt, ...failedIn(failed) };
}

/** From which failed sync the way back leads, and what of its last wave was refused. */
function failedIn(failed: Failed | undefined): object {
  if (failed === undefined) return {};
  return { way: failed.way, ...(failed.refused.length === 0 ? {} : { refused: failed.refused }) };
}

function gapOf({ after, until, without, failed, from, to, port, requests, except, witness }: Gap): object {
  return {
    ...failedIn(failed),
    after,
    until,
    without: without.length === 0 ? undefined : without,
    from,
    to,
    port,
    requests,
    except,
    witness: witness && {
      request: writeCase(witness.request),
      before: wordsOf(witness.before),
      between: wordsOf(witness.between),
      after: wordsOf(witness.after),
    },
  };
}
