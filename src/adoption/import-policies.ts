/**
 * Which program of constructs says what hand-written policies say? One that decides every call as they do: what would
 * not is kept as it was.
 */
import { evaluator } from '../evaluate/evaluate';
import { selects } from '../policy/in-force';
import { type Manifest, readManifests } from '../policy/manifest';
import { nameOf } from '../policy/metadata';
import type { Mesh } from '../policy/model';
import { proxyLabels } from '../policy/proxy-labels';
import { readMesh } from '../policy/read-mesh';
import { analystOf } from '../reach/analyst';
import { compareReach, type ReachComparison } from '../reach/compare';
import type { Doubt } from '../reach/differences';
import type { ImportPart } from './import-part';
import { type ImportPlan, type Kept, planImport } from './import-plan';
import { policiesIn, type PolicyObject } from './policy-object';
import { printProgram } from './print-program';
import { runProgram } from './run-program';

/** A program that says the same, and how far that is proven. */
export interface Imported {
  /** TypeScript */
  readonly text: string;
  /** policies that constructs say */
  readonly asConstructs: readonly Manifest[];
  /** policies that the program writes as they were, and why */
  readonly asTheyWere: readonly { readonly manifest: Manifest; readonly because: string }[];
  /** ports at which everybody may send what they could before */
  readonly equal: number;
  /** what cannot be told of other ports */
  readonly undecided: readonly Doubt[];
  /** what came out, as manifests */
  readonly written: string;
}

/** The program for the policies among these manifests, which make this mesh. */
export function importPolicies(
  manifests: readonly Manifest[],
  mesh: Mesh,
  onRound: (round: number) => void = () => undefined,
): Imported {
  const policies = policiesIn(manifests);
  let kept: Kept = new Map();
  // each round keeps at least one policy more as it was, and all of them as they were are equal to themselves
  for (let round = 1; ; round++) {
    onRound(round);
    const plan = planImport(policies, mesh, kept);
    const tried = tryPlan(plan, mesh);
    if (tried.kind === 'equal') return { ...told(plan), ...tried };
    if (tried.kept.size === 0) throw new Error('policies as they were do not decide as they did');
    kept = new Map([...kept, ...tried.kept]);
  }
}

type Tried =
  | ({ readonly kind: 'equal' } & Pick<Imported, 'equal' | 'undecided' | 'written'>)
  | { readonly kind: 'differs'; readonly kept: Kept };

function tryPlan({ program, parts }: ImportPlan, mesh: Mesh): Tried {
  const written = runProgram(program);
  const open = parts.filter(({ asItWas }) => asItWas === undefined);
  if (written.kind === 'refused') return { kind: 'differs', kept: refusedAmong(parts, written.problems, mesh) };
  const after = meshWith(mesh, written.text);
  const analyst = analystOf([mesh, after]);
  const comparison = compareReach(analyst, { before: mesh, after, judgeOf: evaluator });
  const differing = differingParts(open, comparison, mesh);
  if (differing.size > 0) return { kind: 'differs', kept: differing };
  const { undecided } = comparison;
  const doubtful = new Set(undecided.map(({ to, port }) => `${to}:${port}`));
  return { kind: 'equal', equal: analyst.targets.length - doubtful.size, undecided, written: written.text };
}

/**
 * What the constructs refuse: policies by themselves, or parts, or parts beside what stays as it was, such as another
 * object of their name; if nothing of these, all, as somewhere two do not agree.
 */
function refusedAmong(parts: readonly ImportPart[], together: readonly string[], mesh: Mesh): Kept {
  const open = parts.filter(({ asItWas }) => asItWas === undefined);
  const beside = parts.flatMap(({ policies, asItWas }) =>
    asItWas === undefined ? [] : policies.map((one) => [one, asItWas] as const),
  );
  const refusalOf = (policies: readonly PolicyObject[], kept: Kept = new Map()): string | undefined => {
    const written = runProgram(planImport([...policies, ...kept.keys()], mesh, kept).program);
    return written.kind === 'refused' ? withoutPath(written.problems[0] ?? '') : undefined;
  };
  const alone = open.flatMap((part) => {
    const because = refusalOf(part.policies);
    if (because === undefined) return [];
    const single = part.policies.flatMap((policy) => {
      const own = refusalOf([policy]);
      return own === undefined ? [] : [[policy, own] as const];
    });
    return single.length > 0 ? single : keep(part, because);
  });
  if (alone.length > 0) return new Map(alone);
  const clashing = open.flatMap((part) => {
    const because = refusalOf(part.policies, new Map(beside));
    return because === undefined ? [] : keep(part, because);
  });
  return new Map(clashing.length > 0 ? clashing : open.flatMap((part) => keep(part, withoutPath(together[0] ?? ''))));
}

function withoutPath(problem: string): string {
  return problem.replace(/^\[[^\]]*\] /, '');
}

/** The parts for the pods of which something else would be decided. */
function differingParts(parts: readonly ImportPart[], { wider, narrower }: ReachComparison, mesh: Mesh): Kept {
  const differences = [...wider.map((one) => ['more', one] as const), ...narrower.map((one) => ['less', one] as const)];
  return new Map(
    differences.flatMap(([how, { to, port }]) => {
      const bearing = parts.filter((part) => isFor(part, to, mesh));
      const because = `constructs would let ${how} through to port ${port} of \`${to}\``;
      return (bearing.length > 0 ? bearing : parts).flatMap((part) => keep(part, because));
    }),
  );
}

function isFor({ target }: ImportPart, workload: string, { workloads }: Mesh): boolean {
  return (
    target !== undefined &&
    workloads.some(
      (one) =>
        nameOf(one) === workload && one.namespace === target.namespace && selects(target.labels, proxyLabels(one)),
    )
  );
}

/** Tokens first: without them there may be words for the rest. */
function keep({ policies }: ImportPart, because: string): readonly (readonly [PolicyObject, string])[] {
  const tokens = policies.filter(({ kind }) => kind === 'RequestAuthentication');
  return (tokens.length > 0 ? tokens : policies).map((policy) => [policy, because] as const);
}

/** The mesh with these policies in place of its own. */
function meshWith(mesh: Mesh, text: string): Mesh {
  const { manifests } = readManifests([{ name: 'program', text }]);
  const { authorizationPolicies, peerAuthentications, requestAuthentications } = readMesh(
    manifests.map(({ object }) => object),
  );
  return { ...mesh, authorizationPolicies, peerAuthentications, requestAuthentications };
}

function told({ program, parts }: ImportPlan): Pick<Imported, 'text' | 'asConstructs' | 'asTheyWere'> {
  const manifestsOf = (some: readonly ImportPart[]): readonly Manifest[] =>
    some.flatMap(({ policies }) => policies.map(({ manifest }) => manifest));
  return {
    text: printProgram(program),
    asConstructs: manifestsOf(parts.filter(({ asItWas }) => asItWas === undefined)),
    asTheyWere: parts.flatMap((part) =>
      part.asItWas === undefined
        ? []
        : manifestsOf([part]).map((manifest) => ({ manifest, because: part.asItWas ?? '' })),
    ),
  };
}
