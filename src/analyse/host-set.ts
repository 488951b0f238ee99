/** Hosts that are served, perhaps thousands: does one of them meet a given host? */
import { doHostsMeet } from '../evaluate/servers/gateway-host';

/** A set of hosts and patterns. */
export interface HostSet {
  readonly all: readonly string[];
  /** whether a host, or a pattern, has a host in common with one of the set */
  readonly meets: (host: string) => boolean;
}

/** The set of these hosts. */
export function hostSetOf(hosts: Iterable<string>): HostSet {
  const exact = new Set(hosts);
  const all = [...exact];
  const stars = all.filter((host) => host.startsWith('*'));
  return {
    all,
    // only patterns need be tried one by one
    meets: (host) =>
      host.startsWith('*')
        ? all.some((one) => doHostsMeet(host, one))
        : exact.has(host) || stars.some((star) => doHostsMeet(host, star)),
  };
}
