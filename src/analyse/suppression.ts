/** Which findings somebody decided to live with: an annotation on the object, with code and reason. */
import { type Code, isCode } from '../findings/catalogue';
import type { FieldPath } from '../policy/field-path';
import type { Manifest } from '../policy/manifest';
import type { Observation } from './check-rule';
import { asRecord } from './raw-field';

/**
 * One entry a line: `ZT104: public on purpose`, or `ZT104 until 2030-01-31: public on purpose`. Annotations of one
 * object are one text, so that a suppression moves with what it speaks of.
 */
export const SUPPRESS = 'cdk8s-zero-trust/suppress';

export interface Suppression {
  readonly manifest: Manifest;
  readonly code: Code;
  readonly reason: string;
  /** the last day on which it counts, as `2030-01-31` */
  readonly until: string | undefined;
}

const ENTRY = /^(\S+?)(?:\s+until\s+(\S+?))?\s*:\s*(.*)$/;
const PLACE: FieldPath = ['metadata', 'annotations', SUPPRESS];

/** The suppressions of an object, and what is wrong with those that are none. */
export function suppressionsOf(manifest: Manifest): { suppressions: Suppression[]; malformed: Observation[] } {
  const suppressions: Suppression[] = [];
  const malformed: Observation[] = [];
  const text = asRecord(asRecord(manifest.object.metadata).annotations)[SUPPRESS];
  if (typeof text !== 'string') return { suppressions, malformed };
  for (const line of text.split('\n').map((entry) => entry.trim())) {
    if (line === '') continue;
    const [, code = '', until, reason = ''] = ENTRY.exec(line) ?? [];
    const problem = problemOf(code, until, reason, line);
    if (problem !== undefined) malformed.push({ manifest, path: PLACE, message: problem });
    else if (isCode(code)) suppressions.push({ manifest, code, reason, until });
  }
  return { suppressions, malformed };
}

/** Whether the suppression's last day has passed. Without a day to compare with, none has. */
export function isExpired({ until }: Suppression, today: string | undefined): boolean {
  return until !== undefined && today !== undefined && until < today;
}

/** A suppression that suppresses nothing, or no longer. */
export function aboutSuppression({ manifest, code, until }: Suppression, expired: boolean): Observation {
  const message = expired
    ? `the suppression of \`${code}\` ended on ${until}; mend the object, or write a later day`
    : `nothing here has the finding \`${code}\`; remove the suppression`;
  return { manifest, path: PLACE, message };
}

function problemOf(code: string, until: string | undefined, reason: string, line: string): string | undefined {
  const form = 'write `<code>: <reason>`, or `<code> until <year-month-day>: <reason>`';
  if (code === '') return `suppression \`${line}\` has no code; ${form}`;
  if (!isCode(code)) return `suppression \`${line}\` names \`${code}\`, which is no code of a finding; ${form}`;
  if (until !== undefined && !isDay(until))
    return `suppression \`${line}\` ends on \`${until}\`, which is no day; ${form}`;
  if (reason === '') return `suppression \`${line}\` gives no reason; ${form}`;
  // the codes that speak of suppressions, and of our own failures, would hide what they are for
  return /^ZT[89]/.test(code) || code === 'ZT001' ? `\`${code}\` cannot be suppressed; mend what it names` : undefined;
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;
}
