/**
 * Which atom is the identity of a workload in? Patterns tell few identities apart, and many targets are guarded by the
 * same patterns.
 */
import { once, remember } from '../../policy/remember';
import { textAtoms } from '../../sets/text-atoms';
import type { TextPattern } from '../../sets/text-pattern';
import type { KnownCallers } from './callers';
import type { Literal } from '../formulas/formula';
import { SCHEME } from '../formulas/identity-forms';
import type { Space } from '../space/space';
import { IDENTITIES } from '../space/universes';

/** Identities, without scheme, by which of some patterns they match; undefined: to tell takes too many states. */
export type IdentityShapes = (patterns: readonly TextPattern[]) => ReadonlyMap<string, number | undefined> | undefined;

/** As many lists of patterns are kept for further targets. */
const MOST_LISTS = 16;

/** The shapes of these identities. */
export function identityShapes(identities: readonly string[]): IdentityShapes {
  return remember(
    (patterns) => {
      const lists = patterns.map((pattern) => [pattern]);
      const shapes = textAtoms(IDENTITIES, lists);
      if (shapes.kind === 'too-many') return undefined;
      return new Map(identities.map((identity) => [identity, shapes.atomOf(SCHEME + identity)]));
    },
    (patterns) => JSON.stringify(patterns),
    MOST_LISTS,
  );
}

/**
 * The atom of an identity, without scheme, in this space; undefined: Istio issues no such identity. LAW: identities
 * that no policy spells out are in one atom where they match the same patterns.
 */
export function identityAtoms(
  { caller }: Space,
  { spelt }: KnownCallers,
  literals: readonly Literal[],
  shapesOf: IdentityShapes,
): (identity: string) => number | undefined {
  if (caller.kind !== 'texts') return () => undefined;
  const atomOf = (identity: string): number | undefined => caller.atoms.atomOf(SCHEME + identity);
  const shapes = once(() => shapesOf(openPatterns(literals)));
  const atomOfShape = new Map<number | undefined, number | undefined>();
  return (identity) => {
    if (spelt.has(identity)) return spelt.get(identity);
    const known = shapes();
    if (known?.has(identity) !== true) return atomOf(identity);
    const shape = known.get(identity);
    if (!atomOfShape.has(shape)) atomOfShape.set(shape, atomOf(identity));
    return atomOfShape.get(shape);
  };
}

/** The patterns that stand for several identities, each once. */
export function openPatterns(literals: readonly Literal[]): readonly TextPattern[] {
  const open = literals.flatMap(({ about, among }) =>
    about.kind !== 'identity' || among.kind === 'addresses' ? [] : among.patterns.filter(isOpen),
  );
  const distinct = new Map(open.map((pattern) => [JSON.stringify(pattern), pattern]));
  return [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pattern]) => pattern);
}

function isOpen(pattern: TextPattern): boolean {
  return pattern.kind !== 'exact' || pattern.anyCase !== undefined;
}
