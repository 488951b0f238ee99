/** What did somebody mean by a field that Istio does not know, and what does the object mean without it? */
import { tryKindFacts } from '../admission/kind-facts';
import type { Schema } from '../admission/schema';
import type { FieldPath } from '../policy/field-path';
import type { Manifest } from '../policy/manifest';
import { distance, nearWord } from '../policy/near-word';
import { asRecord } from './raw-field';

const OBJECT_FIELDS = ['apiVersion', 'kind', 'metadata', 'spec'];
const METADATA_FIELDS = ['annotations', 'labels', 'name', 'namespace'];

/** One sentence on an unknown field, without full stop. */
export function aboutUnknownField(manifest: Manifest, path: FieldPath): string {
  const name = String(path.at(-1) ?? '');
  const known = knownFields(manifest, path.slice(0, -1));
  const near = nearWord(name, known);
  const meant = near === undefined ? placeOfField(manifest, name) : `\`${near}\``;
  const effect = effectOf(manifest, path);
  return [
    `field \`${name}\` is unknown here, and the API server drops it`,
    ...(effect === undefined ? [] : [`, so ${effect}`]),
    ...(meant === undefined ? [] : [`; did you mean ${meant}?`]),
  ].join('');
}

function knownFields(manifest: Manifest, parent: FieldPath): readonly string[] {
  const [first, ...rest] = parent;
  if (first === undefined) return OBJECT_FIELDS;
  if (first === 'metadata') return rest.length === 0 ? METADATA_FIELDS : [];
  const schema = rest.reduce<Schema | undefined>(
    (at, step) => (typeof step === 'number' ? at?.items : (at?.fields?.[step] ?? at?.values)),
    tryKindFacts(manifest.apiVersion, manifest.kind)?.spec,
  );
  return Object.keys(schema?.fields ?? {});
}

/** A field that stands somewhere else in the schema: `source` directly below a rule belongs in `from`. */
function placeOfField(manifest: Manifest, name: string): string | undefined {
  const spec = tryKindFacts(manifest.apiVersion, manifest.kind)?.spec;
  const search = (schema: Schema, path: string): string | undefined => {
    for (const [field, child] of Object.entries(schema.fields ?? {})) {
      const at = `${path}.${field}`;
      if (field === name) return at;
      const inside = search(child, at) ?? (child.items && search(child.items, `${at}[]`));
      if (inside !== undefined) return inside;
    }
    return undefined;
  };
  const place = spec === undefined ? undefined : search(spec, 'spec');
  return place === undefined ? undefined : `\`${place}\``;
}

/** Only what follows from the object alone: the gap that the dropped field leaves. */
function effectOf(manifest: Manifest, path: FieldPath): string | undefined {
  if (!/^(AuthorizationPolicy|PeerAuthentication|RequestAuthentication)$/.test(manifest.kind)) return undefined;
  const spec = asRecord(manifest.object.spec);
  const name = String(path.at(-1)).toLowerCase();
  if (path.length === 1) return 'spec' in manifest.object ? undefined : 'the policy is empty';
  if (path.length === 2 && path[0] === 'spec') {
    if (distance(name, 'selector') <= 2 && !('selector' in spec)) return 'the policy applies to the whole namespace';
    if (distance(name, 'action') <= 2 && !('action' in spec)) return 'the action is ALLOW';
    if (distance(name, 'rules') <= 2 && !('rules' in spec)) return 'the policy has no rules';
    if (/^targetrefs?$/.test(name)) return 'the policy applies to the whole namespace';
    return undefined;
  }
  if (path[0] === 'spec' && path[1] === 'rules' && path.length === 4) {
    const rule = asRecord((spec.rules as readonly unknown[])[Number(path[2])]);
    const left = Object.keys(rule).filter((field) => ['from', 'to', 'when'].includes(field));
    return left.length === 0 ? 'the rule matches every request' : 'the rule matches more requests';
  }
  return path.at(-1) === 'sectionName' ? 'the policy applies to all ports of the target' : undefined;
}
