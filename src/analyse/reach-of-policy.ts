/** Which workloads a policy applies to, as far as its text tells. */
import type { Manifest } from '../policy/manifest';
import { type Estate, namespaceOf, specOf } from './estate';
import { asItems, asRecord, asTexts } from './raw-field';

/** The labels that a policy's selector asks for; none when it selects all. */
export function selectorLabels(policy: Manifest): Readonly<Record<string, string>> {
  return asTexts(asRecord(specOf(policy).selector).matchLabels);
}

/** Whether the policy is attached to named objects instead of selecting pods. */
export function hasTargets(policy: Manifest): boolean {
  const { targetRef, targetRefs } = specOf(policy);
  return Object.keys(asRecord(targetRef)).length > 0 || asItems(targetRefs).length > 0;
}

/** Whether every workload that `narrow` applies to is one that `wide` applies to. */
export function covers(estate: Estate, wide: Manifest, narrow: Manifest): boolean {
  if (hasTargets(wide) || hasTargets(narrow)) {
    return namespaceOf(wide) === namespaceOf(narrow) && sameTargets(wide, narrow);
  }
  if (!isIn(estate, wide, namespaceOf(narrow))) return false;
  const labels = selectorLabels(narrow);
  return Object.entries(selectorLabels(wide)).every(([key, value]) => labels[key] === value);
}

/** Whether some workload could be one that both apply to. */
export function mayMeet(estate: Estate, a: Manifest, b: Manifest): boolean {
  if (!isIn(estate, a, namespaceOf(b)) && !isIn(estate, b, namespaceOf(a))) return false;
  if (hasTargets(a) || hasTargets(b)) return true;
  const labels = selectorLabels(b);
  return Object.entries(selectorLabels(a)).every(([key, value]) => labels[key] === undefined || labels[key] === value);
}

/** A policy in the root namespace applies to every namespace. */
function isIn(estate: Estate, policy: Manifest, namespace: string): boolean {
  return namespaceOf(policy) === namespace || namespaceOf(policy) === estate.settings.rootNamespace;
}

function sameTargets(a: Manifest, b: Manifest): boolean {
  const targets = (policy: Manifest) => {
    const { targetRef, targetRefs } = specOf(policy);
    return JSON.stringify([...(targetRef === undefined ? [] : [targetRef]), ...asItems(targetRefs)]);
  };
  return targets(a) === targets(b);
}
