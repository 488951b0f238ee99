/** What did somebody mean by a field that Istio does not know, and what does the object mean without it? */
import { tryKindFacts } from '../admission/kind-facts';
import type { Schema } from '../admission/schema';
import type { FieldPath } from '../policy/field-path';
import type { Manifest } from '../policy/manifest';
import { asRecord } from './raw-field';

const OBJECT_FIELDS = ['apiVersion', 'kind', 'metadata', 'spec'];
const METADATA_FIELDS = ['annotations', 'labels', 'name', 'namespace'];

/** One sentence on an unknown field, without full stop. */
export function aboutUnknownField(manifest: Manifest, path: FieldPath): string {
  const name = String(path.at(-1) ?? '');
  const known = knownFields(manifest, path.slice(0, -1));
  const meant = nearest(name, known) ?? placeOfField(manifest, name);
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

function nearest(name: string, known: readonly string[]): string | undefined {
  const bare = (word: string) => word.toLowerCase().replace(/[_-]/g, '');
  const same = known.find((word) => bare(word) === bare(name) || bare(word) === `${bare(name)}s`);
  const ranked = known.map((word) => ({ word, distance: distance(name.toLowerCase(), word.toLowerCase()) }));
  const best = ranked.sort((a, b) => a.distance - b.distance)[0];
  const close = best !== undefined && best.distance <= Math.max(1, Math.floor(name.length / 3)) ? best.word : undefined;
  const found = same ?? close;
  return found === undefined ? undefined : `\`${found}\``;
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

/** How many letters must be changed, added, left out or exchanged with their neighbour. */
function distance(a: string, b: string): number {
  const rows = [[...Array(b.length + 1).keys()]];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const [above, before] = [rows[i - 1] ?? [], rows[i - 2] ?? []];
      let least = Math.min(
        (above[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
