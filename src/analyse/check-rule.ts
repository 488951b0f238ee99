/** What a check is: a question about an estate, and a code for each answer. */
import type { Code } from '../findings/catalogue';
import type { FieldPath } from '../policy/field-path';
import type { Manifest } from '../policy/manifest';
import type { Estate, KnownKind } from './estate';

/** Where a check found something, and what. */
export interface Observation {
  readonly manifest: Manifest;
  readonly path: FieldPath;
  readonly message: string;
  readonly witness?: Readonly<Record<string, unknown>>;
}

/** One check. INVARIANT: it looks at the estate only, so a run of all is the sum of the runs of each. */
export interface Check {
  readonly code: Code;
  readonly find: (estate: Estate) => Iterable<Observation>;
  /** what the check took for granted, for want of manifests that tell; one sentence each, without full stop */
  readonly assumes?: (estate: Estate) => Iterable<string>;
}

/** A check that looks at the objects of one kind, one at a time. */
export function checkEach(
  code: Code,
  kind: KnownKind,
  look: (manifest: Manifest, estate: Estate) => Iterable<Omit<Observation, 'manifest'>>,
): Check {
  return {
    code,
    *find(estate) {
      for (const manifest of estate.of(kind)) {
        for (const seen of look(manifest, estate)) yield { manifest, ...seen };
      }
    },
  };
}
