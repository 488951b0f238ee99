/** Which findings somebody decided to live with: by an annotation, or by an entry of `zero-trust.yaml`. */
import { type Code, isCode } from '../findings/catalogue';
import type { FieldPath } from '../policy/field-path';
import type { Manifest } from '../policy/manifest';
import { distance } from '../policy/near-word';
import type { SourceDocument } from '../policy/split-documents';
import type { Observation } from './check-rule';
import { asRecord } from './raw-field';

/**
 * One entry a line: `ZT104: public on purpose`, or `ZT104 until 2030-01-31: public on purpose`. Annotations of one
 * object are one text, so that a suppression moves with what it speaks of.
 */
const SUPPRESS = 'cdk8s-zero-trust/suppress';
/** What annotations of this project begin with. */
const OURS = 'cdk8s-zero-trust/';
/** Our constructs write it, for who reads the YAML. */
const REASON = 'cdk8s-zero-trust/reason';
/** So many letters may be wrong in a name that is meant for ours. */
const MOST_SLIPS = 3;

interface Decision {
  readonly code: Code;
  readonly reason: string;
  /** the last day on which it counts, as `2030-01-31` */
  readonly until: string | undefined;
}

/** A suppression that the object itself bears. */
export interface AnnotatedSuppression extends Decision {
  readonly kind: 'annotation';
  readonly manifest: Manifest;
}

/** A suppression of the configuration, for objects that cannot bear annotations. */
export interface ListedSuppression extends Decision {
  readonly kind: 'entry';
  /** without a group, of whichever group has the kind */
  readonly object: {
    readonly group?: string;
    readonly kind: string;
    readonly namespace?: string;
    readonly name: string;
  };
  /** the field that is meant; without it, every finding of the code on the object */
  readonly field: string | undefined;
  readonly document: SourceDocument;
  readonly path: FieldPath;
}

export type Suppression = AnnotatedSuppression | ListedSuppression;

const ENTRY = /^(\S+?)(?:\s+until\s+(\S+?))?\s*:\s*(.*)$/;
/** Where the annotation stands in its object. */
export const ANNOTATION: FieldPath = ['metadata', 'annotations', SUPPRESS];

/** The suppressions that an object bears, and what is wrong with those that are none. */
export function suppressionsOf(manifest: Manifest): {
  suppressions: AnnotatedSuppression[];
  malformed: Observation[];
} {
  const suppressions: AnnotatedSuppression[] = [];
  const malformed: Observation[] = [];
  const text = asRecord(asRecord(manifest.object.metadata).annotations)[SUPPRESS];
  if (typeof text !== 'string') return { suppressions, malformed };
  for (const line of text.split('\n').map((entry) => entry.trim())) {
    if (line === '') continue;
    const [, code = '', until, reason = ''] = ENTRY.exec(line) ?? [];
    const problem = problemOf(code, until, reason, line);
    if (problem !== undefined) malformed.push({ manifest, path: ANNOTATION, message: problem });
    else if (isCode(code)) suppressions.push({ kind: 'annotation', manifest, code, reason, until });
  }
  return { suppressions, malformed };
}

/** Annotations of the object that look like a suppression by their name, and suppress nothing. */
export function misspeltSuppressions(manifest: Manifest): readonly Observation[] {
  const annotations = Object.keys(asRecord(asRecord(manifest.object.metadata).annotations));
  return annotations
    .filter((key) => key !== SUPPRESS && key !== REASON && (key.startsWith(OURS) || isSlip(key)))
    .map((key) => {
      const message = `no annotation \`${key}\` is known, so it suppresses nothing; write \`${SUPPRESS}\``;
      return { manifest, path: ['metadata', 'annotations', key], message };
    });
}

/** Names of others are further away. */
function isSlip(key: string): boolean {
  return Math.abs(key.length - SUPPRESS.length) <= MOST_SLIPS && distance(key, SUPPRESS) <= MOST_SLIPS;
}

/** Whether the suppression's last day has passed. Without a day to compare with, none has. */
export function isExpired({ until }: Suppression, today: string | undefined): boolean {
  return until !== undefined && today !== undefined && until < today;
}

/** Why findings of this code cannot be suppressed, if so. */
export function whyNotSuppressible(code: Code): string | undefined {
  // the codes that speak of suppressions, and of our own failures, would hide what they are for
  return /^ZT[89]/.test(code) || code === 'ZT001' ? `\`${code}\` cannot be suppressed; mend what it names` : undefined;
}

/** Whether the text is a day of the calendar, as `2030-01-31`. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;
}

function problemOf(code: string, until: string | undefined, reason: string, line: string): string | undefined {
  const form = 'write `<code>: <reason>`, or `<code> until <year-month-day>: <reason>`';
  if (code === '') return `suppression \`${line}\` has no code; ${form}`;
  if (!isCode(code)) return `suppression \`${line}\` names \`${code}\`, which is no code of a finding; ${form}`;
  if (until !== undefined && !isDay(until))
    return `suppression \`${line}\` ends on \`${until}\`, which is no day; ${form}`;
  return reason === '' ? `suppression \`${line}\` gives no reason; ${form}` : whyNotSuppressible(code);
}
