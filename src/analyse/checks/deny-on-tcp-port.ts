/** Does a DENY rule with HTTP attributes alone meet a TCP port, which it then denies as a whole? */
import type { Manifest } from '../../policy/manifest';
import { servicePortProtocol } from '../../policy/port-protocol';
import { isGateway } from '../../policy/proxy-labels';
import { actionOf, isHttp, operationsOf, type RulePart, rulesOf, valuesOfRule } from '../authorization-fields';
import type { Check } from '../check-rule';
import type { Estate } from '../estate';
import { isEmptyValue } from '../raw-field';
import { selectedBy } from '../policy-scope';

export const denyOnTcpPort: Check = {
  code: 'ZT113',
  *find(estate) {
    for (const manifest of estate.of('AuthorizationPolicy')) {
      if (actionOf(manifest) !== 'DENY') continue;
      const rules = rulesOf(manifest).filter(isHttpOnly);
      if (rules.length === 0) continue;
      const port = tcpPortOf(estate, manifest);
      if (port === undefined) continue;
      for (const { path } of rules) {
        yield {
          manifest,
          path,
          message: `the rule has only HTTP attributes, and ${port} is TCP, so all its connections are denied; name the HTTP ports in \`ports\``,
        };
      }
    }
  },
};

/** With an attribute that TCP knows, too, the rule keeps a condition there. */
function isHttpOnly(rule: RulePart): boolean {
  const values = valuesOfRule(rule);
  const onlyHttp = values.every(isHttp);
  return values.length > 0 && onlyHttp && operationsOf(rule).every(({ fields }) => isEmptyValue(fields.ports ?? null));
}

/**
 * Only what says that it is TCP: a port without protocol name is sniffed. At ztunnel such a rule does nothing, and a
 * gateway goes by the protocols of its servers, whatever the Service before it says.
 */
function tcpPortOf(estate: Estate, policy: Manifest): string | undefined {
  const { dataPlaneOf, servicesBefore } = estate.inventory();
  for (const workload of selectedBy(estate, policy)) {
    if (dataPlaneOf(workload) === 'ambient' || isGateway(workload)) continue;
    for (const { name, ports } of servicesBefore(workload)) {
      const tcp = ports.find((port) => port.transport !== 'UDP' && ['tcp', 'tls'].includes(servicePortProtocol(port)));
      if (tcp !== undefined) return `port ${tcp.port} of Service \`${name}\``;
    }
  }
  return undefined;
}
