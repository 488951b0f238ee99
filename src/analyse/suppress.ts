/** Which findings are suppressed, and which suppressions suppress nothing, or no longer? */
import { showFieldPath } from '../policy/field-path';
import { groupBy } from '../policy/group-by';
import type { Manifest } from '../policy/manifest';
import { groupOf } from './estate';
import type { Seen, SeenInDocument } from './seen';
import {
  ANNOTATION,
  isExpired,
  type ListedSuppression,
  misspeltSuppressions,
  type Suppression,
  suppressionsOf,
} from './suppression';

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
    open.push(...misspeltSuppressions(manifest).map((observation): Seen => ({ code: 'ZT805', ...observation })));
    if (suppressions.length > 0) annotated.set(manifest, suppressions);
  }
  const named = groupBy(manifests, keyOf);
  const entries = new Map<Manifest, ListedSuppression[]>();
  for (const entry of listed) {
    const [first, ...others] = objectsOf(entry, named);
    // of two kinds with one name each may be meant, so that neither is
    if (first === undefined || others.some((other) => groupOf(other) !== groupOf(first))) continue;
    for (const manifest of [first, ...others]) entries.set(manifest, [...(entries.get(manifest) ?? []), entry]);
  }
  const used = new Set<Suppression>();
  for (const one of seen) {
    const candidates = [...(annotated.get(one.manifest) ?? []), ...(entries.get(one.manifest) ?? [])];
    const by = candidates.find((entry) => !isExpired(entry, today) && speaksOf(entry, one));
    if (by === undefined) open.push(one);
    else {
      used.add(by);
      suppressed.push({ seen: one, by });
    }
  }
  for (const entry of [...[...annotated.values()].flat(), ...listed]) {
    if (!used.has(entry)) open.push(aboutUseless(entry, isExpired(entry, today), named));
  }
  return { open, suppressed };
}

function speaksOf(entry: Suppression, { code, path }: Seen): boolean {
  if (entry.code !== code) return false;
  return entry.kind === 'annotation' || entry.field === undefined || entry.field === showFieldPath(path);
}

function aboutUseless(entry: Suppression, expired: boolean, named: NamedManifests): Seen | SeenInDocument {
  const code = expired ? 'ZT802' : 'ZT801';
  const old = `the suppression of \`${entry.code}\` ended on ${entry.until}; mend the object, or write a later day`;
  switch (entry.kind) {
    case 'annotation': {
      const message = expired ? old : `nothing here has the finding \`${entry.code}\`; remove the suppression`;
      return { code, manifest: entry.manifest, path: ANNOTATION, message };
    }
    case 'entry': {
      const { document, path, object, field } = entry;
      const kind = object.group ? `${object.kind}.${object.group}` : object.kind;
      const name = `${kind} ${object.namespace === undefined ? '' : `${object.namespace}/`}${object.name}`;
      const at = field === undefined ? '' : ` at \`${field}\``;
      const groups = [...new Set(objectsOf(entry, named).map(groupOf))].sort();
      if (groups.length > 1 && !expired) {
        const several = groups.map((group) => `\`${group}\``).join(' and ');
        return {
          code: 'ZT803',
          document,
          path,
          message: `\`${name}\` is an object of ${several}; write its \`group\``,
        };
      }
      const unused =
        groups.length > 0
          ? `\`${name}\` has no finding \`${entry.code}\`${at}; remove the suppression`
          : `no \`${name}\` is among the manifests; remove the suppression of \`${entry.code}\`, or mend the name`;
      return { code, document, path, message: expired ? old : unused };
    }
  }
}

type NamedManifests = ReadonlyMap<string, readonly Manifest[]>;

/** The manifests that an entry names, of every group unless it says one. */
function objectsOf({ object }: ListedSuppression, named: NamedManifests): readonly Manifest[] {
  const found = named.get(keyOf(object)) ?? [];
  return object.group === undefined ? found : found.filter((manifest) => groupOf(manifest) === object.group);
}

function keyOf(object: { readonly kind: string; readonly namespace?: string | undefined; readonly name: string }) {
  return JSON.stringify([object.kind, object.namespace ?? '', object.name]);
}
