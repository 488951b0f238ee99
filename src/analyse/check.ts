/** What is wrong with these manifests? All checks, suppressions and the baseline, as one report. */
import { type Code, entryOf } from '../findings/catalogue';
import type { Finding, Location, ObjectName } from '../findings/finding';
import { inOrder, type Report, type Suppressed } from '../findings/report';
import { visible } from '../findings/visible';
import { type FieldPath, showFieldPath } from '../policy/field-path';
import { type Manifest, type Manifests, placesOf } from '../policy/manifest';
import type { MeshSettings } from '../policy/mesh-settings';
import { linesOf } from '../policy/source-text';
import { ALL_CHECKS } from './all-checks';
import { applyBaseline, type Baseline } from './baseline';
import type { Check, Observation } from './check-rule';
import { type Estate, estateOf, knownKindOf } from './estate';
import { aboutSuppression, isExpired, type Suppression, suppressionsOf } from './suppression';

export interface CheckOptions {
  /** the day that suppressions are compared with, as `2030-01-31`; without it none expires */
  readonly today?: string;
  readonly baseline?: Baseline;
  /** field validation as kubectl does it: unknown fields are refused instead of dropped */
  readonly strict?: boolean;
  /** what MeshConfig says; without it, Istio's defaults are taken, which the report tells */
  readonly settings?: MeshSettings;
  /** instead of all checks */
  readonly checks?: readonly Check[];
}

type Seen = Observation & { readonly code: Code };

/** The report on these manifests. Problems of reading are not in it: who cannot read has nothing to say. */
export function check(read: Manifests, options: CheckOptions = {}): Report {
  const estate = estateOf(read.manifests, options.settings);
  const seen = (options.checks ?? ALL_CHECKS).flatMap((one) => run(one, estate));
  const { findings: open, suppressed } = suppress(read.manifests, seen, options.today);
  const located = locate(open).map((finding) => (options.strict === true ? strictly(finding) : finding));
  const files = [...new Set(read.manifests.map((manifest) => manifest.document.file))];
  const { known, fresh, unused } = applyBaseline(options.baseline ?? { version: 1, findings: [] }, located);
  const stale = unused.map(({ code, object, field }): Finding => {
    const message = `\`${code}\` of ${object} is gone${field === '' ? '' : ` from \`${field}\``}; write the baseline anew`;
    return { ...about('ZT804'), message, field: '' };
  });
  return {
    findings: inOrder([...fresh, ...stale], files),
    suppressed: locate(suppressed.map((one) => one.seen)).map((finding, index): Suppressed => ({
      finding,
      reason: suppressed[index]?.reason ?? '',
    })),
    baselined: inOrder(known, files),
    assumptions: assumptionsOf(estate, options.settings !== undefined),
    unknownKinds: countUnknown(read.manifests),
    documents: read.documents,
    objects: read.manifests.filter(({ kind }) => kind !== '').length,
  };
}

/** A check that throws is a finding, with its name: silence would look like an answer. */
function run(one: Check, estate: Estate): Seen[] {
  const seen: Seen[] = [];
  try {
    for (const observation of one.find(estate)) seen.push({ code: one.code, ...observation });
    return seen;
  } catch (error) {
    const [manifest] = estate.manifests;
    if (manifest === undefined) throw error;
    const message = `the check for \`${one.code}\` failed: ${error instanceof Error ? error.message : String(error)}`;
    return [...seen, { code: 'ZT901', manifest, path: [], message }];
  }
}

function suppress(
  manifests: readonly Manifest[],
  seen: readonly Seen[],
  today: string | undefined,
): { findings: Seen[]; suppressed: { seen: Seen; reason: string }[] } {
  const entries = new Map<Manifest, Suppression[]>();
  const findings: Seen[] = [];
  for (const manifest of manifests) {
    const { suppressions, malformed } = suppressionsOf(manifest);
    findings.push(...malformed.map((observation): Seen => ({ code: 'ZT803', ...observation })));
    if (suppressions.length > 0) entries.set(manifest, suppressions);
  }
  const used = new Set<Suppression>();
  const suppressed: { seen: Seen; reason: string }[] = [];
  for (const one of seen) {
    const entry = entries.get(one.manifest)?.find(({ code }) => code === one.code);
    if (entry !== undefined) used.add(entry);
    if (entry === undefined || isExpired(entry, today)) findings.push(one);
    else suppressed.push({ seen: one, reason: entry.reason });
  }
  for (const entry of [...entries.values()].flat()) {
    const expired = isExpired(entry, today);
    if (used.has(entry) && !expired) continue;
    findings.push({ code: expired ? 'ZT802' : 'ZT801', ...aboutSuppression(entry, expired) });
  }
  return { findings, suppressed };
}

/** The findings with their places, in the same order. Each document that has some is parsed once more. */
function locate(seen: readonly Seen[]): Finding[] {
  const byDocument = new Map<Manifest['document'], number[]>();
  seen.forEach(({ manifest: { document } }, index) => {
    const group = byDocument.get(document);
    if (group === undefined) byDocument.set(document, [index]);
    else group.push(index);
  });
  const findings: Finding[] = [];
  for (const [document, group] of byDocument) {
    const ones = group.map((index) => seen[index] as Seen);
    const places = placesOf(
      document,
      ones.map(({ manifest, path }): FieldPath => [...manifest.root, ...path]),
    );
    const lines = linesOf(document.text);
    group.forEach((index, at) => {
      const { code, manifest, path, message, witness } = ones[at] as Seen;
      const { line = 1, column = 1 } = places[at] ?? {};
      const excerpt = lines[line - document.firstLine] ?? '';
      const location: Location = { file: document.file, document: document.index, line, column, excerpt };
      const field = showFieldPath(path);
      findings[index] = {
        ...about(code),
        message: visible(message),
        object: nameOf(manifest),
        field,
        location,
        ...(witness && { witness }),
      };
    });
  }
  return findings;
}

function about(code: Code): Pick<Finding, 'code' | 'title' | 'severity' | 'category'> {
  const { title, severity, category } = entryOf(code);
  return { code, title, severity, category };
}

function nameOf({ apiVersion, kind, namespace, name }: Manifest): ObjectName {
  return { apiVersion, kind, ...(namespace !== undefined && { namespace }), name };
}

/** With strict field validation the API server refuses what it would else drop. */
function strictly(finding: Finding): Finding {
  return finding.code === 'ZT003' ? { ...finding, category: 'admission' } : finding;
}

/** What decides something here, and is not among the manifests. */
function assumptionsOf(estate: Estate, knowsSettings: boolean): string[] {
  const policies = [...estate.of('AuthorizationPolicy'), ...estate.of('RequestAuthentication')];
  if (policies.length === 0) return [];
  const { rootNamespace, pathNormalization } = estate.settings;
  return [
    ...(knowsSettings
      ? []
      : [
          `the root namespace is \`${rootNamespace}\``,
          `paths are normalised as the mesh does by default (${pathNormalization})`,
        ]),
    ...(estate.of('Workload').length === 0
      ? ['no workloads are among the manifests, so identities and ports of policies were not compared with any']
      : []),
  ];
}

function countUnknown(manifests: readonly Manifest[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const manifest of manifests) {
    if (manifest.kind === '' || knownKindOf(manifest) !== undefined) continue;
    counts.set(manifest.kind, (counts.get(manifest.kind) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
