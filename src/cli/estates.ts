/** Case files that speak of one mesh, together: a change that one of them notices is noticed. */
import type { CaseFile } from '../cases/case-file';
import type { WrittenInvariant } from '../cases/invariant-file';
import { coverageOf } from '../coverage/coverage';
import { type CoverageReport, coverageReport } from '../coverage/coverage-report';
import { freeNames } from '../coverage/free-names';
import { judgeMutants } from '../coverage/mutation-run';
import { type MutationReport, mutationReport } from '../coverage/mutation-report';
import type { PlacesOf } from '../coverage/place';
import { provenIn } from '../coverage/proof';
import { spokenOf } from '../coverage/regions/spoken-of';
import { explored } from '../coverage/regions/untried';
import { searchIn } from '../coverage/search/search';
import { touchesIn } from '../coverage/touch/call-touches';
import type { Mesh } from '../policy/model';
import { WrongUse } from './io';
import type { Progress } from './progress';

/** A mesh, the case files that speak of it, and where its policies stand. */
export interface Estate {
  readonly mesh: Mesh;
  readonly placesOf: PlacesOf;
  readonly files: CaseFile[];
}

/** Adds a case file to those that speak of its mesh; files with one mesh follow each other. */
export function addToEstates(
  estates: Estate[],
  file: CaseFile,
  { mesh, placesOf }: Pick<Estate, 'mesh' | 'placesOf'>,
): void {
  const last = estates.at(-1);
  if (last?.mesh === mesh) last.files.push(file);
  else estates.push({ mesh, placesOf, files: [file] });
}

/** What the cases touch of all policies, and these invariants. */
export function coverEstates(
  estates: readonly Estate[],
  invariants: readonly WrittenInvariant[],
  nameCase: (wanted: string) => string,
  progress: Progress,
): CoverageReport {
  return coverageReport(
    estates.map(({ mesh, files, placesOf }) => ({
      ...explored(mesh, coverageOf(mesh, files), {
        touches: touchesIn(mesh),
        spoken: invariants.flatMap((one) => spokenOf(one, mesh) ?? []),
        nameCase,
        tell: (done, of) => progress.tell(`${done} of ${of} policies looked at`),
      }),
      placesOf,
    })),
  );
}

/** Names for new cases, which no case of the estates has. */
export function newNames(estates: readonly Estate[]): (wanted: string) => string {
  return freeNames(estates.flatMap(({ files }) => files.flatMap(({ cases }) => cases.map(({ id }) => id))));
}

/** What becomes of all changes to all policies. That there is nothing to change must not look like a pass. */
export function mutateEstates(
  estates: readonly Estate[],
  nameCase: (wanted: string) => string,
  progress: Progress,
): MutationReport {
  const report = mutationReport(
    estates.map(({ mesh, files, placesOf }) => ({
      judged: judgeMutants(
        mesh,
        files,
        (now, callers) => provenIn(now, searchIn(now, callers)),
        nameCase,
        (judged, all) => progress.tell(`${judged} of ${all} changes judged`),
      ),
      placesOf,
    })),
  );
  if (report.counts.mutants > 0) return report;
  throw new WrongUse([
    '`--mutate` found no policy to change; it changes AuthorizationPolicies, RequestAuthentications, PeerAuthentications and NetworkPolicies',
  ]);
}
