/** What Istio's webhook says of the ways to choose workloads: selectors and target references. */
import type { Findings } from './admission';
import { shown } from './json';
import { at, child, children, isSet, type Message, text, textEntries } from './message';

const TARGETS: readonly (readonly [group: string, kind: string])[] = [
  ['', 'Service'],
  ['networking.istio.io', 'ServiceEntry'],
  ['gateway.networking.k8s.io', 'Gateway'],
  ['gateway.networking.k8s.io', 'GatewayClass'],
];

/**
 * A policy is for workloads by labels, or for targets by name, or for all.
 * @see istio pkg/config/validation/validation.go, `validateOneOfSelectorType`, `validatePolicyTargetReference`
 */
export function checkTargeting(spec: Message, findings: Findings): void {
  const ways = ['selector', 'targetRef', 'targetRefs'].filter((name) => isSet(spec, name));
  if (ways.length > 1)
    findings.reject(spec.field, `${ways.map((way) => `\`${way}\``).join(' and ')} exclude each other; keep one`);
  checkSelector(child(spec, 'selector'), 'matchLabels', findings);
  const single = child(spec, 'targetRef');
  for (const target of [...(single === undefined ? [] : [single]), ...children(spec, 'targetRefs')])
    checkTarget(target, findings);
}

/**
 * A selector has labels, and no wildcards. Nothing else of its labels is looked at.
 * @see istio pkg/config/validation/validation.go, `validateWorkloadSelector`, `ValidateAlphaWorkloadSelector`
 */
export function checkSelector(
  selector: Message | undefined,
  labelsField: 'matchLabels' | 'labels',
  findings: Findings,
): void {
  if (selector === undefined) return;
  const labels = textEntries(selector, labelsField);
  for (const [key, value] of labels) {
    if (key === '') findings.reject(at(selector, labelsField), 'a label key is empty; name the label that pods carry');
    if (key.includes('*') || value.includes('*'))
      findings.reject(
        at(selector, labelsField),
        `label ${shown(`${key}: ${value}`)} has \`*\`; selectors compare exactly, without wildcards`,
      );
  }
  if (labels.length === 0)
    findings.warn(
      selector.field,
      'the selector has no labels, so it selects every workload of the namespace; name a label',
    );
}

function checkTarget(target: Message, findings: Findings): void {
  const [group, kind] = [text(target, 'group'), text(target, 'kind')];
  if (text(target, 'name') === '') findings.reject(at(target, 'name'), 'the target has no name');
  if (text(target, 'namespace') !== '')
    findings.reject(at(target, 'namespace'), 'a target is in the namespace of the policy; remove `namespace`');
  const known = TARGETS.some(([g, k]) => k === kind && (g === group || (g === '' && group === 'core')));
  if (!known)
    findings.reject(
      target.field,
      `${shown(`${group}/${kind}`)} is no target that Istio knows; use \`Service\`, \`ServiceEntry\` (group \`networking.istio.io\`), or \`Gateway\` or \`GatewayClass\` (group \`gateway.networking.k8s.io\`)`,
    );
}
