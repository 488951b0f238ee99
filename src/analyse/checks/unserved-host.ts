/** Does a policy on a Gateway ask for a host that none of its listeners serves? */
import type { Check } from '../check-rule';
import { type Estate, namespaceOf } from '../estate';
import type { Manifest } from '../../policy/manifest';
import { listed } from '../names-in-messages';
import { targetsOf } from '../policy-scope';

/** Only where the listeners decide: to a workload any caller may send any `Host`. */
export const unservedHost: Check = {
  code: 'ZT121',
  *find(estate) {
    for (const manifest of estate.of('AuthorizationPolicy')) {
      const served = hostsServed(estate, manifest);
      if (served === undefined) continue;
      for (const { attribute, negated, value, path } of estate.values(manifest)) {
        if (attribute !== 'hosts' || negated || served.some((host) => mayShare(value, host))) continue;
        const message = `no listener of the Gateway serves \`${value}\`, so no request with this host gets there; it serves ${listed(served)}`;
        yield { manifest, path, message };
      }
    }
  },
};

/** The hosts of all listeners; undefined when one serves every host, or cannot be seen. */
function hostsServed(estate: Estate, policy: Manifest): readonly string[] | undefined {
  const targets = targetsOf(policy);
  const gateways = targets.map((target) =>
    target.kind === 'Gateway'
      ? estate
          .inventory()
          .gatewaysIn(namespaceOf(policy))
          .find(({ api, name }) => api.kind === 'kubernetes' && name === target.name)
      : undefined,
  );
  if (gateways.length === 0 || gateways.includes(undefined)) return undefined;
  const servers = gateways.flatMap((gateway) => gateway?.servers ?? []);
  const hosts = servers.flatMap((server) => server.hosts.map(({ host }) => host));
  const serveAll =
    servers.some((server) => server.hosts.length === 0) || hosts.some((host) => ['', '*'].includes(host));
  return hosts.length === 0 || serveAll ? undefined : hosts;
}

/** Whether some host fits both. A pattern may also match a port or a dot behind the name. */
function mayShare(pattern: string, served: string): boolean {
  const wanted = pattern.toLowerCase().replace(/(:[\d*]+|\.)$/, '');
  const host = served.toLowerCase();
  if (wanted === '' || wanted.includes('*')) {
    const text = wanted.replace(/\*/g, '');
    const fixed = host.replace(/^\*/, '');
    return wanted.startsWith('*')
      ? fixed.endsWith(text) || text.endsWith(fixed)
      : host.startsWith('*') || host.startsWith(text);
  }
  return host.startsWith('*.') ? wanted.endsWith(host.slice(1)) : wanted === host;
}
