/** Does a policy name the port of a Service where the port of the workload counts? */
import type { FieldPath } from '../../policy/field-path';
import type { Manifest } from '../../policy/manifest';
import type { Workload } from '../../policy/model';
import { targetPortOf } from '../../policy/port-protocol';
import type { Check } from '../check-rule';
import { type Estate, specOf } from '../estate';
import { selectedBy } from '../policy-scope';
import { asRecord } from '../raw-field';

export const servicePort: Check = {
  code: 'ZT150',
  *find(estate) {
    for (const manifest of [...estate.of('AuthorizationPolicy'), ...estate.of('PeerAuthentication')]) {
      const named = portsOf(estate, manifest);
      if (named.length === 0) continue;
      const ports = selectedBy(estate, manifest).map((workload) => portsBefore(estate, workload));
      for (const { port, path } of named) {
        // one workload that listens there, or of which no Service tells, is enough to be silent
        const leads = ports.map((known) => known.get(port));
        const [lead] = leads;
        if (lead === undefined || leads.some((one) => one === undefined || one.target === port)) continue;
        const message = `\`${port}\` is the port of Service \`${lead.service}\`, and policies see the workload's, which is ${lead.target}; write \`${lead.target}\``;
        yield { manifest, path, message };
      }
    }
  },
};

interface Lead {
  readonly service: string;
  readonly target: number;
}

/** Where the ports of Services lead; a port that the workload listens on itself leads to itself. */
function portsBefore(estate: Estate, workload: Workload): ReadonlyMap<number, Lead> {
  const leads = new Map<number, Lead>();
  const targets = new Set<number>(workload.ports.map(({ port }) => port));
  for (const { name, ports } of estate.inventory().servicesBefore(workload)) {
    for (const port of ports) {
      const target = targetPortOf(port, workload);
      if (target === undefined) continue;
      targets.add(target);
      leads.set(port.port, { service: name, target });
    }
  }
  for (const port of targets) leads.set(port, { service: '', target: port });
  return leads;
}

function portsOf(estate: Estate, policy: Manifest): readonly { readonly port: number; readonly path: FieldPath }[] {
  if (policy.kind === 'AuthorizationPolicy') {
    return estate
      .values(policy)
      .filter(({ attribute }) => attribute === 'destination.port')
      .map(({ value, path }) => ({ port: Number(value), path }));
  }
  return Object.keys(asRecord(specOf(policy).portLevelMtls)).map((port) => ({
    port: Number(port),
    path: ['spec', 'portLevelMtls', port],
  }));
}
