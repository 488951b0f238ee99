/** What Istio's webhook says of a VirtualService. */
import type { Findings } from './admission';
import { checkExportTo } from './export-to';
import { checkGatewayNames, isClaimRoute } from './gateway-names';
import { isIpAddress } from './go/ip-address';
import { checkHttpRoute } from './http-route';
import { boundHostProblem, matches } from './host-matching';
import { wildcardDomainProblem } from './istio-names';
import { checkTcpRoute, checkTlsRoute } from './l4-routes';
import { shown } from './json';
import { at, children, entries, isSet, type Message, texts } from './message';
import type { Metadata } from './metadata';
import { warnOfUnusedRules } from './unused-rules';

const SEMANTICS = 'internal.istio.io/route-semantics';

/** @see istio pkg/config/validation/validation.go, `ValidateVirtualService` */
export function checkVirtualService(spec: Message, metadata: Metadata, findings: Findings): void {
  const converted = metadata.annotations[SEMANTICS] === 'gateway';
  const gateways = texts(spec, 'gateways');
  const hosts = texts(spec, 'hosts');
  const [http, tls, tcp] = [children(spec, 'http'), children(spec, 'tls'), children(spec, 'tcp')];
  const boundToGateway = gateways.length > 0 && !gateways.includes('mesh');
  if (hosts.length === 0) checkDelegate(spec, findings);
  checkGatewayNames(gateways, at(spec, 'gateways'), converted, findings);
  if (!boundToGateway) for (const route of http) checkClaims(route, findings);
  const snis = tls.some((route) => children(route, 'match').some((match) => isSet(match, 'sniHosts')));
  checkHosts(spec, boundToGateway, snis, findings);
  if (http.length + tls.length + tcp.length === 0)
    findings.reject(spec.field, 'a VirtualService without `http`, `tls` and `tcp` routes nothing; give at least one');
  for (const route of http) checkHttpRoute(route, { isDelegate: hosts.length === 0, converted }, findings);
  for (const route of tls)
    checkTlsRoute(route, { hosts, boundToGateway: !gateways.includes('mesh') }, converted, findings);
  for (const route of tcp) checkTcpRoute(route, converted, findings);
  checkExportTo(spec, metadata.namespace, {}, findings);
  for (const routes of [http, tcp, tls]) warnOfUnusedRules(routes, findings);
}

/** Without hosts, another VirtualService delegates to it. */
function checkDelegate(spec: Message, findings: Findings): void {
  for (const name of ['gateways', 'tls', 'tcp'])
    if (isSet(spec, name))
      findings.reject(
        at(spec, name),
        'without `hosts` this is for delegation, which has only `http`; give hosts, or remove this',
      );
}

/** Claims are known at gateways only. */
function checkClaims(route: Message, findings: Findings): void {
  for (const match of children(route, 'match'))
    for (const name of ['headers', 'withoutHeaders'])
      for (const [header] of entries(match, name))
        if (isClaimRoute(header))
          findings.reject(
            at(match, name),
            `${shown(header)} routes by a claim, which only gateways do; name a gateway, without \`mesh\``,
          );
}

function checkHosts(spec: Message, boundToGateway: boolean, snis: boolean, findings: Findings): void {
  const hosts = texts(spec, 'hosts');
  const field = at(spec, 'hosts');
  let valid = true;
  for (const host of hosts) {
    const problem = boundToGateway ? boundHostProblem(host, snis) : wildcardDomainProblem(host);
    const everywhere = !boundToGateway && host === '*';
    if (problem !== undefined && !isIpAddress(host)) findings.reject(field, problem);
    else if (everywhere)
      findings.reject(field, 'host `*` would take every request in the mesh; name hosts, or a gateway');
    valid &&= !everywhere && (problem === undefined || isIpAddress(host));
  }
  if (!valid) return;
  hosts.forEach((host, index) => {
    const twin = hosts.slice(index + 1).find((other) => matches(host, other));
    if (twin !== undefined)
      findings.reject(field, `hosts ${shown(host)} and ${shown(twin)} overlap; keep the wider one`);
  });
}
