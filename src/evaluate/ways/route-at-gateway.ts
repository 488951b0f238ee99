/** Where does a gateway send what its policies let through? What arrives there is what the policies there are about. */
import type { HeardCall } from '../proxies/heard-call';
import { routeRequest } from '../routes/route-request';
import type { AnyOf, Outcome } from '../routes/routing';
import { unclearRouting } from '../routes/routing';
import type { GatewayPort } from './gateway-port';
import { passOn } from './gateway-port';

/** What the routes of this port make of the call. */
export function routeThrough(port: GatewayPort, heard: HeardCall): Outcome | AnyOf {
  if (heard.kind === 'tcp') return passOn(port, heard.sent.arrival);
  const { sent, tokens } = heard;
  // what was let through is authenticated; anything else would be a gap of ours
  if (tokens.kind !== 'passed') return unclearRouting('whether the tokens are good is not certain');
  return routeRequest(port.hostsAt(sent.arrival.sni), tokens.request);
}
