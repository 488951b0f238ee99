/** The case files of this repository: judged by the product, and held to a stricter rule than those of users. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { readCaseFiles } from '../../src/cases/case-file';
import { type Judgement, judgeOf } from '../../src/cases/judge';
import { readObjects } from '../../src/cases/read-objects';
import type { JsonObject } from '../../src/policy/json-object';
import type { Manifest } from './synthesize';

/** A folder such as `dist/` among the file's `manifests` stands for what was synthesized; other paths are read. */
export function judgedCases(
  path: string,
  synthesized: readonly Manifest[] | ((folder: string) => readonly Manifest[]),
): Judgement[] {
  const written = typeof synthesized === 'function' ? synthesized : () => synthesized;
  return [...readCaseFiles({ name: path, text: readFileSync(path, 'utf8') })].flatMap((reading) => {
    if (reading.kind === 'wrong') throw new Error(JSON.stringify(reading.problems));
    const { manifests, mesh, cases } = reading.file;
    const objects = manifests.flatMap((each): readonly object[] =>
      each.kind === 'object' ? [each.object] : each.path.endsWith('/') ? written(each.path) : beside(path, each.path),
    );
    const found = readObjects(
      objects.map((object) => ({ object: object as JsonObject, place: path })),
      mesh,
    );
    if (found.kind === 'wrong') throw new Error(found.messages.join('\n'));
    return cases.map(judgeOf(cases, found.mesh).judge);
  });
}

/** The objects of a file that the case file names. */
function beside(path: string, name: string): object[] {
  const text = readFileSync(join(dirname(path), name), 'utf8');
  return parseAllDocuments(text).map((document) => document.toJS() as object);
}

/** What is wrong with the cases: those that are not met, and denials by a rule that they do not name. */
export function unmet(judgements: readonly Judgement[]): string[] {
  return judgements.flatMap(({ case: { id, expect }, verdict, outcome }) => {
    const by = verdict.verdict === 'deny' && expect.by === undefined ? verdict.by : undefined;
    if (outcome.kind === 'met' && by === undefined) return [];
    return [`${id}: ${JSON.stringify(expect)}, but ${JSON.stringify(verdict)}`];
  });
}

/** The denials of the file without a twin: an allowed case that differs from it in one attribute only. */
export function denialsWithoutTwin(path: string): string[] {
  const { cases } = parse(readFileSync(path, 'utf8')) as { cases: readonly WrittenCase[] };
  const allowed = cases.filter((each) => verdictOf(each) === 'allow');
  return cases
    .filter((each) => verdictOf(each) === 'deny' && !allowed.some((twin) => differences(each, twin) === 1))
    .map((each) => each.id);
}

interface WrittenCase {
  readonly id: string;
  readonly from: object;
  readonly to: object;
  readonly request?: { readonly [key: string]: unknown };
  readonly expect: string | { readonly verdict: string };
}

function verdictOf({ expect }: WrittenCase): string {
  return typeof expect === 'string' ? expect : expect.verdict;
}

function differences(a: WrittenCase, b: WrittenCase): number {
  const [one, other] = [attributesOf(a), attributesOf(b)];
  return Object.keys({ ...one, ...other }).filter((key) => JSON.stringify(one[key]) !== JSON.stringify(other[key]))
    .length;
}

/** The caller is one attribute, and so is the target; a token is one, wherever it stands. */
function attributesOf({ from, to, request }: WrittenCase): { readonly [key: string]: unknown } {
  const { token, tokens, ...rest } = request ?? {};
  return { from, to, ...rest, token: token ?? tokens };
}
