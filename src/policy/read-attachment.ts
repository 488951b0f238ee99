/** What a policy applies to: its `selector`, `targetRefs` or `targetRef`. */
import type { JsonObject } from './json-object';
import { asLabels, asObject, asObjects, asString, tryString } from './json-object';
import type { Attachment, Labels, TargetReference } from './model';

/**
 * The attachment of an AuthorizationPolicy or RequestAuthentication. `targetRef` counts when `targetRefs` is empty.
 * @see istio pilot/pkg/model/policyattachment.go, `GetTargetRefs`
 */
export function readAttachment(spec: JsonObject): Attachment {
  const several = asObjects(spec.targetRefs, 'targetRefs');
  const references = several.length > 0 || !spec.targetRef ? several : [asObject(spec.targetRef, 'targetRef')];
  if (references.length > 0) return { kind: 'targets', targets: references.map(readReference) };
  const labels = readSelector(spec);
  return labels === undefined ? { kind: 'everything' } : { kind: 'selector', labels };
}

/** The labels that `selector.matchLabels` demands; undefined when there is no selector at all. */
export function readSelector(spec: JsonObject): Labels | undefined {
  if (spec.selector === undefined || spec.selector === null) return undefined;
  return asLabels(asObject(spec.selector, 'selector').matchLabels, 'matchLabels');
}

function readReference(reference: JsonObject): TargetReference {
  const namespace = tryString(reference.namespace, 'namespace');
  return {
    group: asString(reference.group, 'group'),
    kind: asString(reference.kind, 'kind'),
    name: asString(reference.name, 'name'),
    ...(namespace === undefined ? {} : { namespace }),
  };
}
