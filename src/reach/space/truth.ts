/** For which requests does a formula hold, and for which may it hold? Kleene's logic over sets of requests. */
import type { Bits } from '../../sets/bits';
import { has } from '../../sets/bits';
import type { Region } from '../../sets/region';
import type { Formula, Literal } from '../formulas/formula';
import type { Space } from './space';
import { bitsOf, regionOn } from './space';

/** INVARIANT: `yes` ⊆ `maybe`; what lies between cannot be told. */
export interface Truth {
  readonly yes: Region;
  readonly maybe: Region;
}

/** What is seen of callers at one point, on one chain. */
export interface View {
  readonly space: Space;
  /** callers whose identity is known there */
  readonly identified: Bits;
  /** callers whose server name is seen; that of others is empty */
  readonly named: Bits;
  /** tokens that count */
  readonly authenticated: readonly Authenticated[];
}

/** The requests with a token that counts, in these places apart or in others. */
export interface Authenticated {
  readonly region: Region;
  readonly apart?: string | undefined;
}

/** The requests for which the formula holds. */
export function truthOf(formula: Formula, view: View): Truth {
  const { regions } = view.space;
  switch (formula.kind) {
    case 'always':
      return sure(regions.all);
    case 'never':
      return sure(regions.none);
    case 'unknown':
      return { yes: regions.none, maybe: regions.all };
    case 'is':
      return sure(regionOf(formula.literal, view));
    case 'not': {
      const { yes, maybe } = truthOf(formula.of, view);
      const no = regions.complement(maybe);
      return yes === maybe ? sure(no) : { yes: no, maybe: regions.complement(yes) };
    }
    case 'all':
      return formula.of
        .map((each) => truthOf(each, view))
        .reduce((a, b) => combine(a, b, (one, other) => regions.intersect(one, other)), sure(regions.all));
    case 'any': {
      const truths = formula.of.map((each) => truthOf(each, view));
      const yes = regions.unionOf(truths.map((each) => each.yes));
      if (truths.every((each) => each.yes === each.maybe)) return sure(yes);
      return { yes, maybe: regions.unionOf(truths.map((each) => each.maybe)) };
    }
  }
}

function sure(region: Region): Truth {
  return { yes: region, maybe: region };
}

function combine(a: Truth, b: Truth, merge: (one: Region, other: Region) => Region): Truth {
  const yes = merge(a.yes, b.yes);
  return a.yes === a.maybe && b.yes === b.maybe ? sure(yes) : { yes, maybe: merge(a.maybe, b.maybe) };
}

function regionOf(literal: Literal, { space, identified, named, authenticated }: View): Region {
  const { regions, caller } = space;
  if (literal.about.kind === 'issuer' || literal.about.kind === 'claim') {
    return regions.unionOf(
      authenticated.map(({ region, apart }) => {
        const { axis, bits } = bitsOf(space, literal, apart);
        return regions.intersect(region, regionOn(space, axis, bits));
      }),
    );
  }
  const { axis, bits } = bitsOf(space, literal);
  switch (literal.about.kind) {
    case 'identity':
      return regionOn(space, axis, bits & identified);
    case 'sni': {
      const seen = regions.intersect(regionOn(space, caller, named), regionOn(space, axis, bits));
      const empty = axis.kind === 'texts' ? axis.atoms.atomOf('') : undefined;
      if (empty === undefined || !has(bits, empty)) return seen;
      return regions.union(seen, regions.complement(regionOn(space, caller, named)));
    }
    case 'tls':
    case 'query':
    case 'method':
    case 'path':
    case 'target':
    case 'host':
    case 'header':
    case 'source':
    case 'remote':
    case 'destination':
      return regionOn(space, axis, bits);
  }
}
