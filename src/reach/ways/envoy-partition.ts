/** What one Envoy decides about each request: TLS, CUSTOM, tokens, DENY, ALLOW, as its filters stand. */
import { mayChange } from '../../evaluate/proxies/extension-on-path';
import type { Bits } from '../../sets/bits';
import { NO_ATOM } from '../../sets/bits';
import type { Region } from '../../sets/region';
import type { Arriving } from './arrivals';
import { arrivalsAt } from './arrivals';
import type { EnvoyPort, EnvoyReading } from './envoy-reading';
import type { Formula } from '../formulas/formula';
import type { Partition } from '../space/partition';
import { sorted, untold, within, wholly } from '../space/partition';
import type { Space } from '../space/space';
import { HTTP, PROTOCOL, regionOn } from '../space/space';
import type { Verified } from './token-reading';
import { verify } from './token-reading';
import type { Truth, View } from '../space/truth';
import { truthOf } from '../space/truth';

/** The verdict of this Envoy on each request. */
export function partitionAtEnvoy(reading: EnvoyReading, space: Space): Partition {
  const { regions } = space;
  const tokens = verify(reading.tokens, space, reading.takenBefore);
  const spoken = (protocol: 'http' | 'tcp'): Partition =>
    arrivalsAt(reading.stop.arrive, protocol, space.caller).reduce(
      (others, arriving) =>
        within(
          regions,
          regionOn(space, space.caller, arriving.callers),
          partitionBehindTls(reading, space, tokens, arriving),
          others,
        ),
      wholly(regions, 'deny'),
    );
  const [http, tcp] = [spoken('http'), spoken('tcp')];
  return within(regions, regions.box(new Map([[PROTOCOL, HTTP]])), http, tcp);
}

/** The verdict on the requests of callers who are treated alike by TLS. */
export function partitionBehindTls(
  reading: EnvoyReading<EnvoyPort>,
  space: Space,
  tokens: Verified,
  { callers, outcome }: Arriving,
): Partition {
  const { regions } = space;
  switch (outcome.kind) {
    case 'deny':
      return wholly(regions, 'deny');
    case 'undecided':
      return untold(regions, outcome.because);
    case 'heard': {
      const { chain, identified, named } = outcome;
      const { unclear, extensions } = reading.stop.config;
      if (unclear.length > 0) return untold(regions, unclear);
      const met = extensions.filter((each) => each.kind === 'EnvoyFilter' || each.sees === 'bytes' || chain === 'http');
      if (met.length > 0) return untold(regions, [mayChange(met)]);
      const all = (is: boolean): Bits => (is ? callers : NO_ATOM);
      const none: Verified = { accepted: regions.none, refused: regions.none, undecided: regions.none };
      const verified = chain === 'http' ? tokens : none;
      const authenticated = [{ region: verified.accepted, apart: reading.tokens.apart }];
      const view = { space, identified: all(identified), named: all(named), authenticated };
      return decided(reading, view, chain, verified);
    }
  }
}

/** What CUSTOM does without asking and DENY refuse, and what is not allowed; what is asked about comes last. */
function decided(
  reading: EnvoyReading<EnvoyPort>,
  view: View,
  chain: 'http' | 'tcp',
  { refused, undecided }: Verified,
): Partition {
  const { regions } = view.space;
  const { denyingFirst, asking, denying, allowing, provider } = reading.rules[chain];
  const refusing = anyOf(denyingFirst, view);
  const asked = anyOf(asking, view);
  const denial = anyOf(denying, view);
  const answer = allowing === undefined ? { yes: regions.all, maybe: regions.all } : anyOf(allowing, view);
  const passed = regions.complement(regions.union(refused, undecided));
  const denied = regions.union(denial.yes, regions.complement(answer.maybe));
  return sorted(
    regions,
    {
      deny: regions.unionOf([refusing.yes, refused, regions.intersect(passed, denied)]),
      undecided: regions.unionOf([
        undecided,
        regions.subtract(answer.maybe, answer.yes),
        ...doubtsIn([...denyingFirst, ...asking, ...denying], reading, view),
      ]),
      depends: asked.yes,
    },
    [...reading.because, ...(regions.isEmpty(undecided) ? [] : [STRANGER])],
    provider,
  );
}

const STRANGER = 'a rule without issuer verifies by its keys, which a case does not name';

function anyOf(rules: readonly Formula[], view: View): Truth {
  return truthOf({ kind: 'any', of: rules }, view);
}

/** Where a rule may hold that would refuse. */
function doubtsIn(rules: readonly Formula[], { because }: EnvoyReading<EnvoyPort>, view: View): readonly Region[] {
  if (because.length === 0) return [];
  return rules.map((rule) => {
    const { yes, maybe } = truthOf(rule, view);
    return view.space.regions.subtract(maybe, yes);
  });
}
