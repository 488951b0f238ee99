/** Which identities of a pattern get something else than its others, as TLS does not let in all trust domains alike? */
import { type Bits, NO_ATOM } from '../../sets/bits';
import { valuesOf } from '../space/axis';
import type { Literal } from '../formulas/formula';
import { SCHEME } from '../formulas/identity-forms';
import { bitsOf, type Space } from '../space/space';

/** The identities of a trust domain that TLS lets in somewhere; without name, those of all others. */
export interface TrustDomain {
  readonly name?: string;
  readonly atoms: Bits;
}

/** Identities that are of one pattern, and are treated alike. */
export interface PatternPart {
  /** the pattern, or that which they are of besides */
  readonly identity: string;
  readonly atoms: Bits;
}

/** The trust domains that these literals tell apart, in their order: users did not write them. */
export function trustDomainsIn(space: Space, literals: readonly Literal[]): readonly TrustDomain[] {
  const named = new Map<string, Bits>();
  for (const literal of literals) {
    const [pattern] = literal.among.kind === 'texts' ? literal.among.patterns : [];
    if (literal.written !== undefined || pattern?.kind !== 'prefix') continue;
    named.set(pattern.text.slice(SCHEME.length, -1), bitsOf(space, literal).bits);
  }
  const all = valuesOf(space.caller);
  const others = [...named.values()].reduce((left, bits) => left & ~bits, all);
  const domains = [...named].map(([name, atoms]): TrustDomain => ({ name, atoms }));
  return domains.length === 0 ? [{ atoms: all }] : [...domains, { atoms: others }];
}

/**
 * The parts of a pattern that has these identities: that which is named as the pattern is, with all that get the same,
 * and those of other trust domains, but for domains that get nothing.
 */
export function partsByDomain(
  pattern: PatternPart,
  domains: readonly TrustDomain[],
  { met, isSame }: { readonly met: Bits; readonly isSame: (some: Bits, others: Bits) => boolean },
): readonly [PatternPart, ...PatternPart[]] {
  const [own, ...others] = domains
    .map((domain) => ({ ...domain, atoms: domain.atoms & pattern.atoms }))
    .filter(({ atoms }) => atoms !== NO_ATOM);
  if (own === undefined) return [pattern];
  const apart = others.filter(({ atoms }) => (atoms & met) !== NO_ATOM && !isSame(own.atoms, atoms));
  const rest = apart.reduce((left, { atoms }) => left & ~atoms, pattern.atoms);
  const names = domains.flatMap(({ name }) => name ?? []);
  // what is only of other trust domains may be called as what is of these
  const isForeign = own.name === undefined && names.length > 0 && /(^| or )\*/.test(pattern.identity);
  const named = isForeign ? narrowed(pattern.identity, undefined, names) : pattern.identity;
  return [
    { identity: named, atoms: rest },
    ...apart.map(({ name, atoms }) => ({ identity: narrowed(pattern.identity, name, names), atoms })),
  ];
}

/** The pattern, as far as it is of this trust domain, or of none of those that have names. */
function narrowed(pattern: string, domain: string | undefined, names: readonly string[]): string {
  return pattern
    .split(' or ')
    .map((one) => {
      const [is = '', ...isNot] = one.split(' but not ');
      if (domain === undefined) return `${is} but not ${[...isNot, ...names.map((name) => `${name}/*`)].join(', ')}`;
      const both = is === '*' ? `${domain}/*` : `${is} and ${domain}/*`;
      return [both, ...isNot].join(' but not ');
    })
    .join(' or ');
}
