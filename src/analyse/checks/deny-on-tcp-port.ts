/** Does a DENY rule with HTTP attributes alone meet a TCP port, which it then denies as a whole? */
import { isHttpAttribute } from '../../istio/attributes';
import { actionOf, operationsOf, type RulePart, rulesOf, valuesOfRule } from '../authorization-fields';
import type { Check } from '../check-rule';
import { type Estate, namespaceOf, podLabels, specOf } from '../estate';
import { asItems, asRecord, asTexts, isEmptyValue } from '../raw-field';
import { hasLabels, selects } from '../reach-of-policy';
import type { Manifest } from '../../policy/manifest';

const HTTP_FIELDS: ReadonlySet<string> = new Set(['methods', 'paths', 'hosts']);

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
  const values = [...valuesOfRule(rule)];
  const onlyHttp = values.every(({ attribute }) => HTTP_FIELDS.has(attribute) || isHttpAttribute(attribute));
  return values.length > 0 && onlyHttp && operationsOf(rule).every(({ fields }) => isEmptyValue(fields.ports ?? null));
}

function tcpPortOf(estate: Estate, policy: Manifest): string | undefined {
  const workloads = estate.of('Workload').filter((workload) => selects(estate, policy, workload));
  for (const service of estate.of('Service')) {
    const selector = asTexts(specOf(service).selector);
    if (Object.keys(selector).length === 0) continue;
    const served = workloads.some(
      (workload) => namespaceOf(workload) === namespaceOf(service) && hasLabels(podLabels(workload), selector),
    );
    const port = served ? asItems(specOf(service).ports).map(asRecord).find(isTcp) : undefined;
    if (port !== undefined) return `port ${String(port.port)} of Service \`${service.name}\``;
  }
  return undefined;
}

/**
 * Only what says that it is TCP: a port without protocol name is sniffed.
 * @see https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
 */
function isTcp(port: Readonly<Record<string, unknown>>): boolean {
  const said = typeof port.appProtocol === 'string' ? port.appProtocol : port.name;
  return typeof said === 'string' && /^(tcp|tls|mongo|mysql|redis)(-|$)/i.test(said);
}
