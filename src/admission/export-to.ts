/** What Istio's webhook says of `exportTo`: to which namespaces an object is visible. */
import type { Findings } from './admission';
import { isLabel } from './istio-names';
import { shown } from './json';
import { at, type Message, texts } from './message';

export interface ExportRules {
  /** `~`, visible to nobody, is for services only */
  readonly mayBeHidden?: boolean;
  /** a DestinationRule for chosen workloads stays in its namespace */
  readonly onlyOwnNamespace?: boolean;
}

/** @see istio pkg/config/validation/validation.go, `validateExportTo`; pkg/config/visibility/visibility.go */
export function checkExportTo(spec: Message, namespace: string, rules: ExportRules, findings: Findings): void {
  const exportTo = texts(spec, 'exportTo');
  const place = at(spec, 'exportTo');
  const seen = new Set<string>();
  for (const entry of exportTo) {
    const key = entry === '.' ? namespace : entry;
    if (seen.has(key)) findings.reject(place, `${shown(entry)} is there twice; \`.\` is the own namespace`);
    else if (key === '*' || (key === '~' && rules.mayBeHidden === true) || isLabel(key)) seen.add(key);
    else findings.reject(place, `${shown(entry)} is no namespace; write names, or \`.\` or \`*\` alone`);
  }
  if (rules.onlyOwnNamespace === true && seen.size > 0 && !(seen.size === 1 && seen.has(namespace)))
    findings.reject(place, 'a rule with a workload selector is visible in its own namespace only; write `.`');
  if (exportTo.length > 1 && (seen.has('*') || seen.has('~')))
    findings.reject(place, '`*` and `~` stand alone; remove the other entries');
}
