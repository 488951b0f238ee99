/** All that a run has to say: every reporter is a function of it. */
import type { Finding } from './finding';
import { SEVERITIES } from './finding';

/** A finding that somebody decided to live with, and why. */
export interface Suppressed {
  readonly finding: Finding;
  readonly reason: string;
  /** where that stands: on the object, or in a file of the project */
  readonly by: 'annotation' | 'entry';
}

export interface Report {
  /** in order of file, place and code */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  /** findings that the baseline knows; they are counted aloud, and do not fail the run */
  readonly baselined: readonly Finding[];
  /** what was taken for granted because the manifests do not say it */
  readonly assumptions: readonly string[];
  /** kinds that no check knows, with the number of objects of each */
  readonly unknownKinds: Readonly<Record<string, number>>;
  readonly documents: number;
  readonly objects: number;
}

export interface Summary {
  readonly documents: number;
  readonly objects: number;
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  readonly suppressed: number;
  readonly baselined: number;
  readonly undecided: number;
}

/** The report in numbers. */
export function summaryOf(report: Report): Summary {
  const [error, warning, info] = SEVERITIES.map((s) => report.findings.filter((f) => f.severity === s).length);
  return {
    documents: report.documents,
    objects: report.objects,
    error: error ?? 0,
    warning: warning ?? 0,
    info: info ?? 0,
    suppressed: report.suppressed.length,
    baselined: report.baselined.length,
    undecided: report.findings.filter((f) => f.code === 'ZT901').length,
  };
}

/** Findings in the order of files as given, then of places, then of codes. */
export function inOrder(findings: readonly Finding[], files: readonly string[]): Finding[] {
  const rank = new Map(files.map((file, index) => [file, index]));
  const key = (f: Finding) => [rank.get(f.location?.file ?? '') ?? -1, f.location?.line ?? 0, f.location?.column ?? 0];
  const keyed = findings.map((finding) => ({ finding, key: key(finding) }));
  keyed.sort(
    (a, b) =>
      a.key.map((n, i) => n - (b.key[i] ?? 0)).find((difference) => difference !== 0) ??
      (a.finding.code < b.finding.code ? -1 : a.finding.code > b.finding.code ? 1 : 0),
  );
  return keyed.map(({ finding }) => finding);
}
