/**
 * May a request get through two proxies with a token for each? Unless the tokens of gateways are told apart, sets know
 * of requests with one token, or none.
 *
 * One proxy needs no more: whatever tokens a request has, either one is accepted first and counts, or some are refused,
 * and a request with that one alone is treated so, too. Behind another proxy the same holds where
 * - all rules of both look in one place: what is left there by the first is of the issuer whom it accepts, or
 * - the first looks in one place for all its issuers, and demands no token: what counts behind is all that matters, or
 * - the second does so, and looks in another place: what counts before is all that matters.
 * Else each may demand a token of its own, and a request may have both.
 */
import { everyRule } from '../../evaluate/proxies/policies-at-proxy';
import type { JwtRule } from '../../policy/model';
import type { EnvoyPort, EnvoyReading } from '../ways/envoy-reading';
import { literalsIn } from './formula';

/** Whether there may be requests that get through both, and would not with any one of their tokens alone. */
export function mayTakeSeveral(first: EnvoyReading<EnvoyPort>, second: EnvoyReading<EnvoyPort>): boolean {
  const [ofFirst, ofSecond] = [first, second].map(({ tokens }) => placesOf(tokens.rules)) as [Places, Places];
  if (ofFirst.size === 0 || ofSecond.size === 0) return false;
  if (ofFirst.size > 1) return true;
  if (!asksForTokens(first)) return false;
  if (ofSecond.size > 1) return true;
  return asksForTokens(second) && new Set([...ofFirst, ...ofSecond]).size > 1;
}

type Places = ReadonlySet<string>;

function placesOf(rules: readonly JwtRule[]): Places {
  return new Set(rules.map(({ places }) => JSON.stringify(places)));
}

/** Whether some policy asks for a token, or what is in it. */
function asksForTokens({ rules: { http } }: EnvoyReading<EnvoyPort>): boolean {
  return literalsIn(everyRule(http)).some(({ about: { kind } }) => kind === 'issuer' || kind === 'claim');
}
