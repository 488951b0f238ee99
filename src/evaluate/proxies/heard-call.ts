/** What the filters of an Envoy get of a call that arrived: first as it was sent, then with its tokens verified. */
import type { Arrival, Refusal } from '../matching/arrival';
import { lost } from '../matching/arrival';
import type { Authentication } from '../matching/jwt';
import { authenticate } from '../matching/jwt';
import type { Facts } from '../matching/match-condition';
import type { ReceivedRequest } from '../matching/received-request';
import { receive } from '../matching/received-request';
import { badRequest } from './conclusion';
import type { Chain } from './enforced-rules';
import type { ProxyOrders } from './policies-at-proxy';

/** A call that reaches the filters, on the chain that takes it. */
export type HeardCall =
  | { readonly kind: 'tcp'; readonly sent: Facts }
  | {
      readonly kind: 'http';
      /** as CUSTOM policies see it, before any token is read */
      readonly sent: Facts & { readonly request: ReceivedRequest };
      /** what becomes of its tokens */
      readonly tokens: Authentication;
    };

/** The call at the filters of this proxy; refused when it does not get that far, or when nothing is known of them. */
export function hear(config: ProxyOrders, arrival: Arrival | Refusal): HeardCall | Refusal {
  if (arrival.kind === 'refused') return arrival;
  if (config.unclear.length > 0) return lost(config.unclear.join('; '), arrival.proxy.kind);
  if (arrival.http === undefined) return { kind: 'tcp', sent: { arrival } };
  const request = receive(arrival, arrival.http, config.settings);
  if (request === undefined) return { kind: 'refused', verdict: badRequest(arrival) };
  return { kind: 'http', sent: { arrival, request }, tokens: authenticate(config.jwtRules, request) };
}

/** The chain; what is refused was so before bytes could be told from HTTP. */
export function chainOf({ kind }: HeardCall | Refusal): Chain {
  return kind === 'tcp' ? 'tcp' : 'http';
}
