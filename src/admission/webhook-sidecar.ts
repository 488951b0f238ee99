/** What Istio's webhook says of a Sidecar. */
import type { Findings } from './admission';
import { checkConnectionPool } from './connection-pool';
import { domainProblem } from './istio-names';
import { shown } from './json';
import { at, child, children, isSet, type Message, number, text, texts } from './message';
import { checkDestination } from './route-destination';
import { checkSelector } from './selection';
import { checkListenerHost } from './listener-hosts';
import { checkEgressPort, checkIngress } from './sidecar-listeners';

/** @see istio pkg/config/validation/validation.go, `ValidateSidecar` */
export function checkSidecar(spec: Message, namespace: string, findings: Findings): void {
  checkSelector(child(spec, 'workloadSelector'), 'labels', findings);
  const parts = ['egress', 'ingress', 'outboundTrafficPolicy', 'inboundConnectionPool'];
  if (!parts.some((name) => isSet(spec, name)))
    findings.reject(spec.field, 'a Sidecar without `egress`, `ingress` and policies says nothing; give at least one');
  const ports = new Set<number>();
  for (const listener of children(spec, 'ingress')) {
    checkIngress(listener, findings);
    const port = child(listener, 'port');
    if (port !== undefined) checkUnique(ports, number(port, 'number'), at(port, 'number'), findings);
  }
  checkConnectionPool(child(spec, 'inboundConnectionPool'), findings);
  checkEgress(children(spec, 'egress'), namespace, findings);
  checkOutboundPolicy(child(spec, 'outboundTrafficPolicy'), findings);
}

function checkUnique<T>(seen: Set<T>, value: T, field: string, findings: Findings): void {
  if (seen.has(value)) findings.reject(field, `${shown(value)} is there twice; each listener has its own`);
  seen.add(value);
}

/** One listener without a port catches the rest, and is the last. */
function checkEgress(listeners: readonly Message[], namespace: string, findings: Findings): void {
  const ports = new Set<number>();
  const sockets = new Set<string>();
  listeners.forEach((listener, index) => {
    const port = child(listener, 'port');
    if (port === undefined) {
      if (index < listeners.length - 1)
        findings.reject(listener.field, 'a listener without a port catches the rest; write it last, and only one');
    } else {
      checkEgressPort(listener, port, findings);
      const numbered = number(port, 'number');
      if (numbered === 0) checkUnique(sockets, text(listener, 'bind'), at(listener, 'bind'), findings);
      else checkUnique(ports, numbered, at(port, 'number'), findings);
    }
    checkHosts(listener, namespace, findings);
  });
}

/** Hosts that a host before them covers are harmless, but say nothing. */
function checkHosts(listener: Message, namespace: string, findings: Findings): void {
  const field = at(listener, 'hosts');
  const hosts = texts(listener, 'hosts');
  if (hosts.length === 0) findings.reject(field, 'a listener needs at least one host, such as `*/*`');
  const seen = new Map<string, Set<string>>();
  for (const host of hosts) {
    const slash = host.indexOf('/');
    if (slash >= 0 && !host.startsWith('~')) {
      const owner = host.startsWith('./') ? namespace : host.slice(0, slash);
      const name = host.slice(slash + 1);
      const known = seen.get(owner) ?? new Set<string>();
      seen.set(owner, known);
      const covered = name === '*' ? known.size > 0 : known.has(name) || known.has('*');
      if (covered) findings.warn(field, `host ${shown(host)} is already there; remove it`);
      known.add(name);
    }
    checkListenerHost(host, field, 'sidecar', findings);
  }
  if (seen.get('*')?.has('*') === true && seen.size !== 1)
    findings.warn(field, '`*/*` already has every host; remove the others');
}

/** @see istio pkg/config/validation/validation.go, `validateSidecarOutboundTrafficPolicy` */
function checkOutboundPolicy(policy: Message | undefined, findings: Findings): void {
  if (policy === undefined) return;
  const mode = text(policy, 'mode') || 'REGISTRY_ONLY';
  const proxy = child(policy, 'egressProxy');
  if (proxy === undefined) return;
  if (mode !== 'ALLOW_ANY')
    return findings.reject(
      proxy.field,
      `an egress proxy needs mode \`ALLOW_ANY\`, not \`${mode}\`, which is the default`,
    );
  findings.reject(at(proxy, 'host'), domainProblem(text(proxy, 'host')));
  if (!isSet(proxy, 'port')) return findings.reject(at(proxy, 'port'), 'an egress proxy needs a port');
  checkDestination(proxy, findings);
}
