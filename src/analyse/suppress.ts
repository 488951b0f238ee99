/** Which findings are suppressed, and which suppressions suppress nothing, or no longer? */
import { showFieldPath } from '../policy/field-path';
import type { Manifest } from '../policy/manifest';
import type { Seen, SeenInDocument } from './seen';
import { ANNOTATION, isExpired, type ListedSuppression, type Suppression, suppressionsOf } from './suppression';

export interface Suppressing {
  /** what is left, with what is wrong with suppressions */
  readonly open: readonly (Seen | SeenInDocument)[];
  readonly suppressed: readonly { readonly seen: Seen; readonly by: Suppression }[];
}

/** One suppression suffices for a finding, the object's own first; another one of the same finding has no use. */
export function suppress(
  manifests: readonly Manifest[],
  seen: readonly Seen[],
  listed: readonly ListedSuppression[],
  today: string | undefined,
): Suppressing {
  const open: (Seen | SeenInDocument)[] = [];
  const suppressed: { seen: Seen; by: Suppression }[] = [];
  const annotated = new Map<Manifest, Suppression[]>();
  for (const manifest of manifests) {
    const { suppressions, malformed } = suppressionsOf(manifest);
    open.push(...malformed.map((observation): Seen => ({ code: 'ZT803', ...observation })));
    if (suppressions.length > 0) annotated.set(manifest, suppressions);
  }
  const entries = new Map<string, ListedSuppression[]>();
  for (const entry of listed) {
    const key = keyOf(entry.object);
    entries.set(key, [...(entries.get(key) ?? []), entry]);
  }
  const used = new Set<Suppression>();
  for (const one of seen) {
    const candidates = [...(annotated.get(one.manifest) ?? []), ...(entries.get(keyOf(one.manifest)) ?? [])];
    const by = candidates.find((entry) => !isExpired(entry, today) && speaksOf(entry, one));
    if (by === undefined) open.push(one);
    else {
      used.add(by);
      suppressed.push({ seen: one, by });
    }
  }
  const names = new Set(manifests.map(keyOf));
  for (const entry of [...[...annotated.values()].flat(), ...listed]) {
    if (!used.has(entry)) open.push(aboutUseless(entry, isExpired(entry, today), names));
  }
  return { open, suppressed };
}

function speaksOf(entry: Suppression, { code, path }: Seen): boolean {
  if (entry.code !== code) return false;
  return entry.kind === 'annotation' || entry.field === undefined || entry.field === showFieldPath(path);
}

function aboutUseless(entry: Suppression, expired: boolean, names: ReadonlySet<string>): Seen | SeenInDocument {
  const code = expired ? 'ZT802' : 'ZT801';
  const old = `the suppression of \`${entry.code}\` ended on ${entry.until}; mend the object, or write a later day`;
  switch (entry.kind) {
    case 'annotation': {
      const message = expired ? old : `nothing here has the finding \`${entry.code}\`; remove the suppression`;
      return { code, manifest: entry.manifest, path: ANNOTATION, message };
    }
    case 'entry': {
      const { document, path, object, field } = entry;
      const name = `${object.kind} ${object.namespace === undefined ? '' : `${object.namespace}/`}${object.name}`;
      const at = field === undefined ? '' : ` at \`${field}\``;
      const unused = names.has(keyOf(object))
        ? `\`${name}\` has no finding \`${entry.code}\`${at}; remove the suppression`
        : `no \`${name}\` is among the manifests; remove the suppression of \`${entry.code}\`, or mend the name`;
      return { code, document, path, message: expired ? old : unused };
    }
  }
}

function keyOf(object: { readonly kind: string; readonly namespace?: string | undefined; readonly name: string }) {
  return JSON.stringify([object.kind, object.namespace ?? '', object.name]);
}
