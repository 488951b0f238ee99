/** Which changes do the cases notice? Of those that they do not, which case would? */
import type { Case, CaseFile } from '../cases/case-file';
import { judgeOf } from '../cases/judge';
import { groupBy } from '../policy/group-by';
import type { Mesh } from '../policy/model';
import { type DecidingMesh, deciding, type Difference, type FindDifference, type SearchIn } from './difference';
import { type Mutant, mutate, type Policy } from './mutant';
import { mutantsOf } from './mutants';
import { type NoticingCase, noticingCase, outcomeIn } from './noticing-case';
import { meshAround } from './mesh-around';
import { meshNames } from './mesh-names';
import { mayMatter, type Reached, reachedIn } from './reached';

/** What became of a mutant. */
export type Fate =
  /** a case does not hold any more */
  | { readonly kind: 'killed'; readonly by: string }
  /** every case holds, and this one would not */
  | { readonly kind: 'survived'; readonly noticing: NoticingCase }
  /** it is proven that no call is decided otherwise */
  | { readonly kind: 'equivalent' }
  /** no case notices it, and we cannot tell whether one could */
  | { readonly kind: 'unknown'; readonly because: string };

/** A mutant, and what became of it. */
export interface JudgedMutant {
  readonly mutant: Mutant;
  readonly fate: Fate;
}

/** The cases of one file. */
export type CasesOfFile = Pick<CaseFile, 'cases' | 'secrets'>;

/**
 * The mutants of a mesh under the cases that were written for it. Cases that do not hold in the mesh itself notice
 * nothing. `findIn` looks for what mutants of a mesh change, `nameCase` gives a new case a name that no other has, and
 * `tell` is told how many mutants were judged.
 */
export function judgeMutants(
  mesh: Mesh,
  files: readonly CasesOfFile[],
  findIn: SearchIn,
  nameCase: (wanted: string) => string,
  tell: (judged: number, all: number) => void,
): readonly JudgedMutant[] {
  const mutants = mutantsOf(mesh);
  // of the whole mesh, lest other calls be found in a part of it
  const callers = meshNames(mesh);
  const reachedBy = reachedIn(mesh);
  const holding = files.flatMap((file) => holdingCases(mesh, file, reachedBy));
  const suggested: Suggested[] = [];
  let judged = 0;
  return [...groupBy(mutants, ({ before }) => before.policy).values()].flatMap((ofPolicy) => {
    const [{ before }] = ofPolicy as [Mutant];
    const forms = formsOf(before, ofPolicy);
    const concerns = ({ reached }: { readonly reached: Reached }): boolean =>
      forms.some((policy) => mayMatter(policy, reached, mesh.settings.rootNamespace));
    const concerned = holding.filter(concerns);
    const known = suggested.filter(concerns);
    const around = meshAround(
      mesh,
      before,
      [...concerned, ...known].map(({ reached }) => reached),
    );
    const now = deciding(around);
    const bench: Bench = { now, concerned, suggested: known, find: findIn(now, callers), nameCase };
    return ofPolicy.map((mutant) => {
      tell((judged += 1), mutants.length);
      const fate = judgeMutant(bench, mutant);
      if (fate.kind === 'survived' && !known.some(({ noticing }) => noticing === fate.noticing)) {
        const one = { noticing: fate.noticing, reached: reachedBy(fate.noticing.read.request) };
        suggested.push(one);
        known.push(one);
      }
      return { mutant, fate };
    });
  });
}

/** The policy as it is and as it would be, once for each way in which it is attached. */
function formsOf(before: Policy, mutants: readonly Mutant[]): readonly Policy[] {
  const all = [before, ...mutants.flatMap(({ after }) => after ?? [])];
  return [...groupBy(all, ({ policy }) => ('attachment' in policy ? policy.attachment : undefined)).values()].flatMap(
    ([first]) => first ?? [],
  );
}

/** A case that was found for a mutant before, and may notice others. */
interface Suggested {
  readonly noticing: NoticingCase;
  readonly reached: Reached;
}

/** All that the mutants of one policy are judged by. */
interface Bench {
  readonly now: DecidingMesh;
  readonly concerned: readonly HoldingCase[];
  readonly suggested: Suggested[];
  readonly find: FindDifference;
  readonly nameCase: (wanted: string) => string;
}

function judgeMutant({ now, concerned, suggested, find, nameCase }: Bench, mutant: Mutant): Fate {
  const then = deciding(mutate(now.mesh, mutant));
  const by = noticedBy(then.mesh, concerned);
  if (by !== undefined) return { kind: 'killed', by };
  // a denial by another layer is one that cases notice, and yet no gap of those that there are
  const known = suggested.find(
    ({ noticing }) => outcomeIn(then, noticing) === 'missed' && isDecidedOtherwise(now, then, noticing),
  );
  if (known !== undefined) return { kind: 'survived', noticing: known.noticing };
  return fateOf(find(mutant, then), (found) => {
    const one = noticingCase(nameCase(`${mutant.before.policy.name}-${mutant.mutation}`), mutant, found);
    return outcomeIn(now, one) === 'met' && outcomeIn(then, one) === 'missed' ? one : undefined;
  });
}

function isDecidedOtherwise(now: DecidingMesh, then: DecidingMesh, { read: { request } }: NoticingCase): boolean {
  return now.decide(request).verdict !== then.decide(request).verdict;
}

function fateOf(
  difference: Difference,
  caseFor: (found: Extract<Difference, { kind: 'found' }>) => NoticingCase | undefined,
): Fate {
  switch (difference.kind) {
    case 'none':
      return { kind: 'equivalent' };
    case 'unknown':
      return difference;
    case 'found': {
      const noticing = caseFor(difference);
      if (noticing !== undefined) return { kind: 'survived', noticing };
      return { kind: 'unknown', because: 'a call is decided otherwise, and no case could be written for it' };
    }
  }
}

/** A case that holds in the mesh itself, with those whom its call meets. */
interface HoldingCase {
  readonly one: Case;
  readonly file: CasesOfFile;
  readonly reached: Reached;
}

function holdingCases(mesh: Mesh, file: CasesOfFile, reachedBy: ReturnType<typeof reachedIn>): readonly HoldingCase[] {
  const { judge } = judgeOf(file.cases, mesh, file.secrets);
  const holding = file.cases.filter((one) => judge(one).outcome.kind === 'met');
  return holding.map((one) => ({ one, file, reached: reachedBy(one.request) }));
}

/** The first case that does not hold any more: it fails, or cannot be decided, and either way the run does not pass. */
function noticedBy(mutated: Mesh, concerned: readonly HoldingCase[]): string | undefined {
  for (const [file, those] of groupBy(concerned, (each) => each.file)) {
    const { judge } = judgeOf(file.cases, mutated, file.secrets);
    const noticing = those.find(({ one }) => judge(one).outcome.kind !== 'met');
    if (noticing !== undefined) return noticing.one.id;
  }
  return undefined;
}
