/** What Istio's webhook says of hosts with a namespace: `namespace/host` of Gateways and Sidecars. */
import type { Findings } from './admission';
import { isIpAddress } from './go/ip-address';
import { isLabel, partialWildcardProblem, wildcardDomainProblem } from './istio-names';
import { shown } from './json';

/** A gateway converted from the Gateway API may exclude all namespaces. */
export type HostOwner = 'gateway' | 'converted-gateway' | 'sidecar';

/** @see istio pkg/config/validation/agent/validation.go, `ValidateNamespaceSlashWildcardHostname` */
export function checkListenerHost(host: string, field: string, owner: HostOwner, findings: Findings): void {
  const slash = host.indexOf('/');
  if (slash < 0 && owner === 'sidecar')
    return findings.reject(
      field,
      `host ${shown(host)} has no namespace; write \`namespace/host\`, or \`*/host\` for any`,
    );
  if (slash >= 0) findings.reject(field, namespaceProblem(host, host.slice(0, slash), owner));
  const name = host.slice(slash + 1);
  if (name !== '*' && !name.includes('.'))
    findings.reject(
      field,
      `host ${shown(host)} is a short name; write it whole, such as \`web.shop.svc.cluster.local\``,
    );
  const problem = wildcardDomainProblem(name);
  if (owner === 'sidecar' || !isIpAddress(name)) findings.reject(field, problem);
  findings.reject(field, partialWildcardProblem(name));
}

function namespaceProblem(host: string, namespace: string, owner: HostOwner): string | undefined {
  // A Sidecar excludes a namespace with `~`.
  const name = owner === 'sidecar' ? namespace.replace(/^~/, '') : namespace;
  const special = name === '*' || name === '.' || (name === '~' && owner === 'converted-gateway');
  const excludesNone = owner === 'sidecar' && name === '' && namespace !== '';
  return special || excludesNone || isLabel(name)
    ? undefined
    : `host ${shown(host)} has no valid namespace; write its name, \`.\` for the own, or \`*\` for any`;
}
