/** Which requests do rules match, whichever workload they are sent to? Sets of all that may be sent to any. */
import { groupBy } from '../../policy/group-by';
import type { JwtRule } from '../../policy/model';
import type { Target } from '../../policy/request';
import { fromAtoms, single } from '../../sets/bits';
import type { Region } from '../../sets/region';
import type { Readers } from '../../sets/text-readers';
import { textReaders } from '../../sets/text-readers';
import { otherAtom, valuesOf } from './axis';
import type { Literal } from '../formulas/formula';
import { literalsIn, NEVER, reasonsIn } from '../formulas/formula';
import { domainsLetIn, ofTrustDomain } from '../formulas/identity-forms';
import type { PlacedRule, Reader, RuleScene } from '../ways/rule-reading';
import { ruleReader } from '../ways/rule-reading';
import type { Space } from './space';
import { bitsOf, regionOn, spaceOf, WAY } from './space';
import type { Truth, View } from './truth';
import { placesIn } from '../formulas/token-places';
import { truthOf } from './truth';
import type { Values } from './universes';
import { requestsWithToken, TOKEN } from '../ways/token-reading';

/** Where rules are compared. */
export interface RulePlace extends RuleScene {
  readonly readers: readonly Reader[];
  /** one for each port that is told apart: all that the rules name, and another one */
  readonly ways: readonly (Target & { readonly port: number })[];
  /** the port that the proxy knows on each of the ways. @default - the one that is called */
  readonly proxyPorts?: readonly number[];
  /** the rules by which tokens are verified there; absent: who accepts tokens is not looked at */
  readonly jwtRules?: readonly JwtRule[];
}

/** LAW: whatever gets to a proxy is in the space, so that what is empty or covered there is so at every workload. */
export interface RuleSpace {
  readonly space: Space;
  readonly place: RulePlace;
  /** the requests for which the rule holds, as this reader takes it */
  readonly truth: (rule: PlacedRule, reader: Reader) => Truth;
  readonly withoutToken: Region;
  /** why some of it cannot be told, in sentences */
  readonly because: readonly string[];
}

/** Where tokens stand unless somebody says otherwise. */
const BEARER = { headers: [{ name: 'authorization', prefix: 'Bearer ' }], params: [], cookies: [] };

/** Makes spaces in which some rules, and any part of them, can be compared; patterns are read once for all of them. */
export function ruleSpaces(): (rules: readonly PlacedRule[], place: RulePlace) => RuleSpace {
  const readers = textReaders();
  return (rules, place) => ruleSpaceOf(rules, place, readers);
}

function ruleSpaceOf(rules: readonly PlacedRule[], place: RulePlace, patterns: Readers): RuleSpace {
  const { settings, ways, readers, isWithinMesh, proxyPorts = ways.map(({ port }) => port) } = place;
  const read = ruleReader(place);
  const formulas = new Map(
    rules.map((rule) => [
      rule,
      new Map(readers.map((reader) => [reader, proxyPorts.map((port) => read(rule, port, reader))])),
    ]),
  );
  const all = [...formulas.values()].flatMap((byReader) => [...byReader.values()].flat());
  const domains = domainsLetIn(settings);
  const own: Literal = { about: { kind: 'identity' }, among: { kind: 'texts', patterns: domains.map(ofTrustDomain) } };
  // a rule that never holds may have parts that do, and somebody may ask for them; no literal is about the proxy's port
  const parts = rules.flatMap(conditionsOf).flatMap((part) => readers.map((reader) => read(part, 0, reader)));
  const literals = [...new Set(literalsIn([...all, ...parts]))];
  const asksForToken = literals.some(({ about }) => about.kind === 'claim');
  const values: Values = {
    normalization: settings.pathNormalization,
    acceptsAnyIssuer: false,
    takesBytes: true,
    apart: new Map(),
    ...tokensAt(place),
  };
  const space = spaceOf(ways, [own, ...literals, ...(asksForToken ? [TOKEN] : [])], values, patterns);
  const { regions, caller } = space;
  const identified = isWithinMesh ? bitsOf(space, own).bits : valuesOf(caller);
  const [plaintext, tls] = ['plaintext', 'tls'].map((other) => single(otherAtom(caller, other)));
  const named = identified | (tls ?? 0n);
  const arriving = regionOn(space, caller, named | (plaintext ?? 0n));
  const withToken = requestsWithToken(space);
  const views: Readonly<Record<Reader, View>> = {
    http: { space, identified, named, authenticated: withToken },
    tcp: { space, identified, named, authenticated: [] },
    ztunnel: { space, identified, named: 0n, authenticated: [] },
  };
  return {
    space,
    place,
    withoutToken: regions.complement(regions.unionOf(withToken.map(({ region }) => region))),
    because: reasonsIn(all),
    truth(rule, reader) {
      // a part of a rule was not read before
      const perWay = formulas.get(rule)?.get(reader) ?? proxyPorts.map((port) => read(rule, port, reader));
      const truths = [...groupBy(perWay.keys(), (way) => perWay[way])].map(([formula, which]) => {
        const on = regions.intersect(arriving, regions.box(new Map([[WAY, fromAtoms(which)]])));
        const { yes, maybe } = truthOf(formula ?? NEVER, views[reader]);
        return { yes: regions.intersect(on, yes), maybe: regions.intersect(on, maybe) };
      });
      return {
        yes: regions.unionOf(truths.map(({ yes }) => yes)),
        maybe: regions.unionOf(truths.map(({ maybe }) => maybe)),
      };
    },
  };
}

/** Each condition as a rule of its own. */
function conditionsOf({ policy, rule: { index, clauses } }: PlacedRule): readonly PlacedRule[] {
  return clauses.flatMap(({ part, alternatives }) =>
    alternatives.flat().map((one) => ({ policy, rule: { index, clauses: [{ part, alternatives: [[one]] }] } })),
  );
}

function tokensAt({ jwtRules }: RulePlace): Pick<Values, 'places' | 'issuers'> {
  if (jwtRules === undefined) return { places: { byIssuer: new Map(), each: [BEARER] }, issuers: 'any' };
  const places = placesIn([jwtRules]);
  return { places, issuers: [...places.byIssuer.keys()].filter((issuer) => issuer !== '').sort() };
}
