/** What Istio's webhook says of a traffic policy of a DestinationRule. */
import type { Findings } from './admission';
import { checkClientTls } from './client-tls';
import { checkConnectionPool } from './connection-pool';
import { checkDuration, readDuration } from './durations';
import { domainProblem, ipAddressProblem, portProblem } from './istio-names';
import { shown } from './json';
import { checkLoadBalancer } from './load-balancer';
import { at, child, children, flag, isSet, type Message, number, text } from './message';

const PORT_FIELDS = ['outlierDetection', 'connectionPool', 'loadBalancer', 'tls'];
const FIELDS = [...PORT_FIELDS, 'portLevelSettings', 'tunnel', 'proxyProtocol', 'retryBudget'];

/** @see istio pkg/config/validation/validation.go, `validateTrafficPolicy`, `validatePortTrafficPolicies` */
export function checkTrafficPolicy(policy: Message | undefined, namespace: string, findings: Findings): void {
  if (policy === undefined) return;
  if (!FIELDS.some((name) => isSet(policy, name)))
    findings.reject(policy.field, 'the traffic policy is empty; give at least one field, or remove it');
  if (isSet(policy, 'tunnel') && isSet(policy, 'proxyProtocol'))
    findings.reject(policy.field, '`tunnel` and `proxyProtocol` exclude each other; keep one');
  checkSettings(policy, namespace, findings);
  // Istio drops the warnings of settings of single ports.
  const rejections: Findings = { ...findings, warn: () => undefined };
  for (const port of children(policy, 'portLevelSettings')) {
    if (!isSet(port, 'port')) findings.reject(at(port, 'port'), 'settings of a port need the port');
    if (!PORT_FIELDS.some((name) => isSet(port, name)))
      findings.reject(port.field, 'the settings of this port are empty; give at least one field');
    checkSettings(port, namespace, rejections);
  }
  checkTunnel(child(policy, 'tunnel'), findings);
  const budget = child(policy, 'retryBudget');
  if (budget !== undefined && isSet(budget, 'budgetInterval')) readDuration(budget, 'budgetInterval', findings);
}

/** What a whole policy and the settings of one port have in common. */
function checkSettings(settings: Message, namespace: string, findings: Findings): void {
  const outlier = child(settings, 'outlierDetection');
  checkOutlierDetection(outlier, findings);
  checkConnectionPool(child(settings, 'connectionPool'), findings);
  checkLoadBalancer(child(settings, 'loadBalancer'), outlier !== undefined, findings);
  checkClientTls(child(settings, 'tls'), namespace, findings);
}

/** @see istio pkg/config/validation/validation.go, `validateOutlierDetection` */
function checkOutlierDetection(outlier: Message | undefined, findings: Findings): void {
  if (outlier === undefined) return;
  for (const name of ['baseEjectionTime', 'interval']) if (isSet(outlier, name)) checkDuration(outlier, name, findings);
  if (number(outlier, 'consecutiveErrors') !== 0)
    findings.warn(
      at(outlier, 'consecutiveErrors'),
      'this field is deprecated; use `consecutiveGatewayErrors` or `consecutive5xxErrors`',
    );
  if (!flag(outlier, 'splitExternalLocalOriginErrors') && number(outlier, 'consecutiveLocalOriginFailures') > 0)
    findings.reject(
      at(outlier, 'consecutiveLocalOriginFailures'),
      'this is only counted with `splitExternalLocalOriginErrors: true`; set it as well',
    );
  for (const name of ['maxEjectionPercent', 'minHealthPercent']) {
    const percent = number(outlier, name);
    if (percent < 0 || percent > 100)
      findings.reject(at(outlier, name), `\`${percent}\` is no percentage; give 0 to 100`);
  }
}

/** @see istio pkg/config/validation/validation.go, `validateTunnelSettings` */
function checkTunnel(tunnel: Message | undefined, findings: Findings): void {
  if (tunnel === undefined) return;
  const protocol = text(tunnel, 'protocol');
  if (!['', 'CONNECT', 'POST'].includes(protocol))
    findings.reject(at(tunnel, 'protocol'), `${shown(protocol)} is neither \`CONNECT\` nor \`POST\``);
  const host = text(tunnel, 'targetHost');
  if (domainProblem(host) !== undefined && ipAddressProblem(host) !== undefined)
    findings.reject(at(tunnel, 'targetHost'), `${shown(host)} is neither a host name nor an IP address`);
  findings.reject(at(tunnel, 'targetPort'), portProblem(number(tunnel, 'targetPort')));
}
