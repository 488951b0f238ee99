/** What Istio's webhook says of a DestinationRule. */
import type { Findings } from './admission';
import { checkExportTo } from './export-to';
import { labelProblem, tagProblems, wildcardDomainProblem } from './istio-names';
import { shown } from './json';
import { at, child, children, type Message, text, textEntries } from './message';
import { checkSelector } from './selection';
import { checkTrafficPolicy } from './traffic-policy';

/** @see istio pkg/config/validation/validation.go, `ValidateDestinationRule` */
export function checkDestinationRule(spec: Message, namespace: string, findings: Findings): void {
  findings.reject(at(spec, 'host'), wildcardDomainProblem(text(spec, 'host')));
  checkTrafficPolicy(child(spec, 'trafficPolicy'), namespace, findings);
  const names = new Set<string>();
  // Istio drops the warnings of subsets.
  const rejections: Findings = { ...findings, warn: () => undefined };
  for (const subset of children(spec, 'subsets')) {
    const name = text(subset, 'name');
    if (names.has(name))
      findings.reject(at(subset, 'name'), `subset ${shown(name)} is there twice; each has its own name`);
    names.add(name);
    findings.reject(at(subset, 'name'), labelProblem('subset name', name));
    for (const problem of tagProblems(textEntries(subset, 'labels'))) findings.reject(at(subset, 'labels'), problem);
    checkTrafficPolicy(child(subset, 'trafficPolicy'), namespace, rejections);
  }
  const selector = child(spec, 'workloadSelector');
  checkExportTo(spec, namespace, { onlyOwnNamespace: selector !== undefined }, findings);
  checkSelector(selector, 'matchLabels', findings);
}
