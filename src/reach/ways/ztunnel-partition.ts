/** What the ztunnel before a workload decides about each request: TLS, DENY, PeerAuthentications, ALLOW. */
import type { Bits } from '../../sets/bits';
import { valuesOf } from '../space/axis';
import type { Partition } from '../space/partition';
import { sorted, untold, wholly, within } from '../space/partition';
import type { Space } from '../space/space';
import { bitsOf, regionOn } from '../space/space';
import type { Truth, View } from '../space/truth';
import { truthOf } from '../space/truth';
import type { ZtunnelReading } from './ztunnel-reading';

/** The verdict of this ztunnel on each request. */
export function partitionAtZtunnel(reading: ZtunnelReading, space: Space): Partition {
  const { regions, caller } = space;
  const known: Bits = bitsOf(space, reading.trusted).bits;
  const foreign = valuesOf(caller) & ~known;
  const { unknownFields } = reading.guard;
  const inside = unknownFields.length > 0 ? untold(regions, unknownFields) : decided(reading, space, known);
  return within(regions, regionOn(space, caller, foreign), wholly(regions, 'deny'), inside);
}

function decided(reading: ZtunnelReading, space: Space, identified: Bits): Partition {
  const { regions } = space;
  // only its own tunnels prove an identity to ztunnel, and it sees neither server names nor tokens
  const view: View = { space, identified, named: 0n, authenticated: [] };
  const denial = truthOf({ kind: 'any', of: reading.denying }, view);
  const refusal = inAllOutcomes(reading, view);
  const answer: Truth =
    reading.allowing === undefined
      ? { yes: regions.all, maybe: regions.all }
      : truthOf({ kind: 'any', of: reading.allowing }, view);
  return sorted(
    regions,
    {
      deny: regions.unionOf([denial.yes, refusal.yes, regions.complement(answer.maybe)]),
      undecided: regions.unionOf([denial, refusal, answer].map(({ yes, maybe }) => regions.subtract(maybe, yes))),
      depends: regions.none,
    },
    [...reading.because, ...tieOf(reading)],
  );
}

/** Denied whichever policy istiod takes, or by some that it may take. */
function inAllOutcomes({ refusing }: ZtunnelReading, view: View): Truth {
  const { regions } = view.space;
  const truths = refusing.map((formula) => truthOf(formula, view));
  return {
    yes: truths.map(({ yes }) => yes).reduce((a, b) => regions.intersect(a, b)),
    maybe: regions.unionOf(truths.map(({ maybe }) => maybe)),
  };
}

function tieOf({ guard: { mtls } }: ZtunnelReading): readonly string[] {
  if (mtls.tied.length === 0) return [];
  const names = mtls.tied.map(({ namespace, name }) => `\`${namespace}/${name}\``).join(' and ');
  return [`PeerAuthentications ${names} are of the same age, and Istio takes any of them`];
}
