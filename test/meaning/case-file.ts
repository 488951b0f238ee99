/** Case files: which requests a set of manifests must allow, and which it must refuse. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** One case, as written. */
export interface Case {
  readonly id: string;
  readonly because?: string;
  readonly from: { readonly [key: string]: unknown };
  readonly to: { readonly [key: string]: unknown };
  readonly request?: { readonly [key: string]: unknown };
  readonly expect: 'allow' | 'deny' | Expectation;
}

/** What must come out. Keys that are absent are not looked at, except `by`. */
export interface Expectation {
  readonly verdict: 'allow' | 'deny';
  readonly status?: number;
  readonly layer?: string;
  readonly by?: string;
}

/** A case file, as written. */
export interface CaseFile {
  readonly description: string;
  readonly manifests: readonly (string | object)[];
  readonly mesh?: { readonly [key: string]: unknown };
  readonly cases: readonly Case[];
}

export function readCaseFile(path: string): CaseFile {
  return parse(readFileSync(path, 'utf8')) as CaseFile;
}

export function expectationOf({ expect }: Case): Expectation {
  return typeof expect === 'string' ? { verdict: expect } : expect;
}

/** The denials of the file without a twin: an allowed case that differs from it in one attribute only. */
export function denialsWithoutTwin({ cases }: CaseFile): string[] {
  const allowed = cases.filter((each) => expectationOf(each).verdict === 'allow');
  return cases
    .filter((each) => expectationOf(each).verdict === 'deny' && !allowed.some((twin) => differences(each, twin) === 1))
    .map((each) => each.id);
}

function differences(a: Case, b: Case): number {
  const [one, other] = [attributesOf(a), attributesOf(b)];
  return Object.keys({ ...one, ...other }).filter((key) => JSON.stringify(one[key]) !== JSON.stringify(other[key]))
    .length;
}

/** The caller is one attribute, and so is the target; a token is one, wherever it stands. */
function attributesOf({ from, to, request }: Case): { readonly [key: string]: unknown } {
  const { token, tokens, ...rest } = request ?? {};
  return { from, to, ...rest, token: token ?? tokens };
}
