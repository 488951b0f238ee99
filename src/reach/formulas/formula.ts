/** When does a rule hold? Its conditions as a formula over the attributes of a request, before any is matched. */
import type { AddressBlock } from '../../sets/address-atoms';
import type { TextPattern } from '../../sets/text-pattern';

/** What a literal looks at. */
export type Subject =
  /** SPIFFE id of the caller, with its scheme */
  | { readonly kind: 'identity' }
  | { readonly kind: 'sni' }
  /** whether whoever has no proxy speaks TLS itself */
  | { readonly kind: 'tls' }
  | { readonly kind: 'method' }
  /** after normalisation, without the query */
  | { readonly kind: 'path' }
  /** the same with the query */
  | { readonly kind: 'target' }
  | { readonly kind: 'host' }
  /** any line of it; `joined`: its lines count as one */
  | { readonly kind: 'header'; readonly name: string; readonly joined: boolean }
  /** of the first parameter of this name in the query */
  | { readonly kind: 'query'; readonly name: string }
  /** of the token that counts */
  | { readonly kind: 'issuer' }
  /** any text of the claim; `single`: it cannot be a list */
  | { readonly kind: 'claim'; readonly path: readonly string[]; readonly single: boolean }
  | AddressSubject;

/** The connection's source, the client by its own account, and the destination. */
export type AddressSubject =
  { readonly kind: 'source' } | { readonly kind: 'remote' } | { readonly kind: 'destination' };

/** The subject has a value that is among these. */
export interface Literal {
  readonly about: Subject;
  readonly among: Among;
  /** as users wrote it, where they did */
  readonly written?: readonly string[];
}

/** Values: texts that match one of these patterns, or addresses in one of these blocks. */
export type Among =
  | { readonly kind: 'texts'; readonly patterns: readonly TextPattern[] }
  | { readonly kind: 'addresses'; readonly blocks: readonly AddressBlock[] };

/** A formula. What cannot be told is `unknown`, as in Kleene's logic. */
export type Formula =
  | { readonly kind: 'always' | 'never' }
  | { readonly kind: 'unknown'; readonly because: string }
  | { readonly kind: 'is'; readonly literal: Literal }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Formula[] }
  | { readonly kind: 'not'; readonly of: Formula };

export const ALWAYS: Formula = { kind: 'always' };
export const NEVER: Formula = { kind: 'never' };

/** The formula of a plain truth. */
export function constant(truth: boolean): Formula {
  return truth ? ALWAYS : NEVER;
}

/** All of these hold; always, if there are none. */
export function allOf(formulas: readonly Formula[]): Formula {
  if (formulas.some(({ kind }) => kind === 'never')) return NEVER;
  const open = formulas.filter(({ kind }) => kind !== 'always');
  return open.length === 1 ? (open[0] as Formula) : open.length === 0 ? ALWAYS : { kind: 'all', of: open };
}

/** Any of these holds; never, if there are none. */
export function anyOf(formulas: readonly Formula[]): Formula {
  if (formulas.some(({ kind }) => kind === 'always')) return ALWAYS;
  const open = formulas.filter(({ kind }) => kind !== 'never');
  return open.length === 1 ? (open[0] as Formula) : open.length === 0 ? NEVER : { kind: 'any', of: open };
}

/** The opposite; of what cannot be told, it cannot be told either. */
export function not(formula: Formula): Formula {
  switch (formula.kind) {
    case 'always':
      return NEVER;
    case 'never':
      return ALWAYS;
    case 'unknown':
      return formula;
    case 'not':
      return formula.of;
    case 'is':
    case 'all':
    case 'any':
      return { kind: 'not', of: formula };
  }
}

/** The formula with another one in the place of each literal. */
export function replacing(formula: Formula, replace: (literal: Literal) => Formula): Formula {
  switch (formula.kind) {
    case 'always':
    case 'never':
    case 'unknown':
      return formula;
    case 'is':
      return replace(formula.literal);
    case 'not':
      return not(replacing(formula.of, replace));
    case 'all':
      return allOf(formula.of.map((each) => replacing(each, replace)));
    case 'any':
      return anyOf(formula.of.map((each) => replacing(each, replace)));
  }
}

/** The literals in these formulas. */
export function literalsIn(formulas: readonly Formula[]): readonly Literal[] {
  const found: Literal[] = [];
  visitLeaves(formulas, (leaf) => {
    if (leaf.kind === 'is') found.push(leaf.literal);
  });
  return found;
}

/** Why some of these formulas cannot be told, each reason once. */
export function reasonsIn(formulas: readonly Formula[]): readonly string[] {
  const found = new Set<string>();
  visitLeaves(formulas, (leaf) => {
    if (leaf.kind === 'unknown') found.add(leaf.because);
  });
  return [...found];
}

/** Visits what the formulas are made of in the end, but for what always or never holds. */
function visitLeaves(
  formulas: readonly Formula[],
  visit: (leaf: Extract<Formula, { readonly kind: 'is' | 'unknown' }>) => void,
): void {
  for (const formula of formulas) {
    switch (formula.kind) {
      case 'always':
      case 'never':
        break;
      case 'is':
      case 'unknown':
        visit(formula);
        break;
      case 'not':
        visitLeaves([formula.of], visit);
        break;
      case 'all':
      case 'any':
        visitLeaves(formula.of, visit);
    }
  }
}
