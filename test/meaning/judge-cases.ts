/** Asks the plain decision engine about each case of a case file, and lays what it says beside what is expected. */
import { evaluate } from '../../src/evaluate/evaluate';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { type Case, type CaseFile, type Expectation, expectationOf } from './case-file';
import type { Manifest } from './synthesize';

/** A case, judged. */
export interface Judgement {
  readonly id: string;
  readonly because: string;
  readonly expected: Expectation;
  readonly decided: Decision;
}

/** What of a verdict a case file speaks of. */
interface Decision {
  readonly verdict: string;
  readonly status?: number;
  readonly layer?: string;
  readonly by?: string;
}

/** A folder such as `dist/` among the file's `manifests` stands for what was synthesized. */
export function judgeCases(file: CaseFile, synthesized: readonly Manifest[]): Judgement[] {
  const manifests = file.manifests.flatMap((each) => (typeof each === 'string' ? synthesized : [each as Manifest]));
  const mesh = readMesh(manifests, file.mesh);
  return file.cases.map((each) => {
    const expected = expectationOf(each);
    const verdict = evaluate(mesh, readCase({ ...each, from: withIdentity(each, manifests) }));
    return { id: each.id, because: each.because ?? '', expected, decided: comparable(verdict, expected) };
  });
}

/** The keys that the case names. On a denial `by` counts also where none is expected: then no rule may have matched. */
function comparable({ verdict, status, layer, by }: Decision, expected: Expectation): Decision {
  const isJudged = by !== undefined && (expected.by !== undefined || verdict === 'deny');
  return {
    verdict,
    ...(expected.status === undefined || status === undefined ? {} : { status }),
    ...(expected.layer === undefined || layer === undefined ? {} : { layer }),
    ...(isJudged ? { by } : {}),
  };
}

/** The engine judges the called side. Callers of the manifests have proxies, so each arrives with its identity. */
function withIdentity({ from }: Case, manifests: readonly Manifest[]): Case['from'] {
  const { workload, ...rest } = from;
  if (typeof workload !== 'string') return from;
  const [namespace, name] = workload.split('/');
  const found = manifests.find(
    (each) => each.kind === 'Deployment' && each.metadata.namespace === namespace && each.metadata.name === name,
  ) as (Manifest & { spec: { template: { spec: { serviceAccountName?: string } } } }) | undefined;
  if (found === undefined) throw new Error(`no Deployment is \`${workload}\``);
  const account = found.spec.template.spec.serviceAccountName ?? 'default';
  return { ...rest, identity: `cluster.local/ns/${namespace}/sa/${account}` };
}
