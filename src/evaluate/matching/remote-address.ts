/** The client's address as `remoteIpBlocks` sees it: the connection's, or one of the X-Forwarded-For list. */
import type { Header } from '../../policy/request';
import type { Address, Arrival } from './arrival';
import { valuesOf } from './header-map';
import { isAddress } from './match-ip';

/**
 * The remote address. A gateway trusts as many proxies in front of it as it is told; sidecars and waypoints take the
 * right-most address of the list, whoever wrote it. If there is no bare address at that place, the connection's counts.
 * @see envoy source/common/http/conn_manager_utility.cc, `mutateRequestHeaders`, and `getLastAddressFromXFF`
 */
export function remoteAddress(arrival: Arrival, headers: readonly Header[]): Address {
  const { trustedProxies, connection } = arrival;
  if (trustedProxies === undefined) return { kind: 'unknown' };
  if (trustedProxies === 0) return connection;
  const entries = (valuesOf(headers, 'x-forwarded-for')[0] ?? '').split(',').map((entry) => entry.trim());
  const entry = entries.at(-trustedProxies) ?? '';
  return isAddress(entry) ? { kind: 'ip', ip: entry } : connection;
}
