/** What one who was asked tells: steps, and what comes nearest where they deny. */
import type { NearMiss, Step } from './explanation';

/** A part of an explanation. */
export interface Told {
  readonly steps: readonly Step[];
  readonly nearest: readonly NearMiss[];
}

/** A step of one proxy, which all have in common whose they are. */
export type OwnStep = Omit<Step, 'point' | 'at'>;

/** A part of an explanation by one proxy. */
export interface OwnTold extends Omit<Told, 'steps'> {
  readonly steps: readonly OwnStep[];
}

/** The rule of this name, `namespace/name#index`. */
export function ruleNamed(by: string): { readonly policy: string; readonly rule: number } {
  const hash = by.lastIndexOf('#');
  return { policy: by.slice(0, hash), rule: Number(by.slice(hash + 1)) };
}

/** The rule of this name in a sentence. */
export function ruleInWords(by: string): string {
  const { policy, rule } = ruleNamed(by);
  return `rule ${rule} of \`${policy}\``;
}

/** Several rules in a sentence. */
export function rulesInWords(names: readonly string[]): string {
  return names.map(ruleInWords).join(', ');
}
