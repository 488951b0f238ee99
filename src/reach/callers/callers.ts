/** Who can be told apart among those that call a port, and who of them gets anything there? */
import type { Bits } from '../../sets/bits';
import { allAtoms, NO_ATOM, single, toAtoms } from '../../sets/bits';
import type { Region } from '../../sets/region';
import { otherAtom, valuesOf } from '../space/axis';
import type { Literal } from '../formulas/formula';
import { SCHEME } from '../formulas/identity-forms';
import { identitiesShown, type ShownIdentities } from './identity-shown';
import type { Space } from '../space/space';
import { bitsOf } from '../space/space';
import { type TrustDomain, trustDomainsIn } from './trust-domains';

/** Callers by what can be told of them. */
export interface KnownCallers {
  /** identities that policies spell out, without scheme, and their atoms */
  readonly spelt: ReadonlyMap<string, number>;
  /** atoms in which there are no other identities */
  readonly closed: Bits;
  /** the others by the pattern that describes them, `*` for any other */
  readonly open: ReadonlyMap<string, Bits>;
  /** the patterns that describe others, and that this identity is of, too, though it is spelt out; but for `*` */
  readonly around: (spelt: string) => readonly string[];
  /** identities by trust domain */
  readonly domains: readonly TrustDomain[];
  readonly plaintext: number;
  readonly tls: number;
}

/** The callers that these literals tell apart. */
export function callersIn(space: Space, literals: readonly Literal[]): KnownCallers {
  const { caller } = space;
  const identities = literals.filter(({ about }) => about.kind === 'identity');
  const spelt = new Map<string, number>();
  let closed: Bits = NO_ATOM;
  for (const literal of identities) {
    if (literal.among.kind === 'addresses' || caller.kind !== 'texts') continue;
    const { patterns } = literal.among;
    if (patterns.length > 0 && patterns.every(({ kind }) => kind === 'exact')) closed |= bitsOf(space, literal).bits;
    for (const pattern of patterns) {
      const atom = pattern.kind === 'exact' ? caller.atoms.atomOf(pattern.text) : undefined;
      if (pattern.kind === 'exact' && atom !== undefined) spelt.set(pattern.text.slice(SCHEME.length), atom);
    }
  }
  const open = new Map<string, Bits>();
  const shown = shownIn(space, identities);
  for (const atom of toAtoms(valuesOf(caller) & ~closed)) {
    const name = shown === undefined ? '*' : shown.ofAtoms.get(atom);
    if (name === undefined) {
      closed |= single(atom); // patterns beside those spelt out there are of other atoms, or of nobody
      continue;
    }
    open.set(name, (open.get(name) ?? NO_ATOM) | single(atom));
  }
  return {
    spelt,
    closed,
    open,
    around: (identity) => shown?.around(SCHEME + identity) ?? [],
    domains: trustDomainsIn(space, identities),
    plaintext: otherAtom(caller, 'plaintext'),
    tls: otherAtom(caller, 'tls'),
  };
}

/** What the identities of atoms are called, if not `*`; most policies name nobody but those whom they spell out. */
function shownIn({ caller, readers }: Space, identities: readonly Literal[]): ShownIdentities | undefined {
  const hasPattern = identities.some(
    ({ among, written }) =>
      written !== undefined && among.kind === 'texts' && among.patterns.some(({ kind }) => kind !== 'exact'),
  );
  return hasPattern && caller.kind === 'texts' ? identitiesShown(identities, caller.atoms.atomOf, readers) : undefined;
}

/** The atoms of a dimension with which something is in the region. */
export function atomsIn(space: Space, region: Region, dimension: number, size: number): Bits {
  const all = allAtoms(size);
  const seen = new Set<Region>();
  let found: Bits = NO_ATOM;
  const visit = (at: Region): void => {
    if (seen.has(at) || space.regions.isEmpty(at)) return;
    seen.add(at);
    if (at.level < dimension) at.edges.forEach(({ to }) => visit(to));
    else if (at.level > dimension) found = all;
    else for (const { atoms, to } of at.edges) if (!space.regions.isEmpty(to)) found |= atoms;
  };
  visit(region);
  return found;
}
