/** Of which identities is nothing known but their trust domain? */
import { NO_ATOM } from '../sets/bits';
import { isDeepStrictEqual } from 'node:util';
import { ofTrustDomain } from './formulas/identity-forms';
import type { RequestSet } from './space/request-set';
import { regionOn, type Space } from './space/space';

/**
 * Requests of identities of these trust domains that nobody tells from others of their trust domain: each list that has
 * one of them has all of the domain. LAW: what one of them may send to the port, any of its domain may.
 */
export function unknownIdentities(space: Space, domains: readonly string[]): RequestSet {
  const { caller, regions } = space;
  const lists = [...caller.bits];
  // proxies tell apart whom their TLS lets in; where none does, identities are not asked for
  const unknown = domains.map(ofTrustDomain).map((domain) => {
    const whole = lists.find(([{ among }]) => among.kind === 'texts' && isDeepStrictEqual(among.patterns, [domain]));
    const all = whole?.[1] ?? NO_ATOM;
    return lists.reduce((left, [, list]) => ((all & ~list) === NO_ATOM ? left : left & ~list), all);
  });
  return { space, region: regions.unionOf(unknown.map((bits) => regionOn(space, caller, bits))) };
}
