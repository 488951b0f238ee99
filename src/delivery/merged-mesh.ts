/** What is a mesh of which some objects are as they were, and others as they will be? */
import type { Mesh } from '../policy/model';
import type { Traffic } from '../policy/model-traffic';

/** What a mesh has of one object: mostly one thing. */
export type Parts = readonly object[];

/** By which object a part of a mesh was given. */
type KeyOf = (part: object) => string | undefined;

/** The parts of the mesh, by the keys of the objects that gave them. */
export function partsByKey(mesh: Mesh, keyOf: KeyOf): ReadonlyMap<string, Parts> {
  const found = new Map<string, object[]>();
  for (const list of [...Object.values(listsIn(mesh)), ...Object.values(listsIn(mesh.traffic))]) {
    for (const part of list) {
      const key = keyOf(part) ?? '';
      const same = found.get(key);
      if (same === undefined) found.set(key, [part]);
      else same.push(part);
    }
  }
  return found;
}

/**
 * The mesh in which those objects are as in the second that are applied. Only these may differ: of all others that of
 * the second is taken. LAW: with none applied, or with all, it holds what the first mesh holds, or the second.
 */
export function mergedMeshes(
  [before, after]: readonly [Mesh, Mesh],
  [oldKey, newKey]: readonly [KeyOf, KeyOf],
  differing: ReadonlySet<string>,
): (isApplied: (key: string) => boolean) => Mesh {
  const own = mergedLists(listsIn(before), listsIn(after));
  const traffic = mergedLists(listsIn(before.traffic), listsIn(after.traffic));
  return (isApplied) => ({
    ...after,
    ...own(isApplied),
    traffic: { ...after.traffic, ...traffic(isApplied) },
  });

  function mergedLists(old: Lists, now: Lists): (isApplied: (key: string) => boolean) => Lists {
    const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
    const lists = names.map((name) => {
      const [were, are] = [old[name] ?? [], now[name] ?? []];
      const isDiffering = (key: string | undefined): key is string => key !== undefined && differing.has(key);
      return {
        name,
        all: are,
        fixed: are.filter((part) => !isDiffering(newKey(part))),
        removed: were.filter((part) => isDiffering(oldKey(part))),
        added: are.filter((part) => isDiffering(newKey(part))),
      };
    });
    return (isApplied) =>
      Object.fromEntries(
        lists.map(({ name, all, fixed, removed, added }) => {
          if (removed.length + added.length === 0) return [name, all];
          const still = removed.filter((part) => !isApplied(oldKey(part) ?? ''));
          return [name, [...fixed, ...still, ...added.filter((part) => isApplied(newKey(part) ?? ''))]];
        }),
      );
  }
}

type Lists = Readonly<Record<string, readonly object[]>>;

function listsIn(mesh: Mesh | Traffic): Lists {
  const lists = Object.entries(mesh).filter((entry): entry is [string, readonly object[]] => Array.isArray(entry[1]));
  return Object.fromEntries(lists);
}
