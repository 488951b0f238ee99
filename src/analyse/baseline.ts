/** Which findings were there when a project began to check: they are counted, and only new ones fail. */
import { type Code, isCode } from '../findings/catalogue';
import type { Finding } from '../findings/finding';
import { isObject } from '../policy/json-object';

/** A finding without its line, which moves with every edit. Two equal entries stand for two findings. */
export interface BaselineEntry {
  readonly code: Code;
  readonly object: string;
  readonly field: string;
}

export interface Baseline {
  readonly version: 1;
  readonly findings: readonly BaselineEntry[];
}

/** The baseline that knows these findings. */
export function baselineOf(findings: readonly Finding[]): Baseline {
  const entries = findings.filter(({ code }) => !isOurs(code)).map(entryOfFinding);
  return { version: 1, findings: entries.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0)) };
}

/** The baseline in its file: one entry a line, so that its growth shows in a review. */
export function showBaseline(baseline: Baseline): string {
  const lines = baseline.findings.map((entry) => `    ${JSON.stringify(entry)}`);
  return `{\n  "version": 1,\n  "findings": [${lines.length === 0 ? '' : `\n${lines.join(',\n')}\n  `}]\n}\n`;
}

/** The baseline that a file holds, or what is wrong with it. */
export function readBaseline(text: string): Baseline | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `not JSON: ${(error as Error).message}`;
  }
  if (!isObject(value) || value.version !== 1 || !Array.isArray(value.findings)) {
    return 'not a baseline; make one with `--write-baseline`';
  }
  for (const [index, entry] of value.findings.entries()) {
    const known = isObject(entry) && typeof entry.object === 'string' && typeof entry.field === 'string';
    if (!known || typeof entry.code !== 'string' || !isCode(entry.code)) {
      return `entry ${index} is not \`{"code", "object", "field"}\` with a known code`;
    }
  }
  return { version: 1, findings: value.findings as readonly BaselineEntry[] };
}

/** Findings that the baseline knows, the others, and entries that nothing answers to any more. */
export function applyBaseline(
  baseline: Baseline,
  findings: readonly Finding[],
): { known: Finding[]; fresh: Finding[]; unused: BaselineEntry[] } {
  const left = new Map<string, BaselineEntry[]>();
  for (const entry of baseline.findings) left.set(keyOf(entry), [...(left.get(keyOf(entry)) ?? []), entry]);
  const known: Finding[] = [];
  const fresh: Finding[] = [];
  for (const finding of findings) {
    const entries = isOurs(finding.code) ? undefined : left.get(keyOf(entryOfFinding(finding)));
    (entries?.pop() === undefined ? fresh : known).push(finding);
  }
  return { known, fresh, unused: [...left.values()].flat() };
}

/** An object by its group and kind, but not its version: moving to `v1` is no new finding. */
function entryOfFinding({ code, object, field }: Finding): BaselineEntry {
  const group = object?.apiVersion.replace(/\/?[^/]*$/, '') ?? '';
  const kind = group === '' ? (object?.kind ?? '') : `${object?.kind ?? ''}.${group}`;
  return { code, object: `${kind} ${object?.namespace ?? ''}/${object?.name ?? ''}`, field };
}

function keyOf({ code, object, field }: BaselineEntry): string {
  return JSON.stringify([object, field, code]);
}

/** What speaks of suppressions, baselines and our own failures is always fresh. */
function isOurs(code: Code): boolean {
  return /^ZT[89]/.test(code);
}
