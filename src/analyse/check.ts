/** What is wrong with these manifests? All checks, suppressions and the baseline, as one report. */
import type { Finding } from '../findings/finding';
import { inOrder, type Report, type Suppressed } from '../findings/report';
import type { Manifest, Manifests } from '../policy/manifest';
import type { MeshSettings } from '../policy/mesh-settings';
import { GATEWAY_API } from '../policy/read-route-parts';
import { ALL_CHECKS } from './all-checks';
import { applyBaseline, type Baseline } from './baseline';
import type { Check } from './check-rule';
import { type Estate, estateOf, groupOf, knownKindOf } from './estate';
import { aboutCode, findingsOf, type Seen } from './seen';
import { suppress } from './suppress';
import type { ListedSuppression } from './suppression';

export interface CheckOptions {
  /** the day that suppressions are compared with, as `2030-01-31`; without it none expires */
  readonly today?: string;
  readonly baseline?: Baseline;
  /** suppressions beside those that objects bear */
  readonly suppressions?: readonly ListedSuppression[];
  /** field validation as kubectl does it: unknown fields are refused instead of dropped */
  readonly strict?: boolean;
  /** what MeshConfig says; without it, Istio's defaults are taken, which the report tells */
  readonly settings?: MeshSettings;
  /** instead of all checks */
  readonly checks?: readonly Check[];
  /** called before each check */
  readonly onCheck?: (done: number, of: number) => void;
}

/** The report on these manifests. Problems of reading are not in it: who cannot read has nothing to say. */
export function check(read: Manifests, options: CheckOptions = {}): Report {
  const estate = estateOf(read.manifests, options.settings);
  const seen = (options.checks ?? ALL_CHECKS).flatMap((one, index, all) => {
    options.onCheck?.(index, all.length);
    return run(one, estate);
  });
  const { open, suppressed } = suppress(read.manifests, seen, options.suppressions ?? [], options.today);
  const located = findingsOf(open).map((finding) => (options.strict === true ? strictly(finding) : finding));
  const documents = [...read.manifests, ...(options.suppressions ?? [])].map(({ document }) => document);
  const files = [...new Set(documents.map(({ file }) => file))];
  const { known, fresh, unused } = applyBaseline(options.baseline ?? { version: 1, findings: [] }, located);
  const stale = unused.map(({ code, object, field }): Finding => {
    const message = `\`${code}\` of ${object} is gone${field === '' ? '' : ` from \`${field}\``}; write the baseline anew`;
    return { ...aboutCode('ZT804'), message, field: '' };
  });
  return {
    findings: inOrder([...fresh, ...stale], files),
    suppressed: findingsOf(suppressed.map((one) => one.seen)).map((finding, index): Suppressed => {
      const { reason, kind } = (suppressed[index] as (typeof suppressed)[number]).by;
      return { finding, reason, by: kind };
    }),
    baselined: inOrder(known, files),
    assumptions: [
      ...assumptionsOf(estate),
      ...new Set((options.checks ?? ALL_CHECKS).flatMap((one) => [...(one.assumes?.(estate) ?? [])])),
    ],
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

/** With strict field validation the API server refuses what it would else drop. */
function strictly(finding: Finding): Finding {
  return finding.code === 'ZT003' ? { ...finding, category: 'admission' } : finding;
}

/** What decides something here, and is not among the manifests. */
function assumptionsOf(estate: Estate): string[] {
  return [...assumedOfMesh(estate), ...leftOut(estate.inventory().leftOut), ...estate.notCompared()];
}

/** Of an object with a value that the API server refuses, no check says anything. */
function leftOut(reasons: readonly string[]): string[] {
  const more = reasons.length > 3 ? [`${reasons.length - 3} more such objects are not in the cluster`] : [];
  return [...reasons.slice(0, 3).map((reason) => `an object that no cluster takes is not there: ${reason}`), ...more];
}

function assumedOfMesh(estate: Estate): string[] {
  const policies = [...estate.of('AuthorizationPolicy'), ...estate.of('RequestAuthentication')];
  if (policies.length === 0) return [];
  const { rootNamespace, pathNormalization } = estate.settings;
  return [
    ...(estate.knowsSettings
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
    if (manifest.kind === '' || isLookedInto(manifest)) continue;
    counts.set(manifest.kind, (counts.get(manifest.kind) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Kinds that only the inventory knows. */
const ALSO_READ: readonly string[] = [
  ...[
    'BackendTLSPolicy',
    'Gateway',
    'GatewayClass',
    'GRPCRoute',
    'HTTPRoute',
    'ReferenceGrant',
    'TCPRoute',
    'TLSRoute',
  ].map((kind) => `${GATEWAY_API}/${kind}`),
  'networking.k8s.io/Ingress',
  'networking.k8s.io/NetworkPolicy',
];

/** Whether some check reads objects of this kind: of Istio's groups admission reads every one. */
function isLookedInto(manifest: Manifest): boolean {
  const group = groupOf(manifest);
  return (
    knownKindOf(manifest) !== undefined ||
    group.endsWith('.istio.io') ||
    ALSO_READ.includes(`${group}/${manifest.kind}`)
  );
}
