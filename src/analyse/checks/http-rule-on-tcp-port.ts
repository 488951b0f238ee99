/** Does an ALLOW rule look at HTTP where every port that it can mean is TCP, so that it never matches? */
import type { Workload } from '../../policy/model';
import { servicePortProtocol, targetPortOf } from '../../policy/port-protocol';
import { isGateway } from '../../policy/proxy-labels';
import { actionOf, isHttp, type RulePart, rulesOf, valuesOfRule } from '../authorization-fields';
import type { Check } from '../check-rule';
import type { Estate } from '../estate';
import { listed } from '../names-in-messages';
import { nameOf, selectedBy } from '../policy-scope';
import { portsNamedBy } from '../ports-of-rule';

export const httpRuleOnTcpPort: Check = {
  code: 'ZT138',
  *find(estate) {
    for (const manifest of estate.of('AuthorizationPolicy')) {
      if (actionOf(manifest) !== 'ALLOW') continue;
      for (const rule of rulesOf(manifest)) {
        const http = valuesOfRule(rule).find(isHttp);
        if (http === undefined) continue;
        const sidecars = selectedBy(estate, manifest).filter(
          (workload) => estate.inventory().dataPlaneOf(workload) !== 'ambient',
        );
        if (sidecars.length === 0 || !sidecars.every((workload) => isTcpOnly(estate, workload, rule))) continue;
        const message = `\`${http.attribute}\` is HTTP, and every port of ${listed(sidecars.map(nameOf))} that the rule can mean is TCP, where it never matches; leave HTTP out, or say with \`appProtocol: http\` that the port is HTTP`;
        yield { manifest, path: rule.path, message };
      }
    }
  },
};

/** Whether all ports that Services lead to, of those that the rule names, are said to be TCP: others are sniffed. */
function isTcpOnly(estate: Estate, workload: Workload, rule: RulePart): boolean {
  const { servicesBefore, mesh } = estate.inventory();
  // a Sidecar may give ports other protocols: that we leave out of the judgement
  const mayDiffer = mesh.sidecars.some(
    ({ namespace, ingress }) =>
      ingress.length > 0 && (namespace === workload.namespace || namespace === estate.settings.rootNamespace),
  );
  // what a gateway reads on a port, its Gateways say
  if (mayDiffer || isGateway(workload)) return false;
  const declared = servicesBefore(workload)
    .flatMap(({ ports }) => ports)
    .filter(({ transport }) => transport !== 'UDP')
    .map((port) => ({ number: targetPortOf(port, workload), protocol: servicePortProtocol(port) }));
  const named = portsNamedBy(rule);
  const isMeant = (number: number | undefined) => named === undefined || named.includes(String(number));
  const meant = declared.filter(({ number }) => isMeant(number));
  // a port that no Service leads to is sniffed, so HTTP may arrive there
  const possible =
    named ?? workload.ports.filter(({ transport }) => transport !== 'UDP').map(({ port }) => String(port));
  const all = possible.every((port) => declared.some(({ number }) => String(number) === port));
  return all && meant.length > 0 && meant.every(({ protocol }) => protocol === 'tcp' || protocol === 'tls');
}
